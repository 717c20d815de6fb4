"""Two screens are open on one home, and both write: nothing of either is lost, and each shows what the other did."""

from __future__ import annotations

import os

import pytest

from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.terminal import Terminal

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    [profile first]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    [profile second]
    sso_session = acme
    sso_account_id = 444455556666
    sso_role_name = Developer
    """


def sections(home: Home) -> set[str]:
    """The names of the sections that the credentials file has by now."""
    text = home.credentials_file.read_text() if home.credentials_file.exists() else ""
    return {line.strip("[]") for line in text.splitlines() if line.startswith("[")}


def test_what_both_write_is_kept(
    home: Home, portal: Portal, present: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert present
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    home.config(CONFIG)
    home.token("acme", portal.issue_token(ACME))
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Terminal([SSOTUI], env) as one, Terminal([SSOTUI], env) as other:
        for terminal, profile in ((one, "first"), (other, "second")):
            terminal.wait_for(profile)
            terminal.press(f"/{profile}\t")
            terminal.wait_for("1/2")
        one.press("f")
        other.press("f")
        one.press("w")
        other.press("w")
        for terminal in (one, other):
            terminal.wait_for("aws_session_token")
        one.press("\r")
        other.press("\r")
        for terminal in (one, other):
            terminal._read_until(lambda: {"first-keys", "second-keys"} <= sections(home), "a section was lost")
        one.press("\x1b")
        for shown in ("first-keys", "second-keys"):
            one.wait_for(shown)
        for terminal in (one, other):
            terminal.press("\x03")
            assert terminal.exit_code() == 0
    state = "".join(path.read_text() for path in (home.root / ".local" / "state").rglob("*.json"))
    assert "first" in state
    assert "second" in state
