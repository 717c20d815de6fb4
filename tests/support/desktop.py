"""A real X server for tests of the clipboard, and a look at what it holds and who waits to clear it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import psutil
import pytest

from tests.support.programs import need

REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")


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
        for name in REMOTE:
            monkeypatch.delenv(name, raising=False)
        yield
    finally:
        server.terminate()
        server.wait()


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
