"""The four files that we share with everybody, written by one and read by the other."""

from __future__ import annotations

import stat
import textwrap
from datetime import timedelta
from typing import Any

import pytest

from ssotui.actions.keys.fetching import fetch, obtain, target_of_profile
from ssotui.actions.keys.write import write_credentials
from ssotui.actions.listing.inventory import read_inventory
from ssotui.aws.caches import keys_cache, sso_cache
from ssotui.aws.config.ini import Document
from ssotui.model.credentials import Outgoing, RoleCredentials, RoleRef
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.interop.clients import AwsCli1, AwsCli2, Client, Refused
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME, LEGACY, ORGANIZATION
from tests.support.portal import Portal

SESSION = SsoSession("acme", ACME, "us-east-1", ("sso:account:access",))
LEGACY_SESSION = SsoSession(None, LEGACY, "us-east-1")
ROLE = RoleRef(SESSION, "111122223333", "ReadOnly")
CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile named]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly

[profile legacy]
sso_start_url = {LEGACY}
sso_region = us-east-1
sso_account_id = {{account}}
sso_role_name = {{role}}
"""


@pytest.fixture(autouse=True)
def config(home: Home) -> None:
    legacy = ORGANIZATION.instance(LEGACY)
    assert legacy
    account = legacy.accounts[0]
    home.config(CONFIG.format(account=account.account_id, role=account.roles[0]))


def given_by(portal: Portal, keys: Any) -> str:
    """Whose keys these are, if the portal gave them out."""
    issued = portal.issued(keys["AccessKeyId"])
    assert issued, "the portal never gave these keys out"
    assert issued.secret_access_key == keys["SecretAccessKey"]
    return issued.arn


class TestTokenCache:
    @pytest.mark.parametrize(("session", "profile"), [(SESSION, "named"), (LEGACY_SESSION, "legacy")])
    def test_they_fetch_keys_with_the_token_that_we_wrote(
        self, client: Client, portal: Portal, session: SsoSession, profile: str
    ) -> None:
        sso_cache.write_token(session, portal.issue_token(session.start_url))
        assert given_by(portal, client.keys(profile))

    def test_they_renew_the_token_that_we_wrote(self, client: Client, portal: Portal) -> None:
        expired = portal.issue_token(ACME, lifetime=timedelta(minutes=-5))
        sso_cache.write_token(SESSION, expired)
        assert given_by(portal, client.keys("named"))
        assert portal.requests.count("CreateToken") == 1
        renewed = sso_cache.read_token(SESSION)
        assert renewed
        assert renewed.access_token != expired.access_token
        assert portal.accepts(renewed.access_token)

    def test_after_our_renewal_they_still_work(self, client: Client, portal: Portal, present: FrozenClock) -> None:
        sso_cache.write_token(SESSION, portal.issue_token(ACME, lifetime=timedelta(minutes=-5)))
        fetch(ROLE, present)
        assert given_by(portal, client.keys("named"))
        assert portal.requests.count("CreateToken") == 1

    def test_we_use_the_token_that_aws_sso_login_wrote(
        self, aws2: AwsCli2, portal: Portal, present: FrozenClock
    ) -> None:
        portal.switches.approve_automatically = True
        aws2.run("sso", "login", "--sso-session", "acme", "--no-browser")
        keys = fetch(ROLE, present)
        issued = portal.issued(keys.access_key_id.reveal())
        assert issued
        assert issued.account_id == "111122223333"
        token = sso_cache.read_token(SESSION)
        assert token
        assert token.life.renewable(present())


class TestKeysCache:
    def test_the_cli_takes_the_keys_that_we_cached(self, aws2: AwsCli2, portal: Portal, present: FrozenClock) -> None:
        sso_cache.write_token(SESSION, portal.issue_token(ACME))
        ours = fetch(ROLE, present)
        theirs = aws2.keys("named")
        assert theirs["AccessKeyId"] == ours.access_key_id.reveal()
        assert portal.requests.count("GetRoleCredentials") == 1

    def test_we_take_the_keys_that_the_cli_cached(self, aws2: AwsCli2, portal: Portal, present: FrozenClock) -> None:
        sso_cache.write_token(SESSION, portal.issue_token(ACME))
        theirs = aws2.keys("named")
        ours = keys_cache.read(ROLE, present())
        assert ours
        assert ours.access_key_id.reveal() == theirs["AccessKeyId"]
        assert fetch(ROLE, present) == ours
        assert portal.requests.count("GetRoleCredentials") == 1


class TestAssumedRoles:
    """Role chains on SSO: the keys are in the CLI's cache, whoever asked for them."""

    CHAINS = """
    [profile deploy]
    role_arn = arn:aws:iam::444455556666:role/ci/Deploy
    source_profile = named
    region = us-east-1

    [profile audit]
    role_arn = arn:aws:iam::444455556666:role/Audit
    external_id = ext-1
    duration_seconds = 1800
    role_session_name = me
    source_profile = legacy
    region = us-east-1
    """

    @pytest.fixture(autouse=True)
    def _chains(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        assert present
        home.config(home.config_file.read_text() + textwrap.dedent(self.CHAINS))
        for session in (SESSION, LEGACY_SESSION):
            sso_cache.write_token(session, portal.issue_token(session.start_url))

    @pytest.fixture(params=["awscli 1", "awscli 2"])
    def cli(self, request: pytest.FixtureRequest) -> Client:
        """Those that cache an assumed role's keys; no SDK does."""
        return AwsCli1({}) if request.param == "awscli 1" else AwsCli2(request.getfixturevalue("proxy"))

    @pytest.mark.parametrize("profile", ["deploy", "audit"])
    def test_the_cli_takes_the_keys_that_we_cached(
        self, cli: Client, portal: Portal, present: FrozenClock, profile: str
    ) -> None:
        ours = keys_of(profile, present)
        portal.requests.clear()
        assert cli.keys(profile)["AccessKeyId"] == ours.access_key_id.reveal()
        assert portal.requests.count("AssumeRole") == 0

    def test_we_take_the_keys_that_the_cli_cached(self, cli: Client, portal: Portal, present: FrozenClock) -> None:
        # Not of `deploy`: Debian's release, 2.9, cannot follow a chain to a profile with sso_session.
        theirs = cli.keys("audit")
        assert portal.requests.count("AssumeRole") == 1
        portal.requests.clear()
        assert keys_of("audit", present).access_key_id.reveal() == theirs["AccessKeyId"]
        assert len(portal.requests) == 0

    def test_every_client_takes_the_role_on_our_token(self, client: Client, portal: Portal) -> None:
        arn = given_by(portal, client.keys("audit"))
        assert arn == "arn:aws:sts::444455556666:assumed-role/Audit/me"


def keys_of(profile: str, clock: FrozenClock) -> RoleCredentials:
    """What we get for the profile."""
    row = read_inventory().find(profile)
    assert row
    return obtain(target_of_profile(row.profile), clock).keys


PASSED_OVER = {
    "Java": {"with space", "with two spaces", "o'brien", "emoji 🔑"},
    "Rust": {"with space", "with two spaces", "o'brien", "emoji 🔑"},
    "JavaScript": {"with space"},  # of two words, it takes the first for the section's kind
}
"""The names that a client does not read: those outside what the SDKs have agreed on."""


@pytest.mark.parametrize("section", ["plain", "with space", "with two spaces", "o'brien", "emoji 🔑", "a/b.c-d_e@f:g"])
class TestSections:
    KEYS = RoleCredentials(Secret("ASIAOURS"), Secret("s/e+c="), Secret("t/o+k=="), None)

    def test_they_read_the_credentials_section_that_we_wrote(self, client: Client, home: Home, section: str) -> None:
        home.credentials("# mine\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n")
        write_credentials(Outgoing("named", self.KEYS, "eu-west-1"), section=section)
        if section in PASSED_OVER.get(client.name, ()):
            with pytest.raises(Refused):
                client.keys(section)
            assert "odd-name" in problems_of(section)
        else:
            read = client.keys(section)
            assert read == {
                **read,
                "AccessKeyId": "ASIAOURS",
                "SecretAccessKey": "s/e+c=",
                "SessionToken": "t/o+k==",
            }
        assert client.keys("other")["AccessKeyId"] == "AKIAOTHER"
        assert stat.S_IMODE(home.credentials_file.stat().st_mode) == 0o600


def problems_of(profile: str) -> set[str]:
    """The codes of what we say is wrong with the profile."""
    row = read_inventory().find(profile)
    assert row
    return {problem.code for problem in row.profile.problems}


def test_they_read_the_config_section_that_we_wrote(client: Client, portal: Portal, home: Home) -> None:
    document = Document(home.config_file.read_bytes())
    values = {"sso_session": "acme", "sso_account_id": "111122223333", "sso_role_name": "ReadOnly"}
    document.set_section("profile made-by-us", values, comment="made from acme")
    home.config_file.write_bytes(document.to_bytes())
    sso_cache.write_token(SESSION, portal.issue_token(ACME))
    assert given_by(portal, client.keys("made-by-us"))


def test_who_reads_a_config_section_with_spaces_in_its_name(client: Client, portal: Portal, home: Home) -> None:
    document = Document(home.config_file.read_bytes())
    values = {"sso_session": "acme", "sso_account_id": "111122223333", "sso_role_name": "ReadOnly"}
    document.set_section("profile 'with two spaces'", values, comment=None)
    home.config_file.write_bytes(document.to_bytes())
    sso_cache.write_token(SESSION, portal.issue_token(ACME))
    if client.name in {"awscli 1", "awscli 2"}:
        assert given_by(portal, client.keys("with two spaces"))
        return
    with pytest.raises(Refused):  # no SDK but Python's takes the quotes off
        client.keys("with two spaces")
    assert "odd-name" in problems_of("with two spaces")


def test_what_the_cli_writes_we_edit_without_loss(aws2: AwsCli2, home: Home) -> None:
    aws2.run("configure", "set", "region", "eu-west-3", "--profile", "with two spaces")
    before = home.config_file.read_bytes()
    document = Document(before)
    assert document.to_bytes() == before
    section = document.find("profile 'with two spaces'")
    assert section
    assert section.values == {"region": "eu-west-3"}


@pytest.mark.parametrize("section", ["plain", "with space", "with two spaces", "emoji 🔑"])
def test_we_read_and_replace_the_credentials_section_that_the_cli_wrote(
    aws2: AwsCli2, home: Home, present: FrozenClock, section: str
) -> None:
    home.credentials("# mine\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n")
    for key, value in (("aws_access_key_id", "AKIATHEIRS"), ("aws_secret_access_key", "s/e+c=")):
        aws2.run("configure", "set", key, value, "--profile", section)
    theirs = home.credentials_file.read_text()
    assert theirs.startswith("# mine\n[other]\n")
    keys = keys_of(section, present)
    assert (keys.access_key_id.reveal(), keys.secret_access_key.reveal()) == ("AKIATHEIRS", "s/e+c=")
    write_credentials(Outgoing("named", TestSections.KEYS, None), section=section, overwrite=True)
    assert keys_of(section, present).access_key_id.reveal() == "ASIAOURS"
    assert aws2.keys(section)["AccessKeyId"] == "ASIAOURS"
    assert home.credentials_file.read_text().startswith("# mine\n[other]\naws_access_key_id = AKIAOTHER\n")
