"""What was revealed is in no scrollback, whatever ends the app: in tmux, and in GNU screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.commands import SSOTUI
from tests.support.programs import need

PATIENCE = 30.0
SECRET = re.compile(r"secret key +(\S{40})")


class Tmux:
    """A tmux of its own, without a terminal around it."""

    def __init__(self, folder: Path) -> None:
        self._command = [need("tmux"), "-S", str(folder / "tmux"), "-f", os.devnull]
        self._tell("new-session", "-d", "-x", "120", "-y", "36", "sh")

    def type(self, keys: str) -> None:
        """Type the keys as they are."""
        self._tell("send-keys", "-l", keys)

    def shown(self) -> str:
        """Give what the terminal shows."""
        return self._tell("capture-pane", "-p")

    def all(self) -> str:
        """Give what it shows, and everything that one can scroll back to."""
        return self._tell("capture-pane", "-p", "-S", "-")

    def end(self) -> None:
        """End it with all that runs in it."""
        self._tell("kill-server")

    def _tell(self, *words: str) -> str:
        return subprocess.run([*self._command, *words], capture_output=True, text=True, check=False).stdout


class Screen:
    """A screen of its own, as it comes: it has one screen for the shell and for what runs in it."""

    def __init__(self, folder: Path) -> None:
        self._copy = folder / "hardcopy"
        need("screen")
        (folder / "sockets").mkdir(mode=0o700)
        self._env = {**os.environ, "SCREENDIR": str(folder / "sockets"), "TERM": "xterm-256color"}
        subprocess.run(["screen", "-c", os.devnull, "-U", "-dmS", "t", "sh"], env=self._env, check=True)
        self._tell("width", "-w", "120", "36")

    def type(self, keys: str) -> None:
        """Type the keys as they are."""
        self._tell("stuff", keys)

    def shown(self) -> str:
        """Give what the terminal shows."""
        return self._copied()

    def all(self) -> str:
        """Give what it shows, and everything that one can scroll back to."""
        return self._copied("-h")

    def end(self) -> None:
        """End it with all that runs in it."""
        self._tell("quit")

    def _copied(self, *options: str) -> str:
        self._copy.unlink(missing_ok=True)
        self._tell("hardcopy", *options, str(self._copy))
        wait_until(self._copy.exists)
        return self._copy.read_text(errors="replace")

    def _tell(self, *words: str) -> None:
        subprocess.run(["screen", "-S", "t", "-p", "0", "-X", *words], env=self._env, capture_output=True, check=False)


def wait_until(done: Callable[[], object]) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)


@pytest.fixture(params=[Tmux, Screen])
def multiplexer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux | Screen]:
    """Each of them, with a shell in it."""
    running = request.param(tmp_path)
    yield running
    running.end()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.mark.parametrize("ending", ["quit", "ctrl+c", "SIGTERM", "hidden again"])
def test_what_was_revealed_is_in_no_scrollback(multiplexer: Tmux | Screen, tmp_path: Path, ending: str) -> None:
    multiplexer.type(f"{SSOTUI} --demo\r")
    wait_until(lambda: "payments-prod" in multiplexer.shown())
    multiplexer.type("/pay\r")
    wait_until(lambda: "secret key" in multiplexer.shown())
    multiplexer.type("v")
    wait_until(lambda: SECRET.search(multiplexer.shown()))
    found = SECRET.search(multiplexer.shown())
    assert found
    if ending == "hidden again":
        multiplexer.type("\x1b")
        wait_until(lambda: found[1] not in multiplexer.shown())
        multiplexer.type("\x03")
    elif ending == "SIGTERM":
        for process in psutil.process_iter(["cmdline", "environ"]):
            if "--demo" in (process.info["cmdline"] or ()) and process.environ().get("TMPDIR") == str(tmp_path):
                process.send_signal(signal.SIGTERM)
    else:
        multiplexer.type("qq" if ending == "quit" else "\x03")  # the first closes the Keys screen
    wait_until(lambda: not list(tmp_path.glob("ssotui-demo-*")))
    multiplexer.type("echo we-are-ba''ck\r")
    wait_until(lambda: "we-are-back" in multiplexer.shown())
    assert found[1] not in multiplexer.all()
    assert found[1][:20] not in multiplexer.all()
