"""Keys of roles that the portal gives: the cache, the token, the way out's name and region."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.keys.fetching import fetch, obtain, target_of_profile, target_of_role, work_region
from ssotui.actions.listing.inventory import read_inventory
from ssotui.aws.caches import keys_cache, sso_cache
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.profile import Profile
from ssotui.model.token import SsoSession
from tests.support import botocore_says
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, LEGACY
from tests.support.portal import Portal
from tests.support.trouble import assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
ROLE = RoleRef(SESSION, "111122223333", "Admin")
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1

    [profile old]
    sso_start_url = {LEGACY}
    sso_region = us-west-2
    sso_account_id = 123456789012
    sso_role_name = Audit

    [profile token-only]
    sso_session = acme

    [profile broken]
    sso_session = nowhere
    sso_account_id = 111122223333
    sso_role_name = Admin
"""


def profile(name: str) -> Profile:
    row = read_inventory().find(name)
    assert row
    return row.profile


class TestFetching:
    def test_asks_the_portal_once_and_then_the_cache(self, signed_in: Portal, clock: FrozenClock, home: Home) -> None:
        keys = fetch(ROLE, clock)

        assert signed_in.issued(keys.access_key_id.reveal())
        assert fetch(ROLE, clock) == keys
        assert signed_in.requests.operations == ("GetRoleCredentials",)
        assert [path.name for path in home.cli_cache.iterdir()] == [keys_cache.file_name(ROLE)]

    def test_a_hit_needs_no_token_and_makes_no_call(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        keys = portal.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(minutes=15))
        home.keys("acme", keys)

        assert fetch(ROLE, clock) == keys
        assert len(portal.requests) == 0
        assert not home.sso_cache.exists()

    def test_with_less_than_fifteen_minutes_asks_anew(self, home: Home, signed_in: Portal, clock: FrozenClock) -> None:
        keys = signed_in.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(minutes=14, seconds=59))
        home.keys("acme", keys)
        newer = fetch(ROLE, clock)

        assert newer != keys
        assert keys_cache.read(ROLE, clock()) == newer

    def test_a_damaged_cache_is_a_miss_and_is_replaced(self, home: Home, signed_in: Portal, clock: FrozenClock) -> None:
        home.write(home.cli_cache / keys_cache.file_name(ROLE), "{")
        keys = fetch(ROLE, clock)

        assert keys_cache.read(ROLE, clock()) == keys
        assert len(signed_in.requests) == 1

    @pytest.mark.parametrize("obstacle", ["a file for the folder", "a folder for the file"])
    def test_a_cache_that_cannot_be_written_does_not_keep_the_keys_back(
        self, home: Home, signed_in: Portal, clock: FrozenClock, obstacle: str
    ) -> None:
        if obstacle == "a file for the folder":
            home.write(home.aws / "cli", "not a folder")
        else:
            (home.cli_cache / keys_cache.file_name(ROLE)).mkdir(parents=True)

        assert signed_in.issued(fetch(ROLE, clock).access_key_id.reveal())

    def test_renews_the_token_first_if_it_is_time(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))

        assert fetch(ROLE, clock)
        assert portal.requests.operations == ("CreateToken", "GetRoleCredentials")

    def test_the_role_of_a_legacy_profile(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.config(CONFIG)
        home.token(LEGACY, portal.issue_token(LEGACY, renewable=False))

        assert fetch(target_of_profile(profile("old")).source, clock).account_id == "123456789012"

    def test_many_at_once_renew_once_and_all_get_keys(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=1)))
        roles = [
            RoleRef(SESSION, account.account_id, role)
            for account in portal.organization.instances[0].accounts
            for role in account.roles
        ]
        with ThreadPoolExecutor(8) as threads:
            keys = list(threads.map(lambda role: fetch(role, clock), roles * 3))

        assert [(each.account_id, each.role_name) for each in keys[: len(roles)]] == [
            (role.account_id, role.role_name) for role in roles
        ]
        assert portal.requests.count("CreateToken") == 1
        assert all(keys_cache.read(role, clock()) for role in roles)


class TestTrouble:
    def test_no_token_names_the_command(self, portal: Portal, clock: FrozenClock) -> None:
        with pytest.raises(SignInNeeded, match="not signed in") as caught:
            fetch(ROLE, clock)
        assert "ssotui login acme" in caught.value.hint
        assert len(portal.requests) == 0

    def test_a_revoked_token_names_it_too(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = portal.issue_token(ACME)
        home.token("acme", token)
        portal.revoke(token)
        before = home.snapshot()

        with pytest.raises(SignInNeeded, match="signed out") as caught:
            fetch(ROLE, clock)
        assert "ssotui login acme" in caught.value.hint
        assert_clean(caught.value, portal.minted)
        after = {path: content for path, content in home.snapshot().items() if path.startswith(".aws/")}
        assert {path: content for path, content in after.items() if not path.endswith(".lock")} == before

    def test_a_role_that_is_not_assigned(self, signed_in: Portal, clock: FrozenClock, home: Home) -> None:
        with pytest.raises(AccessDenied) as caught:
            fetch(ROLE._replace(role_name="Nobody"), clock)
        assert_clean(caught.value, signed_in.minted)
        assert not home.cli_cache.exists()

    @pytest.mark.usefixtures("hurry")
    @pytest.mark.parametrize("failure", [failure for failure in Failure if failure is not Failure.SILENCE])
    def test_of_the_network_damages_nothing(
        self, home: Home, signed_in: Portal, clock: FrozenClock, failure: Failure
    ) -> None:
        before = home.snapshot()
        signed_in.switches.fail(failure)

        with pytest.raises(AccessDenied if failure is Failure.DENIED else ServiceFailure) as caught:
            fetch(ROLE, clock)
        assert_clean(caught.value, signed_in.minted)
        assert home.snapshot() == before

        signed_in.switches.heal()
        assert fetch(ROLE, clock)

    def test_a_clock_that_is_far_ahead(self, home: Home, signed_in: Portal, clock: FrozenClock) -> None:
        before = home.snapshot()

        with pytest.raises(ServiceFailure, match=r"have already expired by this machine's clock: 2h 00m ago") as caught:
            fetch(ROLE, lambda: clock() + timedelta(hours=3))
        assert "Set the clock" in caught.value.hint
        assert_clean(caught.value, signed_in.minted)
        assert home.snapshot() == before

    def test_a_damaged_token_file(self, home: Home, clock: FrozenClock) -> None:
        home.write(sso_cache.path_of(SESSION), b"\0")

        with pytest.raises(UnusableFile, match="not JSON"):
            fetch(ROLE, clock)


class TestTargets:
    def test_of_a_profile_has_its_name_role_and_region(self, home: Home, signed_in: Portal, clock: FrozenClock) -> None:
        home.config(CONFIG)
        outgoing = obtain(target_of_profile(profile("dev")), clock)

        assert (outgoing.name, outgoing.region) == ("dev", "eu-west-1")
        assert signed_in.issued(outgoing.keys.access_key_id.reveal())

    @pytest.mark.parametrize(("name", "message"), [("token-only", "'token-only'"), ("broken", "'broken'")])
    def test_of_a_profile_that_gives_none_says_why(self, home: Home, name: str, message: str) -> None:
        home.config(CONFIG)

        with pytest.raises(SsotuiError, match=message) as caught:
            target_of_profile(profile(name))
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("account_name", "name"),
        [
            ("Payments", "payments-Admin"),
            ("acct [/prod]", "acct-prod-Admin"),
            ("", "111122223333-Admin"),
            ("日本", "111122223333-Admin"),
        ],
    )
    def test_of_a_role_has_a_name_that_every_tool_takes(self, account_name: str, name: str) -> None:
        assert target_of_role(ROLE, account_name).name == name

    def test_the_region_is_the_one_asked_for_then_the_environments_then_the_profiles(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.config(CONFIG)
        dev = profile("dev")

        assert work_region(dev) == "eu-west-1"
        monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
        assert work_region(dev) == "ap-south-1"
        monkeypatch.setenv("AWS_REGION", "ca-central-1")
        assert work_region(dev) == "ca-central-1"
        assert work_region(dev, "sa-east-1") == "sa-east-1"

    def test_and_never_the_sso_region(self, home: Home) -> None:
        home.config(CONFIG)

        assert work_region(profile("old")) is None
        assert target_of_role(ROLE).region is None


@pytest.mark.parametrize("name", ["dev", "old"])
def test_botocore_gets_keys_of_the_same_role_with_other_files_around(
    home: Home, present: FrozenClock, portal: Portal, name: str
) -> None:
    home.config(CONFIG)
    for session, url in (("acme", ACME), (LEGACY, LEGACY), ("another", ACME)):
        home.token(session, portal.issue_token(url))
    for stranger in ("0" * 40, "f" * 40, "kiro-auth-token"):
        home.write(
            Path(home.sso_cache / f"{stranger}.json"), '{"accessToken": "x", "expiresAt": "2099-01-01T00:00:00Z"}'
        )
    theirs = portal.issued(botocore_says.keys_of(name)["AccessKeyId"])
    ours = portal.issued(obtain(target_of_profile(profile(name)), present).keys.access_key_id.reveal())

    assert ours
    assert theirs
    assert ours.arn == theirs.arn
