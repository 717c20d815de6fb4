"""A signal that interrupts every system call changes nothing of what a command says or does."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
from ssotui.cli.entry import run
status = run(sys.argv[1:])
signal.setitimer(signal.ITIMER_REAL, 0)
sys.exit(status)
"""
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    [profile admin]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    """


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["accounts", "acme", "--refresh"],
        ["creds", "admin", "--write", "--yes"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_is_carried_out(home: Home, portal: Portal, present: FrozenClock, command: list[str]) -> None:
    assert present
    home.config(CONFIG)
    home.token("acme", portal.issue_token(ACME))
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *command], env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    plain = subprocess.run(
        [sys.executable, "-m", "ssotui", *command], env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.stdout == plain.stdout
