"""A session whose start URL or region was changed in the config after the sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.listing.inventory import OTHER_PORTAL, read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.actions.sign_in.tokens import good_token, usable_token
from ssotui.aws.caches import sso_cache
from ssotui.model.errors import SignInNeeded
from ssotui.model.token import SsoSession, TokenStatus
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME, CORP
from tests.support.portal import Portal

CONFIG = """
[sso-session work]
sso_start_url = {start_url}
sso_region = {region}
sso_registration_scopes = sso:account:access

[profile one]
sso_session = work
sso_account_id = 777788889999
sso_role_name = ReadOnly

[profile two]
sso_session = work
sso_account_id = 777788889999
sso_role_name = Billing
"""
OLD = SsoSession("work", ACME, "us-east-1", ("sso:account:access",))
NEW = OLD._replace(start_url=CORP, region="eu-west-1")

CHANGED = [
    (NEW, "https://acme.awsapps.com/start"),
    (OLD._replace(region="eu-west-1"), "https://acme.awsapps.com/start in us-east-1"),
]
SAME = [
    OLD,
    *(OLD._replace(start_url=ACME + end) for end in ("/", "#", "#/", "/#/")),
    OLD._replace(start_url=ACME.upper()),
]


@pytest.fixture(autouse=True)
def signed_in_before(home: Home, portal: Portal, present: FrozenClock) -> None:
    """A sign-in to the old portal."""
    assert home
    assert present
    sso_cache.write_token(OLD, portal.issue_token(ACME))


def change(home: Home, to: SsoSession) -> None:
    home.config(CONFIG.format(start_url=to.start_url, region=to.region))


class TestAnotherPortal:
    @pytest.mark.parametrize(("now", "old"), CHANGED)
    def test_the_rows_say_so(self, home: Home, present: FrozenClock, now: SsoSession, old: str) -> None:
        change(home, now)
        inventory = read_inventory()
        (entry,) = (entry for entry in inventory.sessions if entry.session)
        assert entry.life.status(present()) is TokenStatus.MISSING
        assert f"another portal, {old}" in entry.problem
        for row in inventory.profiles:
            assert row.token
            assert row.token.status(present()) is TokenStatus.MISSING
            assert OTHER_PORTAL in {problem.code for problem in row.profile.problems}

    @pytest.mark.parametrize(("now", "old"), CHANGED)
    def test_status_and_doctor_say_so(
        self,
        home: Home,
        present: FrozenClock,
        ssotui: Ssotui,
        now: SsoSession,
        old: str,
    ) -> None:
        change(home, now)
        for name in ("work", "one"):
            done = ssotui("status", name)
            assert done.code == 3
            assert old in done.err
            assert ssotui("status", name, "--format", "json").json["status"] == "missing"
        (finding,) = [each for each in examine(Loaded(), present()).findings if each.code == OTHER_PORTAL]
        assert old in finding.message
        assert finding.fix == "Run: ssotui login work"

    @pytest.mark.parametrize("changed", CHANGED)
    def test_the_token_goes_nowhere(
        self,
        home: Home,
        portal: Portal,
        present: FrozenClock,
        ssotui: Ssotui,
        changed: tuple[SsoSession, str],
    ) -> None:
        now, old = changed
        change(home, now)
        with pytest.raises(SignInNeeded, match="another portal"):
            usable_token(now, present)
        assert good_token(now, present) is None
        done = ssotui("creds", "one")
        assert done.code == 3
        assert old in done.err
        assert len(portal.requests) == 0

    def test_nor_is_it_renewed_for_the_new_one(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        sso_cache.write_token(OLD, portal.issue_token(ACME, lifetime=timedelta(minutes=-5)))
        change(home, NEW)
        with pytest.raises(SignInNeeded, match="another portal"):
            usable_token(NEW, present)
        assert len(portal.requests) == 0

    def test_login_signs_in_anew(self, home: Home, portal: Portal, ssotui: Ssotui) -> None:
        portal.switches.approve_automatically = True
        change(home, NEW)
        done = ssotui("login", "work", "--flow", "device", "--no-browser")
        assert done.code == 0
        assert f"another portal, {ACME}" in done.err
        assert "Signed in to work" in done.err
        assert ssotui("status", "work").code == 0
        assert ssotui("creds", "one").code == 0

    def test_logout_ends_the_old_session(self, home: Home, portal: Portal, ssotui: Ssotui) -> None:
        token = sso_cache.read_token(OLD)
        assert token
        change(home, NEW)
        assert "The portal has ended the session." in ssotui("logout", "work").err
        assert not portal.accepts(token.access_token)


class TestTheSamePortal:
    @pytest.mark.parametrize("now", SAME)
    def test_is_no_other_for_what_people_write_behind_it(
        self, home: Home, present: FrozenClock, now: SsoSession
    ) -> None:
        change(home, now)
        (entry,) = (entry for entry in read_inventory().sessions if entry.session)
        assert (entry.other_portal, entry.life.status(present())) == ("", TokenStatus.VALID)
        assert usable_token(now, present)

    @pytest.mark.parametrize("missing", ["startUrl", "region"])
    def test_what_a_file_does_not_say_is_not_held_against_it(
        self, home: Home, present: FrozenClock, missing: str
    ) -> None:
        change(home, OLD)
        path = sso_cache.path_of(OLD)
        home.write(path, path.read_text().replace(f'"{missing}"', '"somethingElse"'))
        assert usable_token(OLD, present)


def test_two_regions_of_one_legacy_start_url_share_a_file(home: Home, portal: Portal, present: FrozenClock) -> None:
    legacy = (
        "[profile {0}]\nsso_start_url = {1}\nsso_region = {2}\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
    )
    regions = ("us-east-1", "eu-west-1", "us-west-2")
    home.config("\n".join(legacy.format(region, ACME, region) for region in regions))
    sso_cache.write_token(SsoSession(None, ACME, "eu-west-1"), portal.issue_token(ACME))
    statuses = {row.profile.name: row.token.status(present()) for row in read_inventory().profiles if row.token}
    assert statuses == {
        "us-east-1": TokenStatus.MISSING,
        "eu-west-1": TokenStatus.VALID,
        "us-west-2": TokenStatus.MISSING,
    }
