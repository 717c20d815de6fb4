"""The sample home: what a person has in it, and that AWS's own tools can use it."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from ssotui.aws import locations
from ssotui.demo.home import write_home
from ssotui.demo.sample import ACME, CORP, GLOBEX, LEGACY, SAMPLE
from ssotui.model.clock import parse_timestamp
from tests.support import botocore_says, cache_files
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.portal import Portal

MINTED = re.compile(
    rb'"(accessToken|refreshToken|clientId|clientSecret|AccessKeyId|SecretAccessKey|SessionToken)": "[^"]+"'
)


@pytest.fixture
def sample(clock: FrozenClock, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """The portal of the sample home, which is this test's home."""
    with Portal(SAMPLE, clock=clock) as portal:
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        assert locations.config_file() == home.config_file
        write_home(portal)
        yield portal


def full_config() -> dict[str, Any]:
    """Both files as botocore reads them."""
    config: dict[str, Any] = botocore.session.Session().full_config
    return config


def token_file(home: Home, session: str) -> dict[str, str]:
    content: dict[str, str] = json.loads((home.sso_cache / cache_files.token_name(session)).read_bytes())
    return content


@pytest.mark.usefixtures("sample")
def test_holds_what_the_demo_shows() -> None:
    config = full_config()
    profiles = config["profiles"]
    assert set(config["sso_sessions"]) == {"acme", "corp", "globex"}
    sso = {name: profile for name, profile in profiles.items() if profile.get("sso_session") in config["sso_sessions"]}
    assert 38 <= len(sso) <= 45
    assert profiles["payments-prod"] == {
        "sso_session": "acme",
        "sso_account_id": "111122223333",
        "sso_role_name": "ReadOnly",
        "region": "us-east-1",
    }
    assert profiles["legacy-audit"]["sso_start_url"] == LEGACY
    assert profiles["payments-deploy"]["source_profile"] in sso
    assert profiles["personal"]["aws_access_key_id"] == "AKIAIOSFODNN7EXAMPLE"
    assert profiles["vault-ci"]["credential_process"]
    assert profiles["initech-prod"]["sso_session"] not in config["sso_sessions"]


@pytest.mark.usefixtures("sample")
def test_every_profile_names_a_role_that_the_portal_has() -> None:
    config = full_config()
    assert {session["sso_start_url"] for session in config["sso_sessions"].values()} == {ACME, CORP, GLOBEX}
    for name, profile in config["profiles"].items():
        if session := config["sso_sessions"].get(profile.get("sso_session")):
            instance = SAMPLE.instance(session["sso_start_url"])
            assert instance, name
            assert instance.region == session["sso_region"]
            account = instance.account(profile["sso_account_id"])
            assert account, name
            assert profile["sso_role_name"] in account.roles, name


def test_the_organization_is_consistent() -> None:
    accounts = [account for instance in SAMPLE.instances for account in instance.accounts]
    assert [len(instance.accounts) for instance in SAMPLE.instances] == [25, 12, 8, 1]
    assert len({account.account_id for account in accounts}) == len(accounts)
    assert len({account.email for account in accounts}) == len(accounts)
    for account in accounts:
        assert re.fullmatch(r"\d{12}", account.account_id)
        assert account.email.endswith("@example.com")
        assert 2 <= len(set(account.roles)) == len(account.roles) <= 4


def test_clocks(home: Home, sample: Portal, clock: FrozenClock) -> None:
    def left(session: str) -> timedelta:
        return parse_timestamp(token_file(home, session)["expiresAt"]) - clock()

    assert timedelta(hours=6, minutes=12) <= left("acme") < timedelta(hours=6, minutes=13)
    assert timedelta(minutes=11) <= left("corp") < timedelta(minutes=12)
    assert left("globex") < timedelta(0)
    assert left(LEGACY) < timedelta(0)
    assert {session for session in ("acme", "corp", "globex") if "refreshToken" in token_file(home, session)} == {
        "acme"
    }
    assert {token_file(home, session)["accessToken"] for session in ("acme", "corp", "globex")} <= sample.minted


@pytest.mark.usefixtures("sample")
def test_cached_keys_are_named_as_the_cli_names_them(home: Home, clock: FrozenClock) -> None:
    assert len(list(home.cli_cache.iterdir())) == 2
    path = home.cli_cache / cache_files.keys_name("acme", "111122223333", "ReadOnly")
    keys = json.loads(path.read_bytes())
    left = parse_timestamp(keys["Credentials"]["Expiration"]) - clock()
    assert keys["ProviderType"] == "sso"
    assert timedelta(minutes=47) <= left < timedelta(minutes=48)


@pytest.mark.usefixtures("sample")
def test_cache_holds_a_corrupt_an_orphaned_and_a_registration_file(home: Home) -> None:
    kinds = []
    owners = {cache_files.token_name(session) for session in ("acme", "corp", "globex", LEGACY)}
    for path in home.sso_cache.iterdir():
        try:
            content = json.loads(path.read_bytes())
        except ValueError:
            kinds.append("corrupt")
        else:
            kinds.append("token" if path.name in owners else "orphan" if "accessToken" in content else "registration")
    assert sorted(kinds) == ["corrupt", "orphan", "registration", "token", "token", "token", "token"]


@pytest.mark.usefixtures("sample")
def test_only_the_owner_can_read_it(home: Home) -> None:
    for path in home.root.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_moment_gives_the_same_bytes(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(name: str) -> dict[str, bytes]:
        root = tmp_path / name
        monkeypatch.setenv("HOME", str(root))
        with Portal(SAMPLE, clock=clock) as portal:
            write_home(portal)
        return {path: MINTED.sub(b"", content) for path, content in Home(root).snapshot().items()}

    assert written("one") == written("two")


@pytest.mark.usefixtures("present")
def test_botocore_fetches_keys_with_it(sample: Portal) -> None:
    keys = botocore_says.keys_of("payments-stage")
    issued = sample.issued(keys["AccessKeyId"])
    assert issued
    assert issued.secret_access_key == keys["SecretAccessKey"]
    assert issued.arn.startswith("arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Developer_")
    assert sample.requests.operations == ("GetRoleCredentials",)


@pytest.mark.usefixtures("present")
def test_botocore_follows_its_role_chain(sample: Portal) -> None:
    issued = sample.issued(botocore_says.keys_of("payments-deploy")["AccessKeyId"])
    assert issued
    assert issued.arn.startswith("arn:aws:sts::111122223333:assumed-role/Deploy/")


@pytest.mark.usefixtures("present", "sample")
def test_botocore_refuses_what_is_meant_to_be_broken() -> None:
    with pytest.raises(botocore_says.BotocoreRefused, match='sso-session does not exist: "initech"'):
        botocore_says.keys_of("initech-prod")
    with pytest.raises(botocore_says.BotocoreRefused, match="Token has expired and refresh failed"):
        botocore_says.keys_of("globex-iot")


@pytest.mark.usefixtures("present")
def test_botocore_renews_the_session_that_can_be_renewed(home: Home, sample: Portal) -> None:
    path = home.token("acme", sample.issue_token(ACME, lifetime=timedelta(minutes=-5)))
    before = path.read_bytes()
    assert sample.issued(botocore_says.keys_of("payments-stage")["AccessKeyId"])
    assert sample.requests.operations == ("CreateToken", "GetRoleCredentials")
    assert path.read_bytes() != before
