"""``ssotui undo``: the diff on stdout, the question on the terminal, and no secret on either."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.commands import SSOTUI, Ssotui
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.support.terminal import Terminal


def credentials(demo: Sandbox) -> Path:
    return demo.home / ".aws" / "credentials"


def test_nothing_to_undo(ssotui: Ssotui, home: Home) -> None:
    failed = ssotui("undo")
    assert (failed.code, failed.out) == (2, "")
    assert "nothing to undo" in failed.err
    assert home.snapshot() == {}


def test_yes_takes_it_back_and_again_brings_it_back(ssotui: Ssotui, demo: Sandbox) -> None:
    before = credentials(demo).read_bytes()
    assert ssotui("creds", "payments-prod", "--write").code == 0
    after = credentials(demo).read_bytes()
    done = ssotui("undo", "--yes")
    assert done.code == 0
    assert "-[payments-prod-keys]" in done.out.splitlines()
    assert "-aws_secret_access_key = ••••••••" in done.out.splitlines()
    assert "Take back the change to ~/.aws/credentials" in done.err
    assert not [secret for secret in demo.portal.minted if secret in done.out + done.err]
    assert credentials(demo).read_bytes() == before
    again = ssotui("undo", "--yes")
    assert "+[payments-prod-keys]" in again.out.splitlines()
    assert credentials(demo).read_bytes() == after


def test_without_a_terminal_it_only_shows(ssotui: Ssotui, demo: Sandbox) -> None:
    ssotui("creds", "payments-prod", "--write")
    after = credentials(demo).read_bytes()
    shown = ssotui("undo")
    assert shown.code == 2
    assert "-[payments-prod-keys]" in shown.out
    assert "--yes" in shown.err
    assert credentials(demo).read_bytes() == after


def test_a_file_that_changed_since_is_refused(ssotui: Ssotui, demo: Sandbox) -> None:
    ssotui("creds", "payments-prod", "--write")
    changed = credentials(demo).read_bytes() + b"# mine\n"
    credentials(demo).write_bytes(changed)
    refused = ssotui("undo", "--yes")
    assert (refused.code, refused.out) == (5, "")
    assert "has changed since" in refused.err
    assert credentials(demo).read_bytes() == changed


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130), ("", 130)])
def test_asks_on_a_terminal(ssotui: Ssotui, demo: Sandbox, answer: str, code: int) -> None:
    before = credentials(demo).read_bytes()
    ssotui("creds", "payments-prod", "--write")
    after = credentials(demo).read_bytes()
    with Terminal([SSOTUI, "undo"], {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for("Do it? [y/N]")
        terminal.press(f"{answer}\r")
        assert terminal.exit_code() == code
    assert credentials(demo).read_bytes() == (before if answer == "y" else after)
