"""A profile's settings of clients, compared with what botocore makes of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from ssotui.aws.config import client_settings
from ssotui.aws.services import portal, sts
from ssotui.aws.services import transport as transport_module
from ssotui.aws.services.client import ATTEMPTS, Service, ca_bundle, client, session_client, sts_client
from ssotui.model.client_settings import NO_SETTINGS
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import SsotuiError, UnusableFile
from ssotui.model.profile import ProfileKind, RoleOptions
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole, ProfileKeys
from ssotui.model.token import SsoSession
from tests.support.home import Home
from tests.support.organization import ACME

KEYS = RoleCredentials(Secret("ASIA"), Secret("secret"), Secret("token"), None)
SERVICES: tuple[Service, ...] = ("sso", "sso-oidc", "sts")
SERVICES_SECTION = """
    [services own]
    sso =
      endpoint_url = https://sso.example.com/p
    sso_oidc =
      endpoint_url = https://oidc.example.com
    sts =
      endpoint_url = https://sts.example.com
    [services partly]
    sso =
      endpoint_url = https://sso.example.com
    dynamodb =
      endpoint_url = http://127.0.0.1:8000
"""
SETTINGS = (
    "",
    "ca_bundle = /etc/hosts",
    "use_fips_endpoint = true",
    "use_fips_endpoint = TRUE",
    "use_fips_endpoint = yes",
    "use_dualstack_endpoint = true",
    "use_fips_endpoint = true\nuse_dualstack_endpoint = true",
    "services = own",
    "services = partly",
    "services = partly\nendpoint_url = https://all.example.com",
    "services = own\nendpoint_url = https://all.example.com",
    "services = own\nuse_fips_endpoint = true",
    "services = nowhere",
    "services = nowhere\nignore_configured_endpoint_urls = true",
    "endpoint_url = https://all.example.com",
    "endpoint_url = http://127.0.0.1:4566",
    "endpoint_url = https://all.example.com\nignore_configured_endpoint_urls = true",
    "services = own\nignore_configured_endpoint_urls = TRUE",
    "services = own\nignore_configured_endpoint_urls = false",
    "sts_regional_endpoints = legacy",
    "sts_regional_endpoints = regional",
    "sts_regional_endpoints = nonsense",
)
ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {},
    {"AWS_CA_BUNDLE": "/etc/passwd"},
    {"REQUESTS_CA_BUNDLE": "/etc/passwd"},
    {"AWS_USE_FIPS_ENDPOINT": "false"},
    {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    {"AWS_ENDPOINT_URL_SSO": "https://variable.example.com"},
    {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
    {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    {"AWS_STS_REGIONAL_ENDPOINTS": "regional"},
)


@pytest.fixture(autouse=True)
def _no_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)


class Sent(NamedTuple):
    """Where a request would go, and what its certificate is checked against."""

    url: str
    verify: str | bool


def profile(home: Home, settings: str) -> None:
    lines = "\n".join(f"    {line}" for line in settings.splitlines())
    home.config(f"    [profile p]\n    region = eu-west-1\n{lines}\n{SERVICES_SECTION}")


class _Stop(Exception):
    """Keeps a request from being sent."""


def botocores(service: Service, region: str) -> Sent | type[Exception]:
    """The URL that a real botocore session of the profile asks; the kind of error where it asks none."""
    seen: list[Sent] = []
    made: Any

    def stop(request: Any, **_: object) -> None:
        seen.append(Sent(request.url, made._endpoint.http_session._verify))
        raise _Stop

    try:
        made = Session(profile="p").create_client(
            service,
            region_name=region,
            aws_access_key_id="ASIA",
            aws_secret_access_key="secret",
            config=Config(retries={"total_max_attempts": 1}, signature_version=None if service == "sts" else UNSIGNED),
        )
        made.meta.events.register_first("before-send", stop)
        _call(made, service)
    except _Stop:
        return seen[0]
    except (BotoCoreError, ValueError) as error:
        return type(error)
    raise AssertionError


def ours(service: Service, region: str, monkeypatch: pytest.MonkeyPatch) -> Sent | type[Exception]:
    seen: list[Sent] = []

    def stop(request: Any, *_: object, ca_bundle: tuple[str, str] | None, **__: object) -> None:
        seen.append(Sent(request.url, ca_bundle[0] if ca_bundle else True))
        raise _Stop

    monkeypatch.setattr(transport_module, "send", stop)
    settings = client_settings.of_profile("p")
    try:
        made = sts_client(region, KEYS, settings) if service == "sts" else client(service, region, settings, attempts=1)
        _call(made, service)
    except _Stop:
        return seen[0]
    except (BotoCoreError, SsotuiError, ValueError) as error:
        return type(error)
    raise AssertionError


def _call(made: Any, service: Service) -> None:
    calls: dict[Service, Callable[[], object]] = {
        "sso": lambda: made.list_accounts(accessToken="t"),
        "sso-oidc": lambda: made.register_client(clientName="c", clientType="public"),
        "sts": lambda: made.assume_role(RoleArn="arn:aws:iam::111122223333:role/R", RoleSessionName="rs"),
    }
    calls[service]()


class TestAsBotocore:
    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("settings", SETTINGS)
    def test_a_profiles_setting(
        self, home: Home, monkeypatch: pytest.MonkeyPatch, settings: str, service: Service
    ) -> None:
        profile(home, settings)
        for region in ("eu-west-1", "us-gov-west-1", "cn-north-1"):
            theirs, found = botocores(service, region), ours(service, region, monkeypatch)
            if isinstance(theirs, Sent):
                assert found == theirs
            else:
                assert not isinstance(found, Sent)

    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    @pytest.mark.parametrize("service", SERVICES)
    def test_with_the_environment_over_it(
        self, home: Home, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], service: Service
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for settings in (
            "use_fips_endpoint = true",
            "services = own\nca_bundle = /etc/hosts",
            "endpoint_url = https://all.example.com\nignore_configured_endpoint_urls = true",
            "sts_regional_endpoints = legacy",
        ):
            profile(home, settings)
            assert ours(service, "eu-west-1", monkeypatch) == botocores(service, "eu-west-1")

    def test_of_default_and_of_the_credentials_file(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        home.config("[default]\nuse_fips_endpoint = true\n[profile p]\nregion = eu-west-1")
        assert ours("sso", "eu-west-1", monkeypatch) == botocores("sso", "eu-west-1")
        home.credentials("[p]\nuse_dualstack_endpoint = true\n")
        assert ours("sso", "eu-west-1", monkeypatch) == botocores("sso", "eu-west-1")
        assert ours("sso", "eu-west-1", monkeypatch) == Sent(
            "https://portal.sso.eu-west-1.api.aws/assignment/accounts", verify=True
        )

    def test_but_a_variable_for_all_services_moves_nothing(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        profile(home, "services = partly")
        urls = {each: ours(each, "eu-west-1", monkeypatch) for each in SERVICES}
        assert [found.url for found in urls.values() if isinstance(found, Sent)] == [
            "https://sso.example.com/assignment/accounts",
            "https://oidc.eu-west-1.amazonaws.com/client/register",
            "https://sts.eu-west-1.amazonaws.com/",
        ]

    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("settings", ["endpoint_url = http://x.example", "services = plain"])
    def test_and_no_secret_goes_anywhere_in_the_clear(self, home: Home, settings: str, service: Service) -> None:
        blocks = "\n".join(f"{each.replace('-', '_')} =\n  endpoint_url = http://x.example" for each in SERVICES)
        home.config(f"[profile p]\n{settings}\n[services plain]\n{blocks}\n")
        with pytest.raises(UnusableFile, match=r"endpoint_url for .* of profile 'p' is neither an https URL") as caught:
            client(service, "eu-west-1", client_settings.of_profile("p"))
        assert caught.value.exit_code == 5

    def test_a_services_section_that_is_not_there_is_named(self, home: Home) -> None:
        profile(home, "services = nowhere")
        with pytest.raises(UnusableFile, match=r"no section \[services nowhere\], which profile 'p' names"):
            client("sso", "eu-west-1", client_settings.of_profile("p"))


class TestRetries:
    @pytest.mark.parametrize(
        ("settings", "environment", "retries"),
        [
            ("", {}, {"mode": "adaptive", "total_max_attempts": ATTEMPTS}),
            ("max_attempts = 2", {}, {"mode": "adaptive", "total_max_attempts": 2}),
            ("max_attempts = 2", {"AWS_MAX_ATTEMPTS": "7"}, {"mode": "adaptive", "total_max_attempts": 7}),
            ("retry_mode = standard", {}, {"mode": "standard", "total_max_attempts": ATTEMPTS}),
            ("retry_mode = standard", {"AWS_RETRY_MODE": "legacy"}, {"mode": "legacy", "total_max_attempts": ATTEMPTS}),
        ],
    )
    def test_are_the_profiles_or_the_environments(
        self,
        home: Home,
        monkeypatch: pytest.MonkeyPatch,
        settings: str,
        environment: dict[str, str],
        retries: dict[str, object],
    ) -> None:
        profile(home, settings)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert client("sso", "eu-west-1", client_settings.of_profile("p")).meta.config.retries == retries

    def test_a_setting_lowers_a_number_of_ours_and_never_raises_it(self, home: Home) -> None:
        profile(home, "max_attempts = 1")
        assert (
            client("sso", "x", client_settings.of_profile("p"), attempts=2).meta.config.retries["total_max_attempts"]
            == 1
        )
        profile(home, "max_attempts = 9")
        assert (
            client("sso", "x", client_settings.of_profile("p"), attempts=2).meta.config.retries["total_max_attempts"]
            == 2
        )

    @pytest.mark.parametrize("text", ["x", "0", "-1", "1.5"])
    def test_what_is_no_number_is_named(self, home: Home, text: str) -> None:
        profile(home, f"max_attempts = {text}")
        with pytest.raises(UnusableFile, match="max_attempts of profile 'p' is not a number"):
            client("sso", "eu-west-1", client_settings.of_profile("p"))

    def test_a_mode_that_botocore_does_not_know_is_named(self, home: Home) -> None:
        profile(home, "retry_mode = nonsense")
        with pytest.raises(UnusableFile) as caught:
            client("sso", "eu-west-1", client_settings.of_profile("p"))
        assert "retry_mode of profile 'p'" in caught.value.hint


SESSION = SsoSession("acme", ACME, "us-east-1")


def sessions(home: Home, *profiles: str, default: str = "") -> None:
    """Profiles of the session, one a text of settings."""
    of_session = "sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin"
    sections = [f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1"]
    sections += [f"[profile p{at}]\n{of_session}\n{settings}" for at, settings in enumerate(profiles)]
    home.config("\n".join([*sections, f"[default]\n{default}"]))


class TestOfASession:
    def test_those_that_its_profiles_agree_on(self, home: Home) -> None:
        sessions(home, "ca_bundle = /a", "ca_bundle = /a\nuse_fips_endpoint = true", "")
        found = client_settings.of_session(SESSION)
        assert found.values == (("ca_bundle", "/a"), ("use_fips_endpoint", "true"))

    def test_where_they_differ_the_one_in_use_decides(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        sessions(home, "ca_bundle = /a", "ca_bundle = /b", default="ca_bundle = /d")
        assert client_settings.of_session(SESSION).values == ()
        monkeypatch.setenv("AWS_PROFILE", "p1")
        assert client_settings.of_session(SESSION).values == (("ca_bundle", "/b"),)

    def test_where_none_says_the_one_in_use_does_as_for_the_cli(self, home: Home) -> None:
        sessions(home, "", default="ca_bundle = /d\nendpoint_url = http://127.0.0.1:4566")
        found = client_settings.of_session(SESSION)
        assert found.values == (("ca_bundle", "/d"),)
        assert found.endpoints == ()

    def test_an_endpoint_only_if_all_have_it(self, home: Home) -> None:
        sessions(home, "endpoint_url = https://x.example", "endpoint_url = https://x.example")
        assert session_client("sso", SESSION).meta.endpoint_url == "https://x.example"
        sessions(home, "endpoint_url = https://x.example", "")
        assert "amazonaws" in session_client("sso", SESSION).meta.endpoint_url

    def test_another_sessions_profile_and_a_chain_do_not_count(self, home: Home) -> None:
        sessions(home, "")
        home.config(
            home.config_file.read_text()
            + "[profile chain]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = p0\nca_bundle = /c\n"
            + "[profile other]\nsso_start_url = https://other.example/start\nsso_region = us-east-1\n"
            + "sso_account_id = 111122223333\nsso_role_name = Admin\nca_bundle = /o\n"
        )
        assert client_settings.of_session(SESSION) == NO_SETTINGS._replace(source="the profiles of session 'acme'")

    def test_files_without_any_are_not_parsed(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        sessions(home, "", "")
        monkeypatch.setattr(client_settings, "read_files", lambda *_: pytest.fail("parsed"))
        assert client_settings.of_session(SESSION) == NO_SETTINGS
        assert client_settings.of_profile("p0") == NO_SETTINGS

    def test_files_that_change_are_read_again(self, home: Home) -> None:
        for path in itertools.islice(itertools.cycle("ab"), 4):
            sessions(home, f"ca_bundle = /{path}")
            assert client_settings.of_session(SESSION).value("ca_bundle") == f"/{path}"


class TestCertificates:
    def test_a_file_that_is_not_there_is_said_as_that(self, home: Home) -> None:
        profile(home, "endpoint_url = https://127.0.0.1:9\nca_bundle = ~/ca.pem")
        with pytest.raises(UnusableFile, match=r"no file '~/ca\.pem', which ca_bundle of profile 'p' names") as caught:
            portal.get_role_credentials(RoleRef(SESSION, "1", "R"), Secret("t"), client_settings.of_profile("p"))
        assert "expands neither ~" in caught.value.hint

    @pytest.mark.parametrize(("content", "said"), [("no pem", "holds no certificates"), (None, "is a directory")])
    def test_nor_is_one_without_certificates_called_untrusted(
        self, home: Home, monkeypatch: pytest.MonkeyPatch, content: str | None, said: str
    ) -> None:
        path = home.root / "ca.pem"
        if content:
            path.write_text(content)
        else:
            path.mkdir()
        monkeypatch.setenv("AWS_CA_BUNDLE", str(path))
        profile(home, "endpoint_url = https://127.0.0.1:9")
        role = AssumedRole(
            ProfileKeys("p", ProfileKind.STATIC), "arn:aws:iam::444455556666:role/R", "444455556666", "R", RoleOptions()
        )
        with pytest.raises(UnusableFile, match=f"AWS_CA_BUNDLE names, .*{said}|AWS_CA_BUNDLE names, {said}"):
            sts.assume_role(role, KEYS, _now(), settings=client_settings.of_profile("p"))

    def test_are_found_in_botocores_order(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/r")
        assert ca_bundle(NO_SETTINGS) == ("/r", "REQUESTS_CA_BUNDLE")
        profile(home, "ca_bundle = /p")
        assert ca_bundle(client_settings.of_profile("p")) == ("/p", "ca_bundle of profile 'p'")
        monkeypatch.setenv("AWS_CA_BUNDLE", "/a")
        assert ca_bundle(client_settings.of_profile("p")) == ("/a", "AWS_CA_BUNDLE")


def _now() -> Any:
    from ssotui.model.clock import utc_now

    return utc_now()
