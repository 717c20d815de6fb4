"""What is not where the settings say moves there, by ``ssotui settings`` or by the doctor, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import botocore.session
import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.keys.fetching import fetch
from ssotui.actions.settings.loading import load
from ssotui.actions.sign_in.tokens import usable_token
from ssotui.aws.caches import registrations, sso_cache
from ssotui.model.credentials import RoleRef
from ssotui.model.findings import Finding
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession
from ssotui.storage import keychain
from ssotui.storage.folders import settings_path
from tests.support import file_keyring
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.keychain import SETTING, in_folder
from tests.support.organization import ACME
from tests.support.portal import Portal

SESSION = SsoSession("acme", ACME, "us-east-1", ("sso:account:access",))
ROLE = RoleRef(SESSION, "111122223333", "Admin")
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access

    [profile admin]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1

    [profile chain]
    role_arn = arn:aws:iam::444455556666:role/Deploy
    source_profile = admin
    """


@pytest.fixture(autouse=True)
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with in_folder(tmp_path / "keychain", monkeypatch) as folder:
        yield folder


def settings(home: Home, text: str) -> None:
    home.write(Path(settings_path()), text)


def finding(code: str, clock: FrozenClock) -> Finding | None:
    return next((each for each in examine(load(), clock()).findings if each.code == code), None)


@pytest.fixture
def kept(home: Home, portal: Portal, clock: FrozenClock) -> Portal:
    """A token, its registration and cached keys, all in files."""
    home.config(CONFIG)
    token = portal.issue_token(ACME)
    home.token("acme", token)
    assert token.client_id
    assert token.client_secret
    ours = Registration(token.client_id, token.client_secret, clock() + timedelta(days=30), Flow.DEVICE, SESSION.scopes)
    registrations.write(SESSION, ours)
    other_scopes = SESSION._replace(scopes=("other",))
    registrations.write(other_scopes, ours._replace(scopes=("other",)))  # of the same client, so it is the session's
    registrations.write(SESSION._replace(name="b"), ours._replace(client_id="b", client_secret=Secret("of-another")))
    fetch(ROLE, clock)
    return portal


def secrets_in_files(home: Home, portal: Portal) -> set[str]:
    held = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file()).decode()
    return {secret for secret in portal.minted if secret in held}


def test_over_and_back_by_the_doctor(home: Home, kept: Portal, clock: FrozenClock) -> None:
    files = {path.name: path.read_bytes() for folder in (home.sso_cache, home.cli_cache) for path in folder.iterdir()}
    assert finding("secrets-in-files", clock) is None

    settings(home, SETTING)
    found = finding("secrets-in-files", clock)
    assert found
    assert found.repair
    assert "1 token, 2 client registrations, 1 cached key set of acme in files" in found.message
    assert len([line for line in found.repair.preview() if line.startswith("-~/.aws/")]) == 4
    assert "and deleted the files" in found.repair.apply()
    assert secrets_in_files(home, kept) == set()
    assert len(list(home.sso_cache.iterdir())) == 1  # another session's registration
    assert finding("secrets-in-files", clock) is None
    asked = len(kept.requests)
    assert usable_token(SESSION, clock).access_token
    assert fetch(ROLE, clock).secret_access_key
    assert len(kept.requests) == asked

    settings(home, "")
    found = finding("secrets-in-keychain", clock)
    assert found
    assert found.repair
    found.repair.apply()
    assert file_keyring.entries() == {}
    back = {path.name: path.read_bytes() for folder in (home.sso_cache, home.cli_cache) for path in folder.iterdir()}
    assert back == files
    assert finding("secrets-in-keychain", clock) is None


def test_by_the_settings_command(ssotui: Ssotui, home: Home, kept: Portal) -> None:
    assert "say otherwise" not in ssotui("settings").err
    settings(home, '[sessions.acme]\ntoken_store = "keyring"\n')
    shown = ssotui("settings")
    assert 'sessions.acme.token_store  "keyring"' in " ".join(shown.out.split()).replace(" ", "  ")
    assert "acme in files." in shown.err
    assert "ssotui settings --move" in shown.err
    assert secrets_in_files(home, kept)
    moved = ssotui("settings", "--move")
    assert moved.code == 0
    assert "Moved 4 documents of acme to the keychain" in moved.err
    assert secrets_in_files(home, kept) == set()
    assert "Everything is where the settings say." in ssotui("settings", "--move").err


@pytest.mark.usefixtures("kept")
def test_the_settings_command_asks_at_a_terminal(
    ssotui: Ssotui,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings(home, SETTING)
    asked: list[str] = []
    answers = [False, True]

    def answered(question: str) -> bool:
        asked.append(question)
        return answers[len(asked) - 1]

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("ssotui.cli.settings.confirmed", answered)
    for yes in answers:
        assert ssotui("settings").code == 0
        assert bool(file_keyring.entries()) is yes
    ssotui("settings")
    assert asked == ["Move them into the keychain, and delete the files?"] * 2


def test_the_newer_of_two_tokens_stays(home: Home, portal: Portal, clock: FrozenClock) -> None:
    home.config(CONFIG)
    settings(home, SETTING)
    sso_cache.write_token(SESSION, portal.issue_token(ACME, lifetime=timedelta(hours=2)))
    newer = portal.issue_token(ACME, lifetime=timedelta(hours=8))
    home.token("acme", newer)  # by aws sso login
    found = finding("secrets-in-files", clock)
    assert found
    assert found.repair
    found.repair.apply()
    assert usable_token(SESSION, clock).access_token == newer.access_token
    home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=1)))
    found = finding("secrets-in-files", clock)
    assert found
    assert found.repair
    found.repair.apply()
    assert usable_token(SESSION, clock).access_token == newer.access_token
    assert secrets_in_files(home, portal) == set()


def test_a_keychain_that_does_not_keep_costs_no_file(
    home: Home, kept: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(home, SETTING)
    found = finding("secrets-in-files", clock)
    assert found
    assert found.repair
    before = secrets_in_files(home, kept)
    monkeypatch.setattr(file_keyring.FileKeyring, "set_password", lambda *_: None)
    with pytest.raises(Exception, match="does not hold what was written"):
        found.repair.apply()
    assert secrets_in_files(home, kept) == before


def test_what_is_left_of_a_session_that_is_gone(home: Home, portal: Portal, clock: FrozenClock) -> None:
    home.config(CONFIG)
    settings(home, SETTING)
    sso_cache.write_token(SESSION, portal.issue_token(ACME))
    home.config("[profile x]\nregion = eu-west-1\n")
    found = finding("orphaned-keychain", clock)
    assert found
    assert found.repair
    found.repair.apply()
    assert file_keyring.entries() == {}
    assert finding("orphaned-keychain", clock) is None


def test_profiles_that_other_tools_cannot_use_get_one_that_runs_ssotui(
    home: Home, present: FrozenClock, portal: Portal
) -> None:
    clock = present
    home.config(CONFIG + "\n    [profile admin-process]\n    region = us-east-1\n")
    settings(home, SETTING)
    sso_cache.write_token(SESSION, portal.issue_token(ACME))
    found = finding("needs-ssotui", clock)
    assert found
    assert found.repair
    assert found.message.startswith("admin, chain: the AWS CLI and the SDKs cannot use them")
    assert any(line == "+[profile admin-process-2]" for line in found.repair.preview())
    assert "Added 2 credential_process profiles" in found.repair.apply()
    text = home.config_file.read_text()
    assert "[profile admin-process-2]" in text
    assert "[profile chain-process]" in text
    theirs = botocore.session.Session(profile="admin-process-2").get_credentials()
    assert theirs
    keys = portal.issued(theirs.get_frozen_credentials().access_key or "")
    assert keys
    assert keys.secret_access_key == theirs.get_frozen_credentials().secret_key
    assert secrets_in_files(home, portal) == set()
    assert finding("needs-ssotui", clock) is None


def test_a_locked_keychain_is_a_finding(home: Home, chain: Path, clock: FrozenClock) -> None:
    home.config(CONFIG)
    settings(home, SETTING)
    assert finding("keychain-unusable", clock) is None
    (chain / "locked").touch()
    keychain._memory.clear()
    found = finding("keychain-unusable", clock)
    assert found
    assert found.message == "The keychain is locked."
