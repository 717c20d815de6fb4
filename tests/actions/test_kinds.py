"""Keys of every kind of profile, from real HTTP, with botocore's own second opinion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ssotui.actions.keys.fetching import fetch, obtain, target_of_profile
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.profiles.key_source import source_of
from ssotui.aws.caches import keys_cache
from ssotui.model.clock import Clock
from ssotui.model.credentials import Outgoing, RoleRef
from ssotui.model.errors import AccessDenied, MfaNeeded, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.profile import Profile
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole, MachineKeys, ProfileKeys
from tests.support import botocore_says
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import assert_clean

CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1

[profile base]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1

[profile deploy]
role_arn = arn:aws:iam::444455556666:role/ci/Deploy
source_profile = base
region = eu-west-1

[profile deep]
role_arn = arn:aws:iam::000011112222:role/Deep
role_session_name = me
external_id = ext-1
duration_seconds = 1800
source_profile = deploy

[profile guarded]
role_arn = arn:aws:iam::444455556666:role/Guarded
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/jo
"""
CODE = "123456"


def profile(name: str) -> Profile:
    row = read_inventory().find(name)
    assert row
    return row.profile


def keys_of(name: str, clock: Clock, code: str | None = None) -> Outgoing:
    return obtain(target_of_profile(profile(name)), clock, (lambda _: code) if code else None)


def shown_by(outgoing: Outgoing) -> botocore_says.FrozenKeys:
    token = outgoing.keys.session_token
    return {
        "AccessKeyId": outgoing.keys.access_key_id.reveal(),
        "SecretAccessKey": outgoing.keys.secret_access_key.reveal(),
        "SessionToken": token.reveal() if token else None,
    }


def refusal(name: str, clock: Clock) -> SsotuiError:
    with pytest.raises(SsotuiError) as caught:
        keys_of(name, clock)
    return caught.value


class TestChains:
    def test_one_hop(self, signed_in: Portal, home: Home, clock: FrozenClock) -> None:
        got = keys_of("deploy", clock)
        assert (got.keys.account_id, got.keys.role_name) == ("444455556666", "Deploy")
        assert got.region == "eu-west-1"
        assert got.keys.expires_at == clock() + timedelta(hours=1)
        issued = signed_in.issued(got.keys.access_key_id.reveal())
        assert issued
        assert issued.arn == f"arn:aws:sts::444455556666:assumed-role/Deploy/ssotui-{int(clock().timestamp())}"
        assert signed_in.requests.operations == ("GetRoleCredentials", "AssumeRole")
        assert len(list(home.cli_cache.iterdir())) == 2

    @pytest.mark.usefixtures("signed_in")
    def test_two_hops_and_every_option(self, portal: Portal, clock: FrozenClock) -> None:
        got = keys_of("deep", clock)
        assert got.keys.expires_at == clock() + timedelta(minutes=30)
        issued = portal.issued(got.keys.access_key_id.reveal())
        assert issued
        assert issued.arn == "arn:aws:sts::000011112222:assumed-role/Deep/me"
        assert portal.requests.operations == ("GetRoleCredentials", "AssumeRole", "AssumeRole")

    @pytest.mark.usefixtures("signed_in")
    def test_the_cache_serves_while_fifteen_minutes_remain(self, portal: Portal, clock: FrozenClock) -> None:
        first = keys_of("deploy", clock)
        clock.advance(timedelta(minutes=45))
        assert keys_of("deploy", clock) == first
        clock.advance(1)
        assert keys_of("deploy", clock) != first
        assert portal.requests.count("AssumeRole") == 2

    @pytest.mark.usefixtures("signed_in")
    def test_a_second_chain_starts_where_the_first_has_been(self, portal: Portal, clock: FrozenClock) -> None:
        keys_of("deploy", clock)
        portal.requests.clear()
        keys_of("deep", clock)
        assert portal.requests.operations == ("AssumeRole",)

    @pytest.mark.usefixtures("signed_in")
    def test_the_list_shows_the_clock_of_cached_keys(self, clock: FrozenClock) -> None:
        row = read_inventory().find("deploy")
        assert row
        assert row.keys_expire_at is None
        got = keys_of("deploy", clock)
        row = read_inventory().find("deploy")
        assert row
        assert row.keys_expire_at == got.keys.expires_at

    def test_on_static_keys(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        issued = portal.issue_keys(ACME, "111122223333", "Admin")
        assert issued.session_token
        home.credentials(
            f"""
            [static]
            aws_access_key_id = {issued.access_key_id.reveal()}
            aws_secret_access_key = {issued.secret_access_key.reveal()}
            aws_session_token = {issued.session_token.reveal()}
            """
        )
        home.config(
            """
            [profile taken]
            role_arn = arn:aws:iam::444455556666:role/Taken
            source_profile = static
            """
        )
        assert keys_of("taken", clock).keys.account_id == "444455556666"
        assert portal.requests.operations == ("AssumeRole",)

    def test_a_profile_may_be_its_own_source(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        issued = portal.issue_keys(ACME, "111122223333", "Admin")
        assert issued.session_token
        home.credentials(
            f"""
            [own]
            aws_access_key_id = {issued.access_key_id.reveal()}
            aws_secret_access_key = {issued.secret_access_key.reveal()}
            aws_session_token = {issued.session_token.reveal()}
            role_arn = arn:aws:iam::444455556666:role/Own
            source_profile = own
            """
        )
        assert keys_of("own", clock).keys.role_name == "Own"

    def test_on_a_credential_process(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        program = process(home, portal.issue_keys(ACME, "111122223333", "Admin"))
        home.config(
            f"""
            [profile program]
            credential_process = {program}
            [profile taken]
            role_arn = arn:aws:iam::444455556666:role/Taken
            source_profile = program
            """
        )
        assert keys_of("taken", present).keys.role_name == "Taken"

    def test_on_the_environment(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.config(
            """
            [profile taken]
            role_arn = arn:aws:iam::444455556666:role/Taken
            credential_source = Environment
            """
        )
        assert source_of(profile("taken")) == AssumedRole(
            MachineKeys("Environment"),
            "arn:aws:iam::444455556666:role/Taken",
            "444455556666",
            "Taken",
            profile("taken").role_options,  # type: ignore[arg-type]
        )
        assert isinstance(refusal("taken", clock), UnusableFile)
        issued = portal.issue_keys(ACME, "111122223333", "Admin")
        assert issued.session_token
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", issued.access_key_id.reveal())
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", issued.secret_access_key.reveal())
        monkeypatch.setenv("AWS_SESSION_TOKEN", issued.session_token.reveal())
        assert keys_of("taken", clock).keys.role_name == "Taken"

    @pytest.mark.parametrize(
        ("chain", "says"),
        [
            ("source_profile = nobody", "nobody"),
            ("source_profile = taken", "circle"),
            ("source_profile = bare", "has no credentials"),
            ("region = eu-west-1", "source_profile"),
        ],
    )
    def test_a_broken_chain_says_why(self, home: Home, clock: FrozenClock, chain: str, says: str) -> None:
        home.config(
            f"""
            [profile bare]
            region = us-east-1
            [profile taken]
            role_arn = arn:aws:iam::444455556666:role/Taken
            {chain}
            """
        )
        error = refusal("taken", clock)
        assert isinstance(error, UnusableFile)
        assert says in error.message
        assert error.hint

    def test_needs_the_session_at_its_end(self, home: Home, clock: FrozenClock) -> None:
        home.config(CONFIG)
        error = refusal("deep", clock)
        assert isinstance(error, SignInNeeded)
        assert "'acme'" in error.message
        session = target_of_profile(profile("deep")).session
        assert session
        assert session.name == "acme"


class TestMfa:
    @pytest.mark.usefixtures("signed_in")
    def test_asks_for_the_devices_code_once(self, portal: Portal, clock: FrozenClock) -> None:
        asked: list[str] = []

        def ask(serial: str) -> str:
            asked.append(serial)
            assert portal.requests.operations == ("GetRoleCredentials",)  # asked last: a code does not last
            return CODE

        target = target_of_profile(profile("guarded"))
        first = fetch(target.source, clock, ask)
        assert fetch(target.source, clock, None) == first  # cached: nobody is asked again
        assert asked == ["arn:aws:iam::111122223333:mfa/jo"]

    @pytest.mark.usefixtures("signed_in")
    def test_nobody_to_ask(self, portal: Portal, clock: FrozenClock) -> None:
        error = refusal("guarded", clock)
        assert isinstance(error, MfaNeeded)
        assert error.exit_code == 3
        assert len(portal.requests) == 0

    @pytest.mark.usefixtures("signed_in")
    def test_a_wrong_code(self, portal: Portal, clock: FrozenClock) -> None:
        with pytest.raises(AccessDenied, match="access denied") as caught:
            keys_of("guarded", clock, "000000")
        assert "MFA code" in caught.value.hint
        assert_clean(caught.value, portal.minted)


@pytest.mark.usefixtures("signed_in", "hurry")
class TestTrouble:
    @pytest.mark.parametrize("failure", list(Failure))
    def test_any_answer_is_one_typed_error(self, portal: Portal, clock: FrozenClock, failure: Failure) -> None:
        portal.switches.fail(failure, operations=["AssumeRole"])
        error = refusal("deploy", clock)
        assert isinstance(error, AccessDenied if failure is Failure.DENIED else ServiceFailure)
        assert_clean(error, portal.minted)

    def test_a_role_that_is_not_there(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.config(CONFIG.replace("444455556666:role/ci", "999999999999:role/ci"))
        error = refusal("deploy", clock)
        assert isinstance(error, AccessDenied)
        assert_clean(error, portal.minted)

    @pytest.mark.parametrize("line", ["external_id = x", "duration_seconds = 1", "role_session_name = a b"])
    def test_values_that_cannot_be(self, home: Home, portal: Portal, clock: FrozenClock, line: str) -> None:
        home.config(CONFIG.replace("[profile deploy]", f"[profile deploy]\n{line}"))
        portal.switches.fail(Failure.SILENCE, operations=["Unknown"])
        if line == "role_session_name = a b":  # botocore lets it pass, and STS would not; the portal takes any
            assert keys_of("deploy", clock)
            return
        error = refusal("deploy", clock)
        assert isinstance(error, UnusableFile)
        assert "duration_seconds" in error.hint
        assert_clean(error, portal.minted)


class TestStatic:
    @pytest.mark.parametrize("where", ["config", "credentials"])
    def test_as_botocore_reads_them(self, home: Home, clock: FrozenClock, where: str) -> None:
        header = "profile mine" if where == "config" else "mine"
        text = f"""
            [{header}]
            aws_access_key_id = AKIAEXAMPLE
            aws_secret_access_key = not/a+secret
            aws_session_token = new
            aws_security_token = old
            region = eu-west-1
            """
        home.config(text) if where == "config" else home.credentials(text)
        got = keys_of("mine", clock)
        assert shown_by(got) == botocore_says.keys_of("mine")
        assert got.keys.expires_at is None
        assert got.region == "eu-west-1"

    def test_the_credentials_file_goes_first(self, home: Home, clock: FrozenClock) -> None:
        home.config("[profile mine]\naws_access_key_id = A\naws_secret_access_key = a\naws_session_token = t\n")
        home.credentials("[mine]\naws_access_key_id = B\naws_secret_access_key = b\n")
        assert shown_by(keys_of("mine", clock)) == botocore_says.keys_of("mine")

    @pytest.mark.parametrize(
        "text",
        [
            "[mine]\naws_access_key_id = A\n",
            "[mine]\naws_access_key_id = A\naws_secret_access_key =\n",
            "[mine]\naws_access_key_id = A\naws_secret_access_key = two words\n",
            "[mine]\naws_access_key_id = A\naws_secret_access_key = two\n  lines\n",
        ],
    )
    def test_what_cannot_be_keys(self, home: Home, clock: FrozenClock, text: str) -> None:
        home.credentials(text)
        error = refusal("mine", clock)
        assert isinstance(error, UnusableFile)
        assert_clean(error, ["two words", "two\nlines"])


PROCESS = """print('{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hunter2","Expiration":"%s"}')"""


class TestWhatBotocoreResolves:
    def test_a_credential_process(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        issued = portal.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(hours=1))
        home.config(f"[profile program]\ncredential_process = {process(home, issued)}\n")
        got = keys_of("program", present)
        assert shown_by(got) == botocore_says.keys_of("program")
        assert got.keys.expires_at == issued.expires_at.replace(microsecond=0) if issued.expires_at else None
        assert got.keys.account_id == "111122223333"

    def test_whatever_the_environment_holds(
        self, home: Home, portal: Portal, present: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issued = portal.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(hours=1))
        home.config(f"[profile program]\ncredential_process = {process(home, issued)}\n")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        assert keys_of("program", present).keys.access_key_id == issued.access_key_id

    @pytest.mark.parametrize(
        ("script", "says"),
        [
            ("import sys; print('hunter2', file=sys.stderr); sys.exit(1)", "failed"),
            ("print('hunter2')", "did not print JSON"),
            ("print('[]')", "did not print JSON"),
            ("print('{}')", "failed"),
            ("""print('{"Version": 1, "AccessKeyId": "hunter2"}')""", "failed"),
            (PROCESS % "2020-01-01T00:00:00Z", "ended already"),
            (PROCESS % "2020-01-01T00:00:00", "not valid"),
            (PROCESS % "soon", "not valid"),
        ],
    )
    def test_a_process_that_fails_quotes_nothing(
        self, home: Home, present: FrozenClock, script: str, says: str
    ) -> None:
        home.config(f"[profile program]\ncredential_process = {script_file(home, script)}\n")
        error = refusal("program", present)
        assert isinstance(error, UnusableFile)
        assert says in error.message
        assert_clean(error, ["hunter2"])

    @pytest.mark.parametrize("command", ["/no/such/program", "'unbalanced"])
    def test_a_process_that_cannot_start(self, home: Home, present: FrozenClock, command: str) -> None:
        home.config(f"[profile program]\ncredential_process = {command}\n")
        assert isinstance(refusal("program", present), UnusableFile)

    def test_a_process_cannot_read_the_keyboard(self, home: Home, present: FrozenClock) -> None:
        script = "import sys; assert sys.stdin.read() == ''; " + PROCESS % "2999-01-01T00:00:00Z"
        home.config(f"[profile program]\ncredential_process = {script_file(home, script)}\n")
        assert keys_of("program", present)

    def test_a_web_identity_without_its_token(self, home: Home, present: FrozenClock) -> None:
        home.config(
            """
            [profile web]
            role_arn = arn:aws:iam::444455556666:role/Web
            web_identity_token_file = /no/such/token
            """
        )
        error = refusal("web", present)
        assert isinstance(error, UnusableFile)
        assert "web identity token" in error.message

    def test_a_web_identity(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        web_identity(home, portal.issue_web_identity("system:serviceaccount:ci:deploy"))
        got = keys_of("web", present)
        issued = portal.issued(got.keys.access_key_id.reveal())
        assert issued
        assert issued.arn == "arn:aws:sts::444455556666:assumed-role/Web/from-ci"
        assert got.keys.expires_at == issued.expires_at
        assert (got.keys.account_id, got.keys.role_name, got.region) == ("444455556666", "Web", "us-east-1")
        assert portal.requests.operations == ("AssumeRoleWithWebIdentity",)
        theirs = botocore_says.keys_of("web")["AccessKeyId"]
        again = portal.issued(theirs)
        assert again
        assert again.arn == issued.arn
        assert list(home.aws.iterdir()) == [home.config_file]  # boto3 caches them nowhere, and so do we

    def test_a_web_identity_starts_a_chain(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        web_identity(home, portal.issue_web_identity("system:serviceaccount:ci:deploy"))
        chain = "[profile last]\nrole_arn = arn:aws:iam::111122223333:role/Last\nsource_profile = web\n"
        home.config(home.config_file.read_text() + chain)
        assert keys_of("last", present).keys.role_name == "Last"
        assert portal.requests.operations == ("AssumeRoleWithWebIdentity", "AssumeRole")

    @pytest.mark.parametrize("lifetime", [None, timedelta(seconds=-1)], ids=["unknown", "ended"])
    def test_a_web_identity_that_sts_refuses(
        self, home: Home, portal: Portal, present: FrozenClock, lifetime: timedelta | None
    ) -> None:
        token = Secret("hunter2") if lifetime is None else portal.issue_web_identity("ci", lifetime=lifetime)
        web_identity(home, token)
        error = refusal("web", present)
        assert isinstance(error, AccessDenied)
        assert "web identity token" in error.message
        assert_clean(error, [token.reveal()])

    def test_aws_login_says_what_is_missing(self, home: Home, present: FrozenClock) -> None:
        home.config("[profile me]\nlogin_session = arn:aws:iam::111122223333:user/jo\n")
        error = refusal("me", present)
        if "awscrt" in error.message:
            assert isinstance(error, UnusableFile)
            assert "botocore[crt]" in error.hint
        else:
            assert isinstance(error, SignInNeeded)

    def test_a_profile_with_nothing(self, home: Home, present: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        home.config("[profile bare]\nregion = us-east-1\n")
        error = refusal("bare", present)
        assert isinstance(error, UnusableFile)
        assert error.message == "Profile 'bare' has no credentials and no source of credentials."
        assert "ssotui list" in error.hint


class TestCacheNames:
    @pytest.mark.usefixtures("signed_in")
    @pytest.mark.parametrize("name", ["deploy", "deep", "guarded"])
    def test_are_botocores_own(self, name: str) -> None:
        from botocore.credentials import AssumeRoleProvider
        from botocore.session import Session

        source = source_of(profile(name))
        assert isinstance(source, AssumedRole)
        session = Session(profile=name)
        cache: dict[str, object] = {}
        provider = session.get_component("credential_provider").get_provider("assume-role")
        assert isinstance(provider, AssumeRoleProvider)
        provider.cache = cache
        credentials: Any = provider.load()
        fetch_credentials = credentials._refresh_using
        fetch_credentials = getattr(fetch_credentials, "_refresh", fetch_credentials)  # what asks for MFA wraps it
        assert keys_cache.file_name(source) == f"{fetch_credentials.__self__._cache_key}.json"

    def test_the_references_vector(self, home: Home) -> None:
        home.config(f"{CONFIG}\n[profile v]\nrole_arn = arn:aws:iam::444455556666:role/Deep\nsource_profile = base\n")
        source = source_of(profile("v"))
        assert isinstance(source, AssumedRole)
        assert keys_cache.file_name(source) == "6dcc00592f8f8fc577aad0e4af68d30ace93bf95.json"

    @pytest.mark.usefixtures("present", "signed_in")
    def test_botocore_reads_what_we_write(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        """Its own cached fetcher, on the CLI's folder, needs no call."""
        ours = keys_of("deploy", present)
        portal.requests.clear()
        from botocore.credentials import AssumeRoleCredentialFetcher
        from botocore.utils import JSONFileCache

        nobody: Any = None
        cache: Any = JSONFileCache(str(home.cli_cache))
        theirs = AssumeRoleCredentialFetcher(
            nobody,
            nobody,
            "arn:aws:iam::444455556666:role/ci/Deploy",
            cache=cache,
        ).fetch_credentials()
        assert theirs["access_key"] == ours.keys.access_key_id.reveal()
        assert theirs["token"] == shown_by(ours)["SessionToken"]
        assert len(portal.requests) == 0

    @pytest.mark.usefixtures("present", "signed_in")
    def test_we_read_what_botocore_writes(self, home: Home, portal: Portal, present: FrozenClock) -> None:
        script = f"""
from botocore.session import Session
from botocore.utils import JSONFileCache
provider = Session(profile="deploy").get_component("credential_provider").get_provider("assume-role")
provider.cache = JSONFileCache({str(home.cli_cache)!r})
print(provider.load().get_frozen_credentials().access_key)
"""
        child = [sys.executable, "-c", script]
        theirs = subprocess.run(child, env=dict(os.environ), capture_output=True, text=True, check=True).stdout.strip()
        portal.requests.clear()
        assert shown_by(keys_of("deploy", present))["AccessKeyId"] == theirs
        assert len(portal.requests) == 0


def test_sources_are_told_apart(home: Home) -> None:
    home.config(f"{CONFIG}\n[profile p]\ncredential_process = x\n[profile t]\nsso_session = acme\n")
    base = source_of(profile("base"))
    assert isinstance(base, RoleRef)
    assert isinstance(source_of(profile("p")), ProfileKeys)
    assert source_of(profile("t")) is None
    deep = source_of(profile("deep"))
    assert isinstance(deep, AssumedRole)
    assert isinstance(deep.source, AssumedRole)
    assert deep.source.source == base
    assert deep.region is None
    assert deep.source.region is None  # every hop is made where the first profile says


def process(home: Home, keys: object) -> str:
    """A credential_process that gives those keys."""
    from ssotui.model.credentials import RoleCredentials

    assert isinstance(keys, RoleCredentials)
    assert keys.session_token
    assert keys.expires_at
    content = {
        "Version": 1,
        "AccessKeyId": keys.access_key_id.reveal(),
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "SessionToken": keys.session_token.reveal(),
        "Expiration": keys.expires_at.replace(microsecond=0).isoformat(),
        "AccountId": keys.account_id,
    }
    return script_file(home, f"print({json.dumps(content)!r})")


def web_identity(home: Home, token: Secret) -> None:
    """A profile ``web`` that takes a role for that token."""
    path = home.write(home.root / "web identity token", token.reveal())
    home.config(
        f"""
        [profile web]
        role_arn = arn:aws:iam::444455556666:role/ci/Web
        role_session_name = from-ci
        web_identity_token_file = {path}
        region = us-east-1
        """
    )


def script_file(home: Home, script: str) -> str:
    """A program that runs those lines of Python."""
    path = home.write(home.root / "program.py", script)
    return f"{Path(sys.executable).as_posix()} {path}" if os.name != "nt" else f'"{sys.executable}" "{path}"'


@pytest.fixture(autouse=True)
def _no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the metadata service, and one that would fails for it."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
