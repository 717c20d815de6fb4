"""The fixtures that every test leans on."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.clock import START, FrozenClock
from tests.support.home import Home
from tests.support.network import is_here, loopback_only
from tests.support.portal import Portal

ROOT = Path(__file__).parent.parent.parent


def test_the_clock_stands_still(clock: FrozenClock) -> None:
    assert clock() == clock() == START
    clock.advance(90)
    clock.advance(timedelta(minutes=1))
    assert clock() == START + timedelta(seconds=150)


def test_the_home_is_the_tests_own(home: Home, tmp_path: Path) -> None:
    assert Path.home() == home.root
    assert home.root.is_relative_to(tmp_path)
    assert not any(name.startswith("AWS_") for name in os.environ)
    assert home.snapshot() == {}


def test_the_home_writes_like_a_careful_person(home: Home) -> None:
    path = home.config("""
        [default]
        region = us-east-1
    """)
    assert path.read_text() == "\n[default]\nregion = us-east-1\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert home.snapshot() == {".aws/config": path.read_bytes()}


def test_the_portal_is_in_the_environment(portal: Portal) -> None:
    assert os.environ["AWS_ENDPOINT_URL_SSO"] == os.environ["AWS_ENDPOINT_URL_SSO_OIDC"] == portal.url


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        (None, True),
        ("10.0.0.1", False),
        ("portal.sso.us-east-1.amazonaws.com", False),
    ],
)
def test_knows_what_is_here(host: object, expected: bool) -> None:
    assert is_here(host) is expected


def connect(address: Any) -> None:
    with socket.socket() as sock:
        sock.connect(address)


def connect_ex(address: Any) -> None:
    with socket.socket() as sock:
        sock.connect_ex(address)


def look_up(address: Any) -> None:
    socket.getaddrinfo(*address)


def test_children_can_be_interrupted_whoever_started_the_tests() -> None:
    """Under ``nohup`` or in the background of a script, signals are ignored, and children inherit that."""
    chosen = "tests/cli/test_exec.py::TestSignals::test_they_reach_the_program"
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", chosen]
    ignoring = f"trap '' HUP INT QUIT; exec {shlex.join(tests)}"
    done = subprocess.run(["sh", "-c", ignoring], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("stray", [connect, connect_ex, look_up])
def test_leaving_the_machine_fails_twice(stray: Any) -> None:
    """At the place, and again at the end, in case somebody caught the first."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        guard = loopback_only(monkeypatch)
        guard.__enter__()
        with pytest.raises(pytest.fail.Exception, match="would have left the machine"):
            stray(("192.0.2.1", 80))
        with pytest.raises(pytest.fail.Exception, match="tried to leave the machine"):
            guard.__exit__(None, None, None)
