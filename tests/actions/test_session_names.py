"""Names of SSO sessions that some SDKs refuse: what is said, what is made, and what a diff shows of them."""

from __future__ import annotations

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.files.masked_diff import masked
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.actions.sign_in import new_session
from ssotui.model.errors import UsageError
from ssotui.model.findings import Finding
from ssotui.model.secret import MASK
from tests.support.clock import FrozenClock
from tests.support.home import Home

SESSION = "sso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n"
ROLE = "sso_account_id = 111122223333\nsso_role_name = {}\n"


def findings(clock: FrozenClock, code: str) -> list[Finding]:
    return [found for found in examine(Loaded(), clock()).findings if found.code == code]


class TestTelling:
    def test_every_profile_of_the_session_and_the_doctor_once(self, home: Home, clock: FrozenClock) -> None:
        profiles = "".join(
            f"[profile {role}]\nsso_session = My Corp Ltd\n{ROLE.format(role)}{more}"
            for role, more in (("a", ""), ("b", ""), ("c", "sso_registration_scopes = sso:account:access\n"))
        )
        home.config(f"[sso-session 'My Corp Ltd']\n{SESSION}sso_registration_scopes = sso:account:access\n{profiles}")
        for row in read_inventory().profiles:
            (problem,) = row.profile.problems
            assert (problem.code, problem.place and problem.place.line) == ("odd-name", 1)
        (finding,) = findings(clock, "odd-name")
        assert finding.message.startswith("Some SDKs do not find the SSO session My Corp Ltd")
        assert finding.repair is None  # a new name takes new sso_session lines, and a sign-in

    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ("sso-session 'acme'", "quoted-name"),
            ("sso-session   acme", "odd-spacing"),
            ("sso-sessions acme", "odd-prefix"),
        ],
    )
    def test_a_header_that_one_edit_mends_is_mended(
        self, home: Home, clock: FrozenClock, header: str, code: str
    ) -> None:
        home.config(f"[{header}]\n{SESSION}[profile a]\nsso_session = acme\n{ROLE.format('R')}")
        (finding,) = findings(clock, code)
        assert finding.repair
        finding.repair.apply()
        assert home.config_file.read_text().startswith("[sso-session acme]\n")
        assert not findings(clock, code)


class TestMaking:
    @pytest.mark.parametrize("name", ["My Corp Ltd", "'acme'", "müller", "a&b", " a b "])
    def test_such_a_session_is_refused(self, name: str) -> None:
        with pytest.raises(UsageError, match="Some tools cannot read"):
            new_session.planned(name, "https://acme.awsapps.com/start", "us-east-1")


class TestDiffs:
    @pytest.mark.parametrize(
        "line",
        [
            "sso_session = My Corp Ltd",
            "sso_session = müller",
            "sso_session = 'My Corp Ltd'",
            "source_profile = with two spaces",
            "[sso-session 'My Corp Ltd']",
            '[sso-session "My Corp Ltd"]',
            "[sso-session My Corp]",
            "[profile 'with two spaces']",
            "[profile müller]",
        ],
    )
    def test_show_a_name_that_has_blanks_or_other_letters(self, line: str) -> None:
        assert masked(line) == line

    @pytest.mark.parametrize(
        "line",
        [
            "[correct horse battery staple]",
            "[my secret words]",
            "sso_session = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
            "sso_session = a # and a comment",
            "aws_secret_access_key = correct horse",
            "some_key = correct horse",
        ],
    )
    def test_show_nothing_that_may_be_a_secret(self, line: str) -> None:
        assert MASK in masked(line)
        assert "horse" not in masked(line)


class TestOnePortal:
    def test_two_sessions_become_one(self, home: Home, clock: FrozenClock) -> None:
        slash = SESSION.replace("/start", "/start/")
        home.config(
            f"[sso-session acme]\n{SESSION}[sso-session acme2]\n{slash}"
            f"[profile a]\nsso_session = acme\n{ROLE.format('A')}[profile b]\nsso_session = acme2\n{ROLE.format('B')}"
        )
        (finding,) = findings(clock, "one-portal-twice")
        assert finding.message.startswith("acme, acme2: one portal, under 2 names.")
        assert finding.repair
        finding.repair.apply()
        assert {row.profile.session.name for row in read_inventory().profiles if row.profile.session} == {"acme"}

    @pytest.mark.parametrize("ends", [("/start", "/start/"), ("/start", "/start#", "/start/#/")])
    def test_spellings_of_one_start_url_get_a_session(
        self, home: Home, clock: FrozenClock, ends: tuple[str, ...]
    ) -> None:
        home.config(
            "".join(f"[profile p{n}]\n{SESSION.replace('/start', end)}{ROLE.format('A')}" for n, end in enumerate(ends))
        )
        (finding,) = findings(clock, "one-portal-twice")
        assert finding.fix == "Make [sso-session acme] and let all profiles use it."
        assert finding.repair
        finding.repair.apply()
        sessions = {row.profile.session for row in read_inventory().profiles}
        assert [(each.name, each.start_url) for each in sessions if each] == [
            ("acme", "https://acme.awsapps.com/start")
        ]
        assert not findings(clock, "one-portal-twice")
        assert all(not row.profile.problems for row in read_inventory().profiles)

    def test_another_portal_or_region_is_another(self, home: Home, clock: FrozenClock) -> None:
        home.config(
            f"[sso-session a]\n{SESSION}[sso-session b]\n{SESSION.replace('acme', 'corp')}"
            f"[profile c]\n{SESSION.replace('us-east-1', 'us-west-2')}{ROLE.format('A')}"
        )
        assert not findings(clock, "one-portal-twice")
