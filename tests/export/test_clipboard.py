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
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from ptyprocess import PtyProcess

from ssotui.export.clipboard import OSC_LIMIT, Delivery, SystemClipboard, osc52
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret
from tests.support.programs import need

TEXT = "export AWS_SECRET_ACCESS_KEY='äöü🔑'\n"
PATIENCE = 15.0


def no_terminal(sequence: str) -> None:
    pytest.fail(f"nothing may be written to the terminal, but {sequence!r} was")


def wait_until(condition: object, what: str) -> None:
    """Wait, by polling a child's deed, until it is done."""
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {PATIENCE:.0f} s")
        select.select([], [], [], 0.02)


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real X server, with nobody else on it."""
    need("xclip")
    read, write = os.pipe()
    server = subprocess.Popen(
        [need("Xvfb"), "-displayfd", str(write), "-screen", "0", "320x200x8", "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            monkeypatch.setenv("DISPLAY", f":{answer.readline().strip()}")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
            monkeypatch.delenv(name, raising=False)
        yield
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def pasted() -> str:
    return subprocess.run(["xclip", "-selection", "c", "-o"], capture_output=True, text=True, check=False).stdout


def guards() -> list[psutil.Process]:
    """The processes that wait to clear, of this test's home."""
    found = []
    for process in psutil.process_iter():
        try:
            if (
                "ssotui.export.clipboard_guard" in process.cmdline()
                and process.environ().get("HOME") == os.environ["HOME"]
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.usefixtures("desktop")
class TestOnADesktop:
    def test_it_is_copied_then_cleared_and_nothing_stays(self) -> None:
        assert SystemClipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.5) is Delivery.COPIED
        assert pasted() == TEXT
        wait_until(lambda: pasted() == "", "clearing")
        wait_until(lambda: not guards(), "the end of the guard")

    def test_something_else_copied_meanwhile_stays(self) -> None:
        SystemClipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0.5)
        subprocess.run(["xclip", "-selection", "c"], input="theirs", text=True, check=True)
        wait_until(lambda: not guards(), "the end of the guard")
        assert pasted() == "theirs"

    def test_zero_never_clears_and_leaves_no_process(self) -> None:
        SystemClipboard(no_terminal, None).copy(Secret(TEXT), clear_after=0)
        assert not guards()
        assert pasted() == TEXT

    def test_a_second_copy_has_its_own_full_time(self) -> None:
        clipboard = SystemClipboard(no_terminal, None)
        clipboard.copy(Secret(TEXT), clear_after=30)
        (first,) = guards()
        clipboard.copy(Secret(TEXT), clear_after=30)
        wait_until(lambda: not first.is_running() or first.status() == psutil.STATUS_ZOMBIE, "the first guard's end")
        (second,) = (guard for guard in guards() if guard.pid != first.pid)
        second.terminate()

    def test_it_is_cleared_when_the_copier_has_ended(self) -> None:
        script = (
            "from ssotui.export.clipboard import SystemClipboard; from ssotui.model.secret import Secret;"
            "print(SystemClipboard(print, None).copy(Secret('bye'), clear_after=0.7))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout == "copied\n"
        assert pasted() == "bye"
        wait_until(lambda: pasted() == "", "clearing")

    def test_the_secret_is_in_no_process_arguments_and_no_environment(self) -> None:
        SystemClipboard(no_terminal, None).copy(Secret("needle-in-a-haystack"), clear_after=30)
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
        assert SystemClipboard(written.append, os.devnull).copy(Secret("x"), clear_after=0) is Delivery.SENT
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
            assert SystemClipboard(written.append, device).copy(Secret(TEXT), clear_after=0.3) is Delivery.SENT
            assert written == [osc52(Secret(TEXT))]
            assert select.select([master], [], [], PATIENCE)[0]
            assert os.read(master, 100) == osc52(Secret("")).encode()
        finally:
            os.close(slave)
            os.close(master)

    def test_without_any_clipboard_it_says_so(self) -> None:
        with pytest.raises(ServiceFailure, match="no clipboard here"):
            SystemClipboard(no_terminal, None).copy(Secret(TEXT))

    def test_too_long_is_refused(self) -> None:
        with pytest.raises(ServiceFailure, match="too long"):
            SystemClipboard(no_terminal, os.devnull).copy(Secret("x" * (OSC_LIMIT + 1)))


@pytest.mark.usefixtures("no_desktop")
def test_a_real_tmux_takes_it(tmp_path: Path) -> None:
    """tmux passes the wrapped sequence to its own terminal, which is a pty of ours."""
    tmux = need("tmux")
    script = tmp_path / "copy.py"
    script.write_text(
        "import sys; from ssotui.export.clipboard import *; from ssotui.model.secret import Secret\n"
        "SystemClipboard(write_to_terminal, controlling_terminal()).copy(Secret('through tmux'), clear_after=0)\n"
    )
    socket = tmp_path / "tmux"
    outer = PtyProcess.spawn(
        [tmux, "-S", str(socket), "-f", os.devnull, "new-session", "-s", "t",
         f"{tmux} -S {socket} set -g allow-passthrough on; {sys.executable} {script}; read x"],
        env=dict(os.environ), dimensions=(24, 80),
    )  # fmt: skip
    try:
        expected = base64.b64encode(b"through tmux")
        seen = b""
        deadline = time.monotonic() + PATIENCE
        while expected not in seen:
            assert time.monotonic() < deadline, seen
            if select.select([outer.fd], [], [], 0.2)[0]:
                seen += os.read(outer.fd, 65536)
        assert b"\x1b]52;c;" + expected + b"\a" in seen
    finally:
        subprocess.run([tmux, "-S", str(socket), "kill-server"], check=False, capture_output=True)
        outer.close(force=True)
