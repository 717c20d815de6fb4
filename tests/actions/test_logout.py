"""Signing out: of one session, and of nothing else."""

from __future__ import annotations

import json
import sqlite3
import textwrap
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.profiles.key_source import cached_source_of
from ssotui.actions.sign_in.sign_out import known_roles, sign_out
from ssotui.aws.caches import keys_cache
from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support import cache_files
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, CORP, LEGACY
from tests.support.portal import Portal
from tests.support.sign_in import ACME_SESSION

LEGACY_SESSION = SsoSession(None, LEGACY, "us-west-2")
CONFIG = """
    [sso-session acme]
    sso_start_url = https://acme.awsapps.com/start
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access
    [sso-session acme2]
    sso_start_url = https://acme.awsapps.com/start
    sso_region = us-east-1
    [sso-session corp]
    sso_start_url = https://d-1234567890.awsapps.com/start
    sso_region = eu-west-1
    [profile admin]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    [profile legacy]
    sso_start_url = https://legacy.awsapps.com/start
    sso_region = us-west-2
    sso_account_id = 123456789012
    sso_role_name = Audit
    """


def leave(session: SsoSession = ACME_SESSION) -> str:
    return sign_out(session, known_roles(session, read_inventory()))


@pytest.fixture
def full(portal: Portal, home: Home, clock: FrozenClock) -> Home:
    """A home with three sessions, keys of each, and what other tools leave in both folders."""
    home.config(CONFIG)
    for session, start_url in (("acme", ACME), ("acme2", ACME), ("corp", CORP), (LEGACY, LEGACY)):
        home.token(session, portal.issue_token(start_url))
    home.keys("acme", portal.issue_keys(ACME, "111122223333", "Admin"))  # of a profile
    home.keys("acme", portal.issue_keys(ACME, "444455556666", "Developer"))  # of an account that was listed
    home.keys("acme2", portal.issue_keys(ACME, "111122223333", "Admin"))
    home.keys("corp", portal.issue_keys(CORP, "777788889999", "Billing"))
    home.keys(LEGACY, portal.issue_keys(LEGACY, "123456789012", "Audit"))
    account = Account(ACME_SESSION, "444455556666", "Data Lake", "")
    known = KnownAccount(account, ("Developer", "ReadOnly"), clock())
    state.edit(lambda kept: kept.set_catalog(Catalog(ACME_SESSION, (known,)), clock(), whole=True))
    home.write(home.sso_cache / "kiro-auth-token.json", '{"accessToken": "theirs", "region": "us-east-1"}')
    home.write(home.sso_cache / cache_files.registration_name("acme", ACME, "us-east-1", []), '{"clientId": "x"}')
    home.write(home.cli_cache / f"{'a' * 40}.json", '{"Credentials": {}, "AssumedRoleUser": {}}')
    sqlite3.connect(home.cli_cache / "session.db").close()
    return home


def gone(before: Iterable[str], home: Home) -> set[str]:
    return {name.rpartition("/")[2] for name in set(before) - set(home.snapshot())}


def test_only_that_sessions_token_and_keys_go(full: Home, portal: Portal) -> None:
    before = full.snapshot()
    done = leave()
    assert gone(before, full) == {
        cache_files.token_name("acme"),
        cache_files.keys_name("acme", "111122223333", "Admin"),
        cache_files.keys_name("acme", "444455556666", "Developer"),
    }
    after = full.snapshot()
    assert all(before[name] == after[name] for name in before if name in after)
    assert portal.requests.operations == ("Logout",)
    assert done == (
        "Signed out of acme: its token and 2 cached key sets are deleted. The portal has ended the session."
    )


def test_the_portal_takes_the_token_no_more(full: Home, portal: Portal) -> None:
    token = json.loads((full.sso_cache / cache_files.token_name("acme")).read_bytes())["accessToken"]
    leave()
    assert token in portal.minted
    assert portal.requests.count("Logout", status=200) == 1


def test_a_legacy_start_url(full: Home) -> None:
    before = full.snapshot()
    leave(LEGACY_SESSION)
    assert gone(before, full) == {
        cache_files.token_name(LEGACY),
        cache_files.keys_name(LEGACY, "123456789012", "Audit"),
    }


def test_a_token_that_has_ended_already(full: Home, portal: Portal) -> None:
    full.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=-1)))
    done = leave()
    assert done.endswith("The portal had ended the session already.")
    assert not (full.sso_cache / cache_files.token_name("acme")).exists()


@pytest.mark.parametrize("failure", [Failure.RESET, Failure.CAPTIVE_403, Failure.SERVER_ERROR, Failure.SILENCE])
def test_without_a_network_the_files_go_all_the_same(
    full: Home, portal: Portal, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssotui.aws.services.transport.READ_SECONDS", 0.3)
    monkeypatch.setattr("ssotui.aws.services.client.ATTEMPTS", 1)
    monkeypatch.setattr("ssotui.aws.services.client._clients", {})
    portal.switches.fail(failure)
    done = leave()
    assert "The portal was not told: Could not sign out at the portal" in done
    assert not (full.sso_cache / cache_files.token_name("acme")).exists()
    assert "2 cached key sets" in done


def test_nobody_was_signed_in(full: Home, portal: Portal) -> None:
    (full.sso_cache / cache_files.token_name("acme")).unlink()
    assert leave() == "acme was not signed in. Deleted 2 cached key sets."
    assert leave() == "acme was not signed in."
    assert len(portal.requests) == 0


def test_a_damaged_token_goes_too(full: Home, portal: Portal) -> None:
    full.write(full.sso_cache / cache_files.token_name("acme"), '{"accessToken": "aoa')
    assert "The portal was not told: the file held no token." in leave()
    assert not (full.sso_cache / cache_files.token_name("acme")).exists()
    assert len(portal.requests) == 0


def test_what_says_it_is_not_sso_stays(full: Home) -> None:
    name = cache_files.keys_name("acme", "111122223333", "Admin")
    full.write(full.cli_cache / name, '{"ProviderType": "other", "Credentials": {}}')
    leave()
    assert (full.cli_cache / name).exists()


def test_half_of_a_keys_file_goes(full: Home) -> None:
    name = cache_files.keys_name("acme", "111122223333", "Admin")
    full.write(full.cli_cache / name, '{"ProviderType": "sso", "Credentials": {"SecretAccessKey": "whole", ')
    leave()
    assert not (full.cli_cache / name).exists()


def test_a_linked_token_is_deleted_where_it_is(full: Home) -> None:
    path = full.sso_cache / cache_files.token_name("acme")
    elsewhere = path.rename(full.root / "elsewhere.json")
    path.symlink_to(elsewhere)
    leave()
    assert not elsewhere.exists()
    assert path.is_symlink()
    assert "not signed in" in leave()


def test_no_secret_is_said(full: Home, portal: Portal) -> None:
    done = leave()
    assert full
    assert not [secret for secret in portal.minted if secret in done]


class TestChains:
    """Roles that were taken with the session's keys."""

    CONFIG = """
    [profile deploy]
    role_arn = arn:aws:iam::444455556666:role/Deploy
    source_profile = admin
    [profile deeper]
    role_arn = arn:aws:iam::777788889999:role/Deeper
    source_profile = deploy
    external_id = x
    [profile other]
    role_arn = arn:aws:iam::444455556666:role/Other
    source_profile = legacy
    [profile shared]
    role_arn = arn:aws:iam::444455556666:role/Shared
    source_profile = admin
    [profile shared-too]
    role_arn = arn:aws:iam::444455556666:role/Shared
    source_profile = legacy
    """

    @pytest.fixture(autouse=True)
    def cached(self, full: Home, present: FrozenClock) -> dict[str, Path]:
        """The cache files of each chain's profile."""
        full.config(textwrap.dedent(CONFIG) + textwrap.dedent(self.CONFIG))
        ends = present() + timedelta(minutes=40)
        keys = RoleCredentials(Secret("ASIACHAIN"), Secret("s"), Secret("t"), ends)
        paths = {}
        for row in read_inventory().profiles:
            source = cached_source_of(row.profile)
            if isinstance(source, AssumedRole):
                user = {"AssumedRoleUser": {"Arn": f"arn:aws:sts::1:assumed-role/{row.profile.name}/me"}}
                keys_cache.write(source, keys, user)
                paths[row.profile.name] = full.cli_cache / keys_cache.file_name(source)
        return paths

    def test_the_keys_of_those_that_began_there_go(self, cached: dict[str, Path]) -> None:
        done = leave()
        assert [name for name, path in cached.items() if not path.exists()] == ["deploy", "deeper"]
        assert "4 cached key sets" in done

    def test_those_that_another_may_have_taken_stay_and_are_named(self, cached: dict[str, Path]) -> None:
        done = leave()
        assert cached["shared"].exists()
        assert done.endswith("stay until they expire: shared.")

    def test_those_that_no_profile_names_are_named_by_their_role(self, full: Home, cached: dict[str, Path]) -> None:
        cached["deploy"].rename(full.cli_cache / f"{'b' * 40}.json")
        assert leave().endswith("stay until they expire: shared, arn:aws:sts::1:assumed-role/deploy/me.")

    def test_those_that_have_ended_are_not_worth_a_word(
        self, full: Home, cached: dict[str, Path], present: FrozenClock
    ) -> None:
        cached["deploy"].rename(full.cli_cache / f"{'b' * 40}.json")
        present.advance(timedelta(hours=1))
        assert "stay until" not in sign_out(ACME_SESSION, known_roles(ACME_SESSION, read_inventory()), present)

    def test_afterwards_no_process_gets_them(self, ssotui: Ssotui) -> None:
        assert ssotui("credential-process", "deploy").code == 0
        assert ssotui("logout", "acme").code == 0
        done = ssotui("credential-process", "deploy")
        assert (done.code, done.out) == (3, "")

    def test_a_file_that_holds_other_keys_stays(self, cached: dict[str, Path]) -> None:
        cached["deploy"].write_text(cached["deploy"].read_text().replace("{", '{"ProviderType": "sso", ', 1))
        leave()
        assert cached["deploy"].exists()
