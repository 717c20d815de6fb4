"""``ssotui login`` with several sessions, as a process of its own against the portal."""

from __future__ import annotations

import re
import signal
import subprocess
from datetime import timedelta

import pytest

from ssotui.aws.caches import sso_cache
from ssotui.model.token import SsoSession
from tests.cli.test_login import _acme, begin, browser, end, ssotui  # noqa: F401 - the first is a fixture
from tests.support import page
from tests.support.home import Home
from tests.support.organization import ACME, CORP, LEGACY
from tests.support.portal import Portal

SCOPES = ("sso:account:access",)
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access
    [sso-session corp]
    sso_start_url = {CORP}
    sso_region = eu-west-1
    sso_registration_scopes = sso:account:access
    [sso-session second]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access
    [profile audit]
    sso_start_url = {LEGACY}
    sso_region = us-west-2
    sso_account_id = 123456789012
    sso_role_name = Audit
    """
SECOND = SsoSession("second", ACME, "us-east-1", SCOPES)
OF_LEGACY = SsoSession(None, LEGACY, "us-west-2")


@pytest.fixture(autouse=True)
def _sessions(_acme: None, home: Home) -> None:  # noqa: F811 - the fixture
    """Four sessions, to none of which anybody is signed in."""
    home.config(CONFIG)


def codes(process: subprocess.Popen[str], *sessions: str) -> dict[str, str]:
    """Read what it prints until each of the sessions has its code."""
    assert process.stderr
    found: dict[str, str] = {}
    while set(sessions) - set(found):
        line = process.stderr.readline()
        assert line, found
        if seen := re.match(r"(\S+): open this page.* shows the code  (\S+) ", line):
            found[seen[1]] = seen[2]
    return found


@pytest.mark.usefixtures("present")
class TestMixed:
    def test_each_is_kept_renewed_signed_in_or_refused_and_the_first_failure_gives_the_code(
        self, portal: Portal, home: Home
    ) -> None:
        home.token("acme", portal.issue_token(ACME))
        home.token("corp", portal.issue_token(CORP, lifetime=timedelta(minutes=-5)))
        process = begin("login", "--all", "--flow", "device")
        code_of = codes(process, "second", LEGACY)
        portal.answer_sign_in(code_of["second"], approve=False)
        portal.answer_sign_in(code_of[LEGACY], approve=True)
        code, out, err = end(process)
        assert (code, out) == (130, "")
        assert err.splitlines()[-1] == (
            f"Signed in to acme, corp and {LEGACY}. Not signed in to second: The sign-in was denied on its page."
        )
        assert portal.requests.count("StartDeviceAuthorization") == 2
        assert sso_cache.read_token(OF_LEGACY)
        assert sso_cache.read_token(SECOND) is None

    def test_all_that_renew_silently_need_no_terminal(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        home.token("corp", portal.issue_token(CORP, lifetime=timedelta(minutes=-5)))
        code, _, err = ssotui("login", "corp", "acme", "corp")
        assert code == 0
        assert err.splitlines()[-1] == "Signed in to corp and acme."
        assert len(err.splitlines()) == 3

    def test_without_a_terminal_and_not_told_how_nobody_is_waited_for(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        code, _, err = ssotui("login", "acme", "corp")
        assert code == 3
        assert "there is no terminal to ask" in err
        assert err.splitlines()[-1].startswith("Signed in to acme. Not signed in to corp: ")
        assert portal.requests.count("RegisterClient") == 0

    def test_browsers_come_one_after_the_other(self, portal: Portal) -> None:
        args = ("login", "acme", "corp", "second", "--flow", "pkce")
        code, _, err = ssotui(*args, env=browser(page.__file__, "approve"))
        assert code == 0, err
        assert err.splitlines()[-1] == "Signed in to acme, corp and second."
        pages = [name for name in portal.requests.operations if name in {"AuthorizePage", "CreateToken"}]
        assert pages == ["AuthorizePage", "CreateToken"] * 3

    def test_ctrl_c_ends_all_that_is_left(self, portal: Portal, home: Home) -> None:
        process = begin("login", "acme", "second", "--flow", "device")
        codes(process, "acme", "second")
        process.send_signal(signal.SIGINT)
        code, _, err = end(process)
        assert code == 130
        assert err.splitlines()[-1] == "Not signed in to acme and second: The sign-in was cancelled."
        assert not home.sso_cache.exists()
        assert portal.requests.count("CreateToken", status=200) == 0


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["acme", "--all"], 2, "Name sessions, or --all, or a profile."),
        (["--all", "--profile", "audit"], 2, "Name sessions, or --all, or a profile."),
        (["acme", "nope"], 5, "There is no session 'nope'."),
        (["acme", ""], 2, "SESSION is empty"),
    ],
)
def test_errors(portal: Portal, args: list[str], code: int, says: str) -> None:
    exit_code, out, err = ssotui("login", *args)
    assert (exit_code, out) == (code, "")
    assert says in err
    assert len(portal.requests) == 0


def test_all_of_none(home: Home) -> None:
    home.config("")
    code, _, err = ssotui("login", "--all")
    assert code == 5
    assert err.startswith("ssotui: The config names no SSO session.")
