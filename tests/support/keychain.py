"""Keychains for tests: one in a folder, and the real one of GNOME on a bus of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import keyring
import pytest

from ssotui.storage import keychain
from tests.support import file_keyring

ROOT = Path(__file__).parent.parent.parent
SETTING = 'token_store = "keyring"\n'
PATIENCE = 20.0
"""Seconds until a daemon that does not answer is given up."""


@contextlib.contextmanager
def in_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have this process, and what it starts, use the keychain in that folder, which lies outside the home."""
    folder.mkdir()
    monkeypatch.setenv(file_keyring.FOLDER, str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.support.file_keyring.FileKeyring")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(keyring.core, "_keyring_backend", file_keyring.FileKeyring())  # type: ignore[no-untyped-call]
    monkeypatch.setattr(keychain, "_memory", {})
    yield folder


@contextlib.contextmanager
def of_gnome(folder: Path, password: str = "tomato") -> Iterator[Mapping[str, str]]:
    """Run a bus and GNOME's keychain on it, unlocked; give the variables by which programs find them.

    Both end by their process IDs, at the latest when this is left.
    """
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, parents=True)
    variables = {"XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}
    with contextlib.ExitStack() as stack:
        bus = _started(stack, ["dbus-daemon", "--session", "--nofork", "--print-address=1"], variables)
        assert bus.stdout
        variables["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        daemon = _started(
            stack, ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"], variables
        )
        assert daemon.stdin
        daemon.stdin.write(password.encode())
        daemon.stdin.close()
        found = {name: variables[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
        _wait_for_service(variables, daemon)
        yield found


def lock(variables: Mapping[str, str]) -> None:
    """Lock GNOME's keychain, as a screen saver does."""
    subprocess.run(
        [
            "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/aliases/default",
        ],
        env={"PATH": os.environ["PATH"], **variables}, capture_output=True, timeout=PATIENCE, check=True,
    )  # fmt: skip


def _started(stack: contextlib.ExitStack, command: list[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    stack.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
    for stream in (process.stdin, process.stdout):
        if stream and not stream.closed:
            stream.close()


def _wait_for_service(variables: Mapping[str, str], daemon: subprocess.Popen[bytes]) -> None:
    """Wait until the keychain is on the bus; some containers do not let it lock its memory, and it ends."""
    ask = [
        "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
        "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets",
    ]  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        environment = {"PATH": os.environ["PATH"], **variables}
        said = subprocess.run(ask, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if "boolean true" in said.stdout:
            return
        if daemon.poll() is not None:
            pytest.skip(f"gnome-keyring-daemon does not run here: it ended with {daemon.returncode}")
        time.sleep(0.05)
    pytest.fail("gnome-keyring-daemon has not come up")
