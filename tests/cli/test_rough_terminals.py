"""What a terminal, a shell or the system may do to the screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.commands import SSOTUI
from tests.support.terminal import Terminal
from tests.support.waiting import wait_until


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    return {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("data", [b"\xe9", b"\xff\xfe"])
def test_bytes_that_are_no_utf_8_are_no_end(env: dict[str, str], data: bytes) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        os.write(terminal._pty.fd, data)
        terminal.press("2")
        terminal.wait_for("SESSION OR FILE")
        terminal.press("q")
        assert terminal.exit_code() == 0


def test_a_paste_that_is_no_utf_8_is_a_filter_and_no_end(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        os.write(terminal._pty.fd, b"\x1b[200~a\xffb\x1b[201~")
        terminal.wait_for("a\N{REPLACEMENT CHARACTER}b")
        terminal.press("\x15dns")
        terminal.wait_for("1/44")
        terminal.press("\x03")
        assert terminal.exit_code() == 0


def test_a_shell_that_is_not_there_gives_the_screen_back(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], {**env, "SHELL": "/nonexistent/shell"}) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/pay\r")
        terminal.wait_for("ASIA••••")
        terminal.press("!")
        terminal.wait_for("/nonexistent/shell")
        terminal.press("\x03")
        assert terminal.exit_code() == 0


def test_two_interrupts_leave_the_terminal_as_it_was(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        for _ in range(2):
            os.kill(terminal.pid, signal.SIGINT)
        assert terminal.exit_code() == 130
        assert b"\x1b[?1049l" in terminal.output
        assert b"\x1b[?25h" in terminal.output


def test_going_on_without_a_stop_changes_nothing(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        for _ in range(3):
            os.kill(terminal.pid, signal.SIGCONT)
        terminal.press("2")
        terminal.wait_for("SESSION OR FILE")
        assert terminal.output.count(b"\x1b[?1049h") == 1
        terminal.press("q")
        assert terminal.exit_code() == 0


def test_a_stop_gives_the_terminal_away_and_going_on_draws_the_screen_anew(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.wait_for_output(b"\x1b[?2004h")  # from here on the keys and signals are the app's
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait_for_output(b"\x1b[?1049l")
        terminal._read_until(lambda: psutil.Process(terminal.pid).status() == psutil.STATUS_STOPPED, "it did not stop")
        before = len(terminal.output)
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for_output(b"\x1b[?1049h")
        terminal._read_until(lambda: b"payments-stage" in terminal.output[before:], "not drawn anew")
        terminal.press("q")
        assert terminal.exit_code() == 0


@pytest.mark.parametrize("keys", ["", "?", "/pay\r", "3"])
def test_a_terminal_that_goes_away_takes_the_program_with_it(env: dict[str, str], keys: str) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press(keys)
        process = psutil.Process(terminal.pid)
        terminal.hang_up()
        assert process.wait(10) == 128 + signal.SIGHUP


EARLY = """
import sys
from pathlib import Path
from ssotui.tui.first_frame.terminal import HeldTerminal

with HeldTerminal() as held:
    Path(sys.argv[1]).touch()
    held.show(["x" * 1_000_000])
"""


def test_a_terminal_that_takes_no_first_frame_does_not_keep_it(env: dict[str, str], tmp_path: Path) -> None:
    showing = tmp_path / "showing"
    with Terminal([sys.executable, "-c", EARLY, str(showing)], env) as terminal:
        wait_until(showing.exists, "the first frame")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.exit_code_unread() == 128 + signal.SIGTERM


def test_a_terminal_that_takes_nothing_any_more_does_not_keep_it(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for_output(b"\x1b[?2004h")
        for _ in range(300):  # the answers fill what the terminal's line holds, and nobody reads them
            terminal.press("2")
            terminal.press("1")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.exit_code_unread() == 128 + signal.SIGTERM


def test_a_slow_terminal_gets_all_there_is(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("231" * 20 + "q")
        assert terminal.exit_code(at_once=256) == 0  # the kernel's own line holds some thousands of characters
        assert terminal.output.rfind(b"\x1b[?1049l") > terminal.output.rfind(b"\x1b[?1049h")
        assert terminal.output.rfind(b"\x1b[?25h") > terminal.output.rfind(b"\x1b[?25l")


STUCK = """
import sys
from pathlib import Path
from ssotui.tui.shell import terminal_driver

terminal_driver.STUCK_SECONDS = 0.05
close = terminal_driver.TerminalDriver.close

def closing(self):
    terminal_driver.STUCK_SECONDS = 20.0
    Path(sys.argv[1]).touch()
    close(self)

terminal_driver.TerminalDriver.close = closing
from ssotui.cli.entry import run
sys.exit(run(["--demo"]))
"""


def test_a_terminal_that_is_stuck_when_it_quits_is_given_back_when_it_reads_again(
    env: dict[str, str], tmp_path: Path
) -> None:
    closing = tmp_path / "closing"
    with Terminal([sys.executable, "-c", STUCK, str(closing)], env) as terminal:
        terminal.wait_for("q quit")
        terminal.wait_for_output(b"\x1b[?2004h")
        terminal.press("21" * 40 + "q")
        wait_until(closing.exists, "the end")
        assert terminal.exit_code() == 0
        modes = re.findall(rb"\x1b\[\?(\d+)([hl])", terminal.output)
    assert dict(modes).items() >= {b"7": b"h", b"25": b"h", b"2004": b"l", b"1000": b"l", b"1049": b"l"}.items()


def test_a_late_answer_to_what_the_terminal_can_is_no_key(env: dict[str, str]) -> None:
    """The app asks once whether a frame can be shown as a whole; it does without, until it hears."""
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for_output(b"\x1b[?2026$p")
        terminal.wait_for("q quit")
        first = len(terminal.output)
        terminal.press("/pa")
        terminal.wait_for("/ pa")
        assert b"\x1b[?2026h" not in terminal.output[first:]
        terminal.press("\x1b[?2026;2$yy")
        terminal.wait_for("/ pay")
        terminal.wait_for_output(b"\x1b[?2026h")
        terminal.press("\x03")
        assert terminal.exit_code() == 0


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_stop_while_it_quits_is_only_a_pause(env: dict[str, str], number: signal.Signals) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        process = psutil.Process(terminal.pid)
        terminal.wait_for("q quit")
        terminal.wait_for_output(b"\x1b[?2004h")
        terminal.press("q")
        terminal.wait_for_output(b"\x1b[?1049l")
        os.kill(terminal.pid, number)
        terminal._read_until(
            lambda: not process.is_running() or process.status() in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE},
            "it neither stopped nor ended",
        )
        os.kill(terminal.pid, signal.SIGCONT)
        assert terminal.exit_code() == 0
        assert terminal.output.count(b"\x1b[?1049h") == 1


BUSY = """
import signal, sys, time
from ssotui.tui.app import SsotuiApp

hear = SsotuiApp.on_event

async def busy(self, event):
    if getattr(event, "key", "") == "f12":
        signal.raise_signal(signal.SIGTERM)
        while True:
            time.sleep(0.01)
    await hear(self, event)

SsotuiApp.on_event = busy
from ssotui.cli.entry import run
sys.exit(run(["--demo"]))
"""


def test_a_busy_program_ends_all_the_same_and_puts_the_terminal_back(env: dict[str, str]) -> None:
    with Terminal([sys.executable, "-c", BUSY], env) as terminal:
        terminal.wait_for_output(b"\x1b[?2004h")
        terminal.press("\x1b[24~")
        assert terminal.exit_code() == 128 + signal.SIGTERM
        assert terminal.output.rfind(b"\x1b[?1049l") > terminal.output.rfind(b"\x1b[?1049h")
        assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-"])
def test_a_closed_stream_shows_the_screen_or_says_why_not(env: dict[str, str], closed: str) -> None:
    with Terminal(["/bin/sh", "-c", f'exec "$0" --demo {closed}', SSOTUI], env) as terminal:
        if closed == "2>&-":
            terminal.wait_for("payments-prod")
            terminal.press("q")
            assert terminal.exit_code() == 0
        else:
            assert terminal.exit_code() in {2, 1}
        assert b"Traceback" not in terminal.output


def test_a_burst_in_the_palette_is_borne(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.wait_for_output(b"\x1b[?2004h")  # from here on the keys and signals are the app's
        terminal.press("\x10f\x1b[6~" * 5)
        terminal.press("\x1b")
        terminal.press("\x03")
        assert terminal.exit_code() == 0
        assert b"nexpected" not in terminal.output


def test_a_pasted_file_does_not_block_the_filter(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/")
        for _ in range(25):
            terminal.press("x" * 400)
        terminal.press("\x03")
        assert terminal.exit_code() == 0


def test_it_leaves_no_core_dump(env: dict[str, str], tmp_path: Path) -> None:
    """The same signal in the same folder has Python itself leave one: where it does not, there is nothing to see."""
    limits = 'ulimit -c unlimited; cd "$0"; exec "$@"'
    plain = [sys.executable, "-c", "import os; os.abort()"]
    subprocess.run(["/bin/sh", "-c", limits, str(tmp_path), *plain], env=env, check=False)
    if not list(tmp_path.glob("core*")):
        pytest.skip("this system keeps its core dumps elsewhere, or none")
    for dump in tmp_path.glob("core*"):
        dump.unlink()
    with Terminal(["/bin/sh", "-c", limits, str(tmp_path), SSOTUI], env) as terminal:
        terminal.wait_for_output(b"\x1b[?2004h")
        terminal.press("?")
        terminal.wait_for("Help")
        os.kill(terminal.pid, signal.SIGABRT)
        assert terminal.exit_code() == -signal.SIGABRT
    assert not list(tmp_path.glob("core*"))


def test_an_interrupt_while_it_starts_says_nothing(env: dict[str, str]) -> None:
    program = (
        "import ssotui.__main__ as m, signal; m._main = lambda: signal.raise_signal(2); raise SystemExit(m.main())"
    )
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize(("keys", "shows"), [("2", "SESSION OR FILE"), ("?", "Help in Profiles")])
def test_ctrl_z_suspends_and_fg_brings_it_back(env: dict[str, str], keys: str, shows: str) -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"], {**env, "PS1": "at the prompt> "}) as terminal:
        terminal.wait_for("at the prompt>")
        terminal.press(f"{SSOTUI} --demo\r")
        terminal.wait_for("payments-prod")
        terminal.press(keys)
        terminal.wait_for(shows)
        terminal.press("\x1a")
        terminal.wait_for("Stopped")
        terminal.press("clear; echo in the $((40 + 2))nd line\r")
        terminal.wait_for("in the 42nd line")
        terminal.press("fg\r")
        terminal.wait_for(shows)
        terminal.press("\x03")
