"""Copying to a real desktop's clipboard, to a real terminal's, and clearing both."""

from __future__ import annotations

import base64
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from ptyprocess import PtyProcess

from ssotui.export import clipboard_guard
from ssotui.export.clipboard import Clipboard, Delivery
from ssotui.export.terminal_clipboard import LIMIT, osc52
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret
from tests.support.desktop import REMOTE, desktop, guards, pasted
from tests.support.programs import need
from tests.support.waiting import PATIENCE, wait_until

__all__ = ["desktop"]

TEXT = "export AWS_SECRET_ACCESS_KEY='äöü🔑'\n"


def no_terminal(sequence: str) -> None:
    pytest.fail(f"nothing may be written to the terminal, but {sequence!r} was")


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.usefixtures("desktop")
class TestOnADesktop:
    def test_it_is_copied_then_cleared_and_nothing_stays(self) -> None:
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.5) is Delivery.COPIED
        assert pasted() == TEXT
        wait_until(lambda: pasted() == "", "clearing")
        wait_until(lambda: not guards(), "the end of the guard")

    def test_something_else_copied_meanwhile_stays(self) -> None:
        Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.5)
        subprocess.run(["xclip", "-selection", "c"], input="theirs", text=True, check=True)
        wait_until(lambda: not guards(), "the end of the guard")
        assert pasted() == "theirs"

    def test_zero_never_clears_and_leaves_no_process(self) -> None:
        Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0)
        assert not guards()
        assert pasted() == TEXT

    def test_a_second_copy_has_its_own_full_time(self) -> None:
        clipboard = Clipboard(no_terminal, None)
        clipboard.copy(Secret(TEXT), clear_after=30)
        (first,) = guards()
        clipboard.copy(Secret(TEXT), clear_after=30)
        wait_until(lambda: not first.is_running() or first.status() == psutil.STATUS_ZOMBIE, "the first guard's end")
        (second,) = (guard for guard in guards() if guard.pid != first.pid)
        second.terminate()

    def test_it_is_cleared_when_the_copier_has_ended(self) -> None:
        script = (
            "from ssotui.export.clipboard import Clipboard; from ssotui.model.secret import Secret;"
            "print(Clipboard(print, None).copy(Secret('bye'), clear_after=0.7))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout == "copied\n"
        assert pasted() == "bye"
        wait_until(lambda: pasted() == "", "clearing")

    def test_the_secret_is_in_no_process_arguments_and_no_environment(self) -> None:
        Clipboard(no_terminal, None).copy(Secret("needle-in-a-haystack"), clear_after=30)
        (guard,) = guards()
        try:
            for process in psutil.process_iter():
                try:
                    shown = " ".join(process.cmdline()) + repr(process.environ())
                except psutil.Error:
                    continue
                assert "needle-in-a-haystack" not in shown
        finally:
            guard.terminate()

    def test_over_ssh_the_desktop_is_left_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
        subprocess.run(["xclip", "-selection", "c"], input="theirs", text=True, check=True)
        written: list[str] = []
        assert Clipboard(written.append, os.devnull).copy(Secret("x"), clear_after=0) is Delivery.SENT
        assert pasted() == "theirs"
        assert written == [osc52(Secret("x"))]


@pytest.mark.usefixtures("no_desktop")
class TestInATerminal:
    def test_the_bytes(self) -> None:
        encoded = base64.b64encode(TEXT.encode()).decode()
        assert osc52(Secret(TEXT)) == f"\x1b]52;c;{encoded}\a"

    def test_tmux_passes_it_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
        assert osc52(Secret("x")) == "\x1bPtmux;\x1b\x1b]52;c;eA==\a\x1b\\"

    def test_screen_passes_it_on_in_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "screen-256color")
        pieces = re.findall(r"\x1bP(.*?)\x1b\\", osc52(Secret("x" * 3000)), re.DOTALL)
        assert len(pieces) > 4
        assert all(len(piece) <= 764 for piece in pieces)
        assert "".join(pieces) == f"\x1b]52;c;{base64.b64encode(b'x' * 3000).decode()}\a"

    def test_it_is_sent_then_cleared(self) -> None:
        master, slave = pty.openpty()
        device = os.ttyname(slave)
        try:
            written: list[str] = []
            assert Clipboard(written.append, device).copy(Secret(TEXT), clear_after=0.3) is Delivery.SENT
            assert written == [osc52(Secret(TEXT))]
            assert select.select([master], [], [], PATIENCE)[0]
            clearing = osc52(Secret("")).encode()
            # The guard of another test's terminal, which has had the same name, may write there too.
            assert os.read(master, len(clearing)) == clearing
        finally:
            os.close(slave)
            os.close(master)

    def test_without_any_clipboard_it_says_so(self) -> None:
        with pytest.raises(ServiceFailure, match="No clipboard was found"):
            Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=45)

    def test_too_long_is_refused(self) -> None:
        with pytest.raises(ServiceFailure, match=r"too long.*: 74,996 bytes, and it takes 74,994"):
            Clipboard(no_terminal, os.devnull).copy(Secret("ä" * (LIMIT // 2 + 1)), clear_after=45)
        wait_until(lambda: not guards(), "the end of the guard, which has nothing to clear")

    def test_what_nobody_would_clear_is_not_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/nonexistent")
        with pytest.raises(ServiceFailure, match="to clear the clipboard later"):
            Clipboard(no_terminal, os.devnull).copy(Secret("x"), clear_after=45)


def copying(folder: Path, text: str, clear_after: float = 0) -> str:
    """A command that copies the text to the terminal that it runs in."""
    script = folder / "copy.py"
    script.write_text(
        "from ssotui.export.clipboard import Clipboard\n"
        "from ssotui.export.terminal_clipboard import controlling_terminal, write_to_terminal\n"
        "from ssotui.model.secret import Secret\n"
        "clipboard = Clipboard(write_to_terminal, controlling_terminal())\n"
        f"print(clipboard.copy(Secret({text!r}), clear_after={clear_after}))\n"
    )
    return f"{sys.executable} {script}"


def read_until(outer: PtyProcess, expected: bytes) -> bytes:
    """What comes out of the multiplexer, until that has come."""
    seen = b""
    deadline = time.monotonic() + PATIENCE
    while expected not in seen:
        assert time.monotonic() < deadline, seen
        if select.select([outer.fd], [], [], 0.2)[0]:
            seen += os.read(outer.fd, 65536)
    return seen


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., PtyProcess]]:
    """Runs a command in a real tmux whose own terminal is a pty of ours."""
    command = [need("tmux"), "-S", str(tmp_path / "tmux")]
    started: list[PtyProcess] = []

    def start(first: str, *, option: str = "") -> PtyProcess:
        setting = f"{' '.join(command)} set {option};" if option else ""
        started.append(
            PtyProcess.spawn(
                [*command, "-f", os.devnull, "new-session", "-s", "t", f"{setting} {first}; read x"],
                env=dict(os.environ), dimensions=(24, 80),
            )
        )  # fmt: skip
        return started[-1]

    yield start
    subprocess.run([*command, "kill-server"], check=False, capture_output=True)
    for outer in started:
        outer.close(force=True)


@pytest.mark.usefixtures("no_desktop")
class TestInARealTmux:
    def test_what_may_pass_through_does(self, tmux: Callable[..., PtyProcess], tmp_path: Path) -> None:
        outer = tmux(copying(tmp_path, "through tmux"), option="-g allow-passthrough on")
        read_until(outer, b"\x1b]52;c;" + base64.b64encode(b"through tmux") + b"\a")

    def test_as_it_comes_it_takes_the_text_itself_and_keeps_no_buffer(
        self, tmux: Callable[..., PtyProcess], tmp_path: Path
    ) -> None:
        outer = tmux(copying(tmp_path, "by tmux", clear_after=0.3), option="-g allow-passthrough off")
        read_until(outer, b"\x1b]52;;" + base64.b64encode(b"by tmux") + b"\a")
        read_until(outer, b"\x1b]52;;" + base64.b64encode(b" ") + b"\a")  # what clearing is to tmux
        wait_until(lambda: not guards(), "the end of the guard")
        buffers = subprocess.run(["tmux", "-S", tmp_path / "tmux", "list-buffers"], capture_output=True, check=True)
        assert buffers.stdout == b""


def program(folder: Path, name: str, script: str) -> None:
    """A program of that name, first on PATH."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder on PATH, with nothing in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def inside_tmux(no_desktop: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - after that one
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")


@pytest.mark.usefixtures("inside_tmux")
class TestATmuxOfAnotherKind:
    @pytest.mark.parametrize("script", [None, "exit 1", "echo on", "echo all"])
    def test_one_that_forbids_nothing_is_passed_through(self, only_path: Path, script: str | None) -> None:
        """Before 3.3 there was no such option, and all passed through."""
        if script:
            program(only_path, "tmux", script)
        written: list[str] = []
        assert Clipboard(written.append, os.devnull).copy(Secret("x"), clear_after=0) is Delivery.SENT
        assert written == ["\x1bPtmux;\x1b\x1b]52;c;eA==\a\x1b\\"]

    def test_one_that_lets_nothing_through_is_named(self, only_path: Path) -> None:
        program(only_path, "tmux", '[ "$1" = show-options ] && echo off')
        with pytest.raises(ServiceFailure, match="tmux lets nothing through") as caught:
            Clipboard(no_terminal, os.devnull).copy(Secret("x"), clear_after=0)
        assert "allow-passthrough on" in caught.value.hint


@pytest.mark.usefixtures("no_desktop")
def test_a_real_screen_passes_it_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces, which arrive as one."""
    text = "through screen " * 200
    sockets = tmp_path / "screens"
    sockets.mkdir(mode=0o700)
    monkeypatch.setenv("SCREENDIR", str(sockets))
    screen = need("screen")
    outer = PtyProcess.spawn(
        [screen, "-c", os.devnull, "sh", "-c", f"{copying(tmp_path, text)}; read x"],
        env=dict(os.environ), dimensions=(24, 80),
    )  # fmt: skip
    try:
        read_until(outer, b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\a")
    finally:
        # Its server has left the terminal and would wait for somebody to come back.
        subprocess.run([screen, "-X", "quit"], capture_output=True, check=True, timeout=30)
        outer.close(force=True)


@pytest.fixture
def wayland(only_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with programs that stand in for the desktop's; ``held`` is what the clipboard holds."""
    for name in REMOTE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    program(only_path, "wl-paste", f"/bin/cat {only_path}/held 2>/dev/null")
    taking(only_path)
    return only_path


def taking(folder: Path, then: str = "", instead: str = "") -> None:
    """A ``wl-copy`` that takes any text, and clears; with a script of what it does after or instead of the first."""
    take = f"{{ {instead or f'/bin/cat > {folder}/held'}; {then or ':'}; }}"
    program(folder, "wl-copy", f'if [ "$1" = --clear ]; then : > {folder}/held; else {take}; fi')


class TestAClipboardThatHalfWorks:
    """What it may hold is cleared in any case."""

    def cleared(self, folder: Path) -> None:
        assert (folder / "held").read_text() == TEXT
        wait_until(lambda: (folder / "held").read_text() == "", "clearing")
        wait_until(lambda: not guards(), "the end of the guard")

    def test_reading_it_back_hangs(self, wayland: Path) -> None:
        program(wayland, "wl-paste", "exec /bin/sleep 10")
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7) is Delivery.UNSURE
        self.cleared(wayland)

    def test_it_cannot_be_read_back(self, wayland: Path) -> None:
        program(wayland, "wl-paste", "printf '\\377'")
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7) is Delivery.UNSURE
        self.cleared(wayland)

    def test_nothing_is_read_back(self, wayland: Path) -> None:
        program(wayland, "wl-paste", "exit 1")
        with pytest.raises(ServiceFailure, match="No clipboard was found"):
            Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7)
        self.cleared(wayland)

    def test_who_puts_it_there_is_ended(self, wayland: Path) -> None:
        taking(wayland, then="kill -9 $PPID")
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7) is Delivery.UNSURE
        self.cleared(wayland)

    def test_it_arrives_when_nobody_waits_any_more(self, wayland: Path) -> None:
        asked = wayland / "asked"
        asked.touch()
        program(
            wayland, "wl-paste",
            f'[ "$(/bin/cat {asked})" = xxxxx ] && exec /bin/cat {wayland}/held; printf x >> {asked}; echo theirs',
        )  # fmt: skip
        with pytest.raises(ServiceFailure):
            Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7)
        self.cleared(wayland)

    def test_it_took_another_and_keeps_it(self, wayland: Path) -> None:
        taking(wayland, instead=f"echo theirs > {wayland}/held")
        with pytest.raises(ServiceFailure):
            Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.1)
        wait_until(lambda: not guards(), "the end of the guard")
        assert (wayland / "held").read_text() == "theirs\n"

    def test_what_is_read_back_ends_otherwise(self, wayland: Path) -> None:
        program(wayland, "wl-paste", f"/bin/cat {wayland}/held; echo")
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.7) is Delivery.COPIED
        self.cleared(wayland)

    def test_it_fails_for_the_second(self, wayland: Path) -> None:
        clipboard = Clipboard(no_terminal, None)
        assert clipboard.copy(Secret(TEXT), clear_after=2) is Delivery.COPIED
        taking(wayland, instead="exit 1")
        with pytest.raises(ServiceFailure):
            clipboard.copy(Secret("the second"), clear_after=2)
        self.cleared(wayland)


class TestTheTimeUntilItIsCleared:
    def test_time_of_which_a_suspended_machine_knows_only_by_the_wall_clock_counts(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moments = iter([1000.0, 1010.0, 5000.0])
        naps: list[float] = []
        monkeypatch.setattr(clipboard_guard, "time", SimpleNamespace(
            time=lambda: next(moments), monotonic=lambda: 7.0, sleep=naps.append
        ))  # fmt: skip
        clipboard_guard._wait(45)
        assert len(naps) == 1

    def test_a_clock_that_is_set_back_makes_it_no_longer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ticks, moments = iter([7.0, 10.0, 53.0]), iter([5000.0, 1000.0, 1000.0])
        naps: list[float] = []
        monkeypatch.setattr(clipboard_guard, "time", SimpleNamespace(
            time=lambda: next(moments), monotonic=lambda: next(ticks), sleep=naps.append
        ))  # fmt: skip
        clipboard_guard._wait(45)
        assert len(naps) == 1


class TestHintsToClipboardManagers:
    """What each backend can say to them, by programs that stand in for the desktop's."""

    def test_a_wl_copy_that_can_keeps_it_out_of_histories(self, wayland: Path) -> None:
        program(wayland, "wl-copy", f'echo "$@" >> {wayland}/asked; /bin/cat > {wayland}/held')
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0) is Delivery.COPIED
        assert (wayland / "held").read_text() == TEXT
        assert (wayland / "asked").read_text() == "--sensitive\n"

    def test_one_that_cannot_still_copies_and_clears(self, wayland: Path) -> None:
        """As 2.2 and older: an unknown option is an error, and nothing is copied."""
        program(
            wayland, "wl-copy",
            f'case "$1" in --clear) : > {wayland}/held;; -*) exit 1;; *) /bin/cat > {wayland}/held;; esac',
        )  # fmt: skip
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.4) is Delivery.COPIED
        assert (wayland / "held").read_text() == TEXT
        wait_until(lambda: (wayland / "held").read_text() == "", "clearing")
        wait_until(lambda: not guards(), "the end of the guard")

    def test_what_is_there_only_an_instant_later_is_copied_too(self, wayland: Path) -> None:
        """As by ``xclip``, which ends before the text is there."""
        program(wayland, "wl-copy", f"/bin/cat > {wayland}/held")
        program(wayland, "wl-paste", f"[ -e {wayland}/asked ] && /bin/cat {wayland}/held; : > {wayland}/asked")
        assert Clipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0) is Delivery.COPIED

    def test_what_cannot_be_read_back_is_taken_out_again(self, wayland: Path) -> None:
        """It may be there, and would stay."""
        program(wayland, "wl-copy", f'case "$1" in --clear) : > {wayland}/held;; *) /bin/cat > {wayland}/held;; esac')
        program(wayland, "wl-paste", "printf '\\377'")
        written: list[str] = []
        assert Clipboard(written.append, os.devnull).copy(Secret("needle"), clear_after=0) is Delivery.SENT
        assert (wayland / "held").read_text() == ""

    def test_klipper_takes_texts_as_arguments_and_gets_none(
        self, only_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("WAYLAND_DISPLAY", "TMUX", "STY", *REMOTE):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DISPLAY", ":99")
        program(only_path, "klipper", "")
        program(only_path, "qdbus", f'echo "$@" >> {only_path}/asked')
        written: list[str] = []
        assert Clipboard(written.append, os.devnull).copy(Secret("needle"), clear_after=0) is Delivery.SENT
        assert not (only_path / "asked").exists()


@pytest.mark.usefixtures("no_desktop")
def test_a_terminal_that_is_known_to_have_none_is_not_said_to_have_been_sent_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    monkeypatch.setenv("TERM", "linux")
    with pytest.raises(ServiceFailure, match="No clipboard was found") as caught:
        Clipboard(written.append, os.devnull).copy(Secret("needle"), clear_after=0)
    assert "{keys.write} writes the keys to a file, {keys.reveal} shows them" in caught.value.on_screen
    assert written == []


class TestWhatIsSaid:
    def test_copied(self) -> None:
        assert Delivery.COPIED.told("env for x", 45) == "Copied env for x. The clipboard is cleared in 45 s."
        assert Delivery.COPIED.told("env for x", 0) == "Copied env for x. The clipboard is not cleared."

    def test_only_asked(self) -> None:
        said = Delivery.SENT.told("env for x", 0.5)
        assert said.startswith("Sent to the terminal's clipboard: env for x. Terminals cannot confirm it")
        assert said.endswith(" The clipboard is cleared in 0.5 s.")
        assert "clear" not in Delivery.SENT.told("env for x", 0)

    def test_nobody_knows(self) -> None:
        said = Delivery.UNSURE.told("env for x", 45)
        assert said.startswith("Sent to the clipboard, which cannot confirm it: env for x.")
        assert said.endswith(" The clipboard is cleared in 45 s.")
