"""Which clients find an SSO session under which header; and that we warn of each header that some do not read."""

from __future__ import annotations

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.aws.caches import sso_cache
from ssotui.model.token import SsoSession
from tests.interop.clients import Client, Refused
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CLIS = frozenset({"awscli 1", "awscli 2"})
SDKS = frozenset({"JavaScript", "Go", "Java", "Rust"})
ALL = CLIS | SDKS
COMPILED = frozenset({"Go", "Java", "Rust"})
NOBODY = frozenset[str]()

VERDICTS = {
    # header: (the name in sso_session, who finds the session, the code of our warning)
    "sso-session work": ("work", ALL, ""),
    "sso-session WORK": ("WORK", ALL, ""),
    "sso-session default": ("default", ALL, ""),
    "sso-session a/b.c-d_e@f:g+h%i": ("a/b.c-d_e@f:g+h%i", ALL, ""),
    "sso-session\twork": ("work", ALL, ""),
    "sso-session  work": ("work", ALL - {"JavaScript"}, "odd-spacing"),
    "sso-session work ": ("work", ALL - {"JavaScript"}, "odd-spacing"),
    "sso-session 'work'": ("work", CLIS | {"JavaScript"}, "quoted-name"),
    'sso-session "work"': ("work", CLIS | {"JavaScript"}, "quoted-name"),
    "sso-session 'My Corp Ltd'": ("My Corp Ltd", CLIS, "odd-name"),  # as `aws configure sso` writes it
    'sso-session "My Corp Ltd"': ("My Corp Ltd", CLIS, "odd-name"),
    'sso-session "o\'brien"': ("o'brien", CLIS, "odd-name"),
    "sso-session müller": ("müller", CLIS | {"Go"}, "odd-name"),
    "sso-session 🔑": ("🔑", CLIS | {"Go"}, "odd-name"),
    "sso-session a&b": ("a&b", CLIS | {"Go"}, "odd-name"),
    "sso-session a,b": ("a,b", CLIS | {"Go"}, "odd-name"),
    "sso-session a=b": ("a=b", CLIS | {"Go"}, "odd-name"),
    "sso-session a(b)": ("a(b)", CLIS | {"Go"}, "odd-name"),
    "sso-session a#b": ("a#b", CLIS, "odd-name"),
    "sso-sessionx work": ("work", CLIS, "odd-prefix"),
    "sso-session My Corp": ("My Corp", frozenset({"Go"}), "ignored-section"),
    " sso-session work ": ("work", COMPILED, "ignored-section"),
    "sso_session work": ("work", NOBODY, "ignored-section"),
    "SSO-SESSION work": ("work", NOBODY, "ignored-section"),
}


def config(home: Home, header: str) -> str:
    """Write a config with that header, and a profile of its session; the session's name."""
    name = VERDICTS[header][0]
    home.config(
        f"[{header}]\nsso_start_url = {ACME}\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
        f"\n[profile p]\nsso_session = {name}\nsso_account_id = 111122223333\nsso_role_name = ReadOnly\n"
        "region = us-east-1\n"
    )
    return name


@pytest.mark.parametrize("header", VERDICTS)
def test_who_finds_the_session(client: Client, portal: Portal, home: Home, header: str) -> None:
    name = config(home, header)
    sso_cache.write_token(SsoSession(name, ACME, "us-east-1", ()), portal.issue_token(ACME))
    if client.name in VERDICTS[header][1]:
        assert portal.issued(client.keys("p")["AccessKeyId"])
    else:
        with pytest.raises(Refused):
            client.keys("p")


@pytest.mark.parametrize("header", VERDICTS)
def test_we_warn_of_what_some_do_not_find(home: Home, present: FrozenClock, header: str) -> None:
    config(home, header)
    _, finders, code = VERDICTS[header]
    findings = [each.code for each in examine(Loaded(), present()).findings]
    assert (code in findings) == (finders != ALL)
    row = read_inventory().find("p")
    assert row
    told = {problem.code for problem in row.profile.problems}
    # A section that AWS tools ignore leaves the profile without a session.
    assert told == ({"session-missing"} if code == "ignored-section" else {code} if code else set())
