"""665 accounts with three roles each, from a portal that bears 20 requests a second: real processes over real HTTP."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ssotui.demo.organization import Instance, Organization, SampleAccount
from tests.support.commands import SSOTUI
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.terminal import Terminal

ACCOUNTS = 665
ROLES = ("AdministratorAccess", "Developer", "ReadOnly")
RATE = 20.0


@pytest.fixture
def portal(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """With a token of it in the home."""
    accounts = tuple(SampleAccount(f"{n:012}", f"Account {n}", f"{n}@example.com", ROLES) for n in range(ACCOUNTS))
    home.config(f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1\n")
    with Portal(Organization((Instance(ACME, "us-east-1", accounts),))) as portal:
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        home.token("acme", portal.issue_token(ACME))
        portal.switches.throttle = RATE
        yield portal


@contextmanager
def in_accounts() -> Iterator[Terminal]:
    """The app in a terminal, in its Accounts view."""
    with Terminal([SSOTUI], {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}) as terminal:
        terminal.wait_for("No profiles yet.")
        terminal.press("3")
        yield terminal


def painted(terminal: Terminal, keys: str, marker: bytes) -> float:
    """Press, and wait until the terminal was sent the marker: seconds."""
    terminal.output = b""
    began = time.perf_counter()
    terminal.press(keys)
    terminal.wait_for_output(marker)
    return time.perf_counter() - began


@pytest.mark.timing
def test_keys_are_answered_while_they_load_and_leaving_takes_no_time(portal: Portal) -> None:
    with in_accounts() as terminal:
        terminal.wait_for("Developer")
        # The first rows are there long before the last. The simulated loads hold their second, the benchmark shows it.
        assert portal.requests.count("ListAccountRoles", status=200) < ACCOUNTS / 4
        terminal.press("/")
        taken = []
        for _ in range(100):
            taken.append(painted(terminal, "z", b"Nothing matches"))
            taken.append(painted(terminal, "\x7f", b"Account"))
        assert re.search(r"\d+/\d+ accounts", terminal.text)
        loaded = portal.requests.count("ListAccountRoles", status=200)
        assert loaded < ACCOUNTS
        # Of a machine that does other things too, the better half tells what the app takes.
        assert statistics.median(taken) < 0.05
        terminal.press("\x1b")
        began = time.perf_counter()
        terminal.press("\x03")
        assert terminal.exit_code() == 0
        assert time.perf_counter() - began < 1


@pytest.mark.timing
def test_all_of_them_come_once_in_the_time_that_the_limit_takes_whatever_fails(portal: Portal) -> None:
    portal.switches.fail(Failure.SERVER_ERROR, share=0.05, operations=["ListAccountRoles"])
    portal.switches.fail(Failure.RESET, times=1, operations=["ListAccountRoles"])
    began = time.perf_counter()
    with subprocess.Popen(
        [SSOTUI, "accounts", "--refresh", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline()]
        first_row = time.perf_counter() - began
        lines += process.stdout
        assert process.wait() == 0
    taken = time.perf_counter() - began
    rows = [(row["account_id"], row["role_name"]) for row in map(json.loads, lines)]
    assert sorted(rows) == [(f"{n:012}", role) for n in range(ACCOUNTS) for role in ROLES]
    answered = [call.account_id for call in portal.requests if call.status == 200 and call.account_id]
    assert len(answered) == len(set(answered)) == ACCOUNTS
    failures = portal.requests.count("ListAccountRoles", status=500)
    assert failures > ACCOUNTS * 0.02
    assert taken < 1.2 * (len(portal.requests) - portal.requests.count(status=429)) / RATE
    assert first_row < 1.5  # of which the start of Python takes its part
