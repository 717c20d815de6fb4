"""A subshell has the terminal when that goes away, or when the app is told to end."""

from __future__ import annotations

import os
import shlex
import signal
import termios
from pathlib import Path

import psutil
import pytest

from tests.support.commands import SSOTUI
from tests.support.programs import need
from tests.support.shells import KINDS
from tests.support.terminal import Terminal

SHELLS = {**{name: kind.command for name, kind in KINDS.items()}, "dash": ("dash", "-i")}
SLEEP = "sleep 1000\r"
DEAF = """sh -c "trap '' HUP TERM; while :; do sleep 1; done"\r"""


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A terminal, and a folder of its own for the demo's home."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    own = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": "at-prompt> ", "TMPDIR": str(tmp_path)}
    return {**os.environ, **own}


def lend(terminal: Terminal, job: str = "") -> tuple[psutil.Process, psutil.Process]:
    """Have the app lend its terminal to a shell, with a job in it; the two processes."""
    terminal.wait_for("payments-prod")
    first = psutil.Process(terminal.pid)
    app = next(each for each in (first, *first.children()) if each.name() == "ssotui")
    terminal.press("/pay\r")
    terminal.wait_for("ASIA••••")
    terminal.press("!")
    terminal.wait_for("To come back to ssotui")
    terminal._read_until(app.children, "no shell was started")
    (shell,) = app.children()
    terminal.press("echo at-'work'\r")
    terminal.wait_for("at-work")
    if job:
        terminal.press(job)
        terminal._read_until(shell.children, "the job was not started")
    return app, shell


def shell_of(env: dict[str, str], tmp_path: Path, name: str) -> dict[str, str]:
    """The environment with the shell as the person's own, without anybody's settings."""
    program, *options = SHELLS[name]
    script = tmp_path / "shell"
    script.write_text(f"#!/bin/sh\nexec {shlex.join([need(program), *options])}\n")
    script.chmod(0o755)
    return {**env, "SHELL": str(script)}


@pytest.mark.parametrize("job", [SLEEP, DEAF], ids=["job", "deaf job"])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_terminal_that_goes_away_ends_the_app(env: dict[str, str], tmp_path: Path, shell: str, job: str) -> None:
    with Terminal([SSOTUI, "--demo"], shell_of(env, tmp_path, shell)) as terminal:
        app, _ = lend(terminal, job)
        terminal.hang_up()
        assert app.wait(10) == 128 + signal.SIGHUP
    assert not list(tmp_path.glob("ssotui-demo-*"))


@pytest.mark.parametrize("shell", SHELLS)
def test_it_ends_where_nobody_tells_it_of_the_terminal(env: dict[str, str], tmp_path: Path, shell: str) -> None:
    """The kernel tells the first process of the session, here a shell that tells nobody."""
    outer = ["sh", "-c", f"trap '' HUP; {SSOTUI} --demo; true"]
    with Terminal(outer, shell_of(env, tmp_path, shell)) as terminal:
        app, _ = lend(terminal)
        terminal.hang_up()
        app.wait(10)
    assert not list(tmp_path.glob("ssotui-demo-*"))


@pytest.mark.parametrize(("number", "job"), [(signal.SIGTERM, ""), (signal.SIGTERM, DEAF), (signal.SIGHUP, SLEEP)])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_signal_ends_shell_and_app(
    env: dict[str, str], tmp_path: Path, shell: str, number: signal.Signals, job: str
) -> None:
    with Terminal([SSOTUI, "--demo"], shell_of(env, tmp_path, shell)) as terminal:
        before = termios.tcgetattr(terminal._pty.fd)
        app, inner = lend(terminal, job)
        app.send_signal(number)
        assert terminal.exit_code() == 128 + number
        assert not inner.is_running()
        assert termios.tcgetattr(terminal._pty.fd)[:4] == before[:4]
    assert not list(tmp_path.glob("ssotui-demo-*"))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_alone_is_hung_up_gives_the_terminal_back(env: dict[str, str], tmp_path: Path, shell: str) -> None:
    with Terminal([SSOTUI, "--demo"], shell_of(env, tmp_path, shell)) as terminal:
        before = termios.tcgetattr(terminal._pty.fd)
        _, inner = lend(terminal)
        inner.send_signal(signal.SIGHUP)
        terminal.wait_for("The shell of payments-prod has ended")
        terminal.press("qq")
        assert terminal.exit_code() == 0
        assert termios.tcgetattr(terminal._pty.fd)[:4] == before[:4]
