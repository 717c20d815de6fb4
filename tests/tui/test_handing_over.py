"""Textual takes the terminal from the first frame: no cell changes, no key is lost, whatever ends gives it back."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte
import pytest
from ptyprocess import PtyProcess

from tests.benchmarks import homes

PATIENCE = 30.0
QUIET = 1.0
"""Seconds without output after which the app has drawn all that it draws at its start."""
ENTERED, LEFT, WHOLE = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?2026l"
SSOTUI = [sys.executable, "-m", "ssotui"]
ATTRIBUTES = slice(0, 4)


class Pty:
    """A program in a terminal, with all that it has written."""

    def __init__(self, args: list[str], env: dict[str, str], size: tuple[int, int], keys: bytes = b"") -> None:
        self._pty = PtyProcess.spawn([*SSOTUI, *args], env=env, dimensions=size[::-1], echo=True)
        self.before = self.attributes
        self.output = b""
        self.press(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pty.close(force=True)

    @property
    def pid(self) -> int:
        return int(self._pty.pid)

    @property
    def attributes(self) -> list[Any]:
        return termios.tcgetattr(self._pty.fd)[ATTRIBUTES]

    def press(self, keys: bytes) -> None:
        os.write(self._pty.fd, keys)

    def read(self, seconds: float) -> bytes:
        """What comes next within the time; nothing at the end."""
        if not select.select([self._pty.fd], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._pty.fd, 65536)
        except OSError:  # how Linux says that the other end has closed
            data = b""
        self.output += data
        return data

    def until(self, wanted: bytes) -> None:
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.output:
            assert time.monotonic() < deadline, (wanted, self.output[-300:])
            self.read(0.2)

    def until_quiet(self) -> None:
        deadline = time.monotonic() + 10 * QUIET
        while self.read(QUIET):
            assert time.monotonic() < deadline, self.output[-300:]

    def exit_code(self) -> int:
        while self.read(PATIENCE):
            pass
        self._pty.wait()
        return int(self._pty.exitstatus) if self._pty.exitstatus is not None else -int(self._pty.signalstatus)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return homes.build(tmp_path, 60)


@pytest.fixture
def stuck(tmp_path: Path, env: dict[str, str]) -> dict[str, str]:
    """Instead of Textual, something that never ends being imported."""
    return without_textual(tmp_path, env, "import time; time.sleep(600)")


def without_textual(tmp_path: Path, env: dict[str, str], code: str) -> dict[str, str]:
    package = tmp_path / "in-its-place" / "textual"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(code)
    return env | {"PYTHONPATH": str(package.parent)}


LOOKS = {
    "dark": {},
    "light": {"theme": "ssotui-light"},
    "ansi": {"theme": "ansi-dark"},
    "no colour": {"NO_COLOR": "1"},
    "ascii": {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "256 colours": {"COLORTERM": ""},
    "16 colours": {"COLORTERM": "", "TERM": "xterm"},
}


TERMINALS = [
    *((look, (80, 24)) for look in LOOKS),
    *((look, size) for look in ("dark", "light") for size in ((60, 15), (120, 36), (160, 45))),
]


@pytest.mark.parametrize(
    ("look", "size", "args"), [(*each, ["use"] if at % 2 else []) for at, each in enumerate(TERMINALS)]
)
def test_no_cell_changes_but_a_clocks_digits(
    tmp_path: Path, env: dict[str, str], look: str, size: tuple[int, int], args: list[str]
) -> None:
    said = dict(LOOKS[look])
    if theme := said.pop("theme", ""):
        homes.write(tmp_path / ".config" / "ssotui" / "config.toml", f'theme = "{theme}"\n'.encode())
    with Pty(args, env | said, size) as terminal:
        terminal.until(b"\x1b[?2004h")
        terminal.until_quiet()
        output = terminal.output
    assert output.count(ENTERED) == 1
    first, whole, later = output.partition(WHOLE)
    assert whole
    assert b"\x1b[?1000h" not in first  # which is Textual's
    assert len(later) > len(first) / 2  # it draws it all again
    screen = pyte.Screen(*size)
    stream = pyte.ByteStream(screen)
    stream.feed(first)
    before = {y: dict(screen.buffer[y]) for y in range(size[1])}
    assert homes.profile_name(0) in screen.display[4]
    screen.dirty.clear()
    for piece in pieces(later):
        stream.feed(piece)
        for y in screen.dirty:
            assert not list(changes(before[y], screen.buffer[y])), (y, screen.display[y])
        screen.dirty.clear()


def pieces(output: bytes) -> Iterator[bytes]:
    """In writes of some cells, of which a person could see each."""
    for at in range(0, len(output), 97):
        yield output[at : at + 97]


def changes(before: dict[int, Any], after: Any) -> Iterator[tuple[int, Any, Any]]:
    for x, was in before.items():
        now = after[x]
        clock = was.data.isdigit() and now.data.isdigit()
        if seen(was) != seen(now) or (was.data != now.data and not clock):
            yield x, was, now


def seen(cell: Any) -> Any:
    """Give what else than the letter a person sees of the cell: of a blank, not the colour that a letter would have."""
    blank = cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
    return cell._replace(data="", fg="" if blank else cell.fg, bold=cell.bold and not blank)


def test_nothing_is_echoed_from_the_first_moment(stuck: dict[str, str]) -> None:
    with Pty([], stuck, (80, 24)) as terminal:
        terminal.until(WHOLE)
        assert not terminal.attributes[3] & (termios.ECHO | termios.ICANON)
        assert terminal.attributes[3] & termios.ISIG
        terminal.press(b"/pay\r")
        assert not terminal.read(QUIET)


@pytest.mark.parametrize(("keys", "does"), [(b"/pay\rc", b"\x1b]52;c;"), (b"2", b"SESSION OR FILE")])
@pytest.mark.parametrize("drawn", [False, True], ids=["at once", "on the first frame"])
def test_keys_typed_meanwhile_reach_the_app_in_order(
    env: dict[str, str], keys: bytes, does: bytes, drawn: bool
) -> None:
    with Pty([], env, (120, 36)) as terminal:
        if drawn:
            terminal.until(WHOLE)
        terminal.press(keys)
        terminal.until(does)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_between_gives_the_terminal_back(stuck: dict[str, str], number: signal.Signals) -> None:
    with Pty([], stuck, (80, 24)) as terminal:
        terminal.until(WHOLE)
        os.kill(terminal.pid, number)
        terminal.until(LEFT)
        assert terminal.attributes == terminal.before
        assert terminal.exit_code() == 128 + number
        assert b"Traceback" not in terminal.output


def test_ctrl_c_in_between_gives_the_terminal_back(stuck: dict[str, str]) -> None:
    with Pty([], stuck, (80, 24)) as terminal:
        terminal.until(WHOLE)
        terminal.press(b"\x03")
        terminal.until(LEFT)
        assert terminal.attributes == terminal.before
        assert terminal.exit_code() == 130


@pytest.mark.parametrize(
    "interrupting",
    [
        # Python would keep of a plain KeyboardInterrupt here that it is to end by the signal.
        'exec("os.kill(os.getpid(), 2); time.sleep(60)")',
        # What is raised here is lost.
        "thing = {1}; ref = weakref.ref(thing, lambda _: os.kill(os.getpid(), 2)); del thing; time.sleep(60)",
        # The second one comes while the terminal is given back.
        (
            "given = termios.tcsetattr; termios.tcsetattr = lambda *how: os.kill(os.getpid(), 2) or given(*how); "
            "os.kill(os.getpid(), 2); time.sleep(60)"
        ),
    ],
    ids=["in a text", "where nothing is raised", "twice"],
)
def test_an_interrupt_ends_it_wherever_it_comes(tmp_path: Path, env: dict[str, str], interrupting: str) -> None:
    code = f"import os, termios, time, weakref; {interrupting}"
    with Pty([], without_textual(tmp_path, env, code), (80, 24)) as terminal:
        assert terminal.exit_code() == 130
        assert terminal.attributes == terminal.before
        assert b"Traceback" not in terminal.output


def test_a_crash_in_between_gives_the_terminal_back(tmp_path: Path, env: dict[str, str]) -> None:
    with Pty([], without_textual(tmp_path, env, "raise RuntimeError"), (80, 24)) as terminal:
        terminal.until(LEFT)
        assert terminal.exit_code() == 1
        assert b"Unexpected failure" in terminal.output.partition(LEFT)[2]


def test_the_end_gives_back_what_was_there_before(env: dict[str, str]) -> None:
    with Pty([], env, (80, 24)) as terminal:
        terminal.until(b"\x1b[?2004h")
        terminal.until_quiet()
        terminal.press(b"q")
        terminal.until(b"\x1b[?1004l")
        assert terminal.attributes == terminal.before
        assert terminal.exit_code() == 0
    assert terminal.output.count(LEFT) == 1


def test_a_resize_in_between_is_drawn_anew(env: dict[str, str]) -> None:
    with Pty([], env, (80, 24)) as terminal:
        terminal.until(WHOLE)
        terminal._pty.setwinsize(36, 120)
        terminal.until(b"\x1b[?2004h")
        terminal.until_quiet()
        screen = pyte.Screen(120, 36)
        pyte.ByteStream(screen).feed(terminal.output.partition(WHOLE)[2])
    assert "kind     sso" in "\n".join(screen.display)
    assert "quit" in screen.display[35]


@pytest.mark.parametrize(("said", "size"), [({"TERM": "dumb"}, (80, 24)), ({}, (18, 5))], ids=["dumb", "tiny"])
def test_where_it_cannot_be_drawn_nothing_is(
    stuck: dict[str, str], said: dict[str, str], size: tuple[int, int]
) -> None:
    with Pty([], stuck | said, size) as terminal:
        assert not terminal.read(3)
        assert terminal.attributes == terminal.before


def test_the_first_frame_loads_no_textual(env: dict[str, str]) -> None:
    code = (
        "import sys\n"
        "from ssotui.tui.first_frame.terminal import HeldTerminal\n"
        "from ssotui.tui.first_frame.start import started\n"
        "with HeldTerminal() as held: started(held, picking=False)\n"
        "bad = {'textual', 'rich', 'asyncio', 'logging'} & set(sys.modules)\n"
        "print('loaded', *sorted(bad), 'and no more')"
    )
    pty = PtyProcess.spawn([sys.executable, "-c", code], env=env, dimensions=(24, 80))
    output = b""
    while True:
        try:
            output += pty.read(65536)
        except EOFError:
            break
    assert b"PROFILE" in output
    assert b"loaded and no more" in output
