from __future__ import annotations

import contextlib
import os
import socket
import ssl
import subprocess
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore import UNSIGNED, exceptions
from botocore.parsers import ResponseParserError

from ssotui.aws.services import client as client_module
from ssotui.aws.services.client import Service, client
from ssotui.aws.services.failures import translated_errors
from ssotui.aws.services.portal import get_role_credentials
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import (
    AccessDenied,
    Cancelled,
    PassingFailure,
    ServiceFailure,
    SignInNeeded,
    SsotuiError,
    Throttled,
    UnusableFile,
)
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need
from tests.support.trouble import Impostor, assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
ROLE = RoleRef(SESSION, "111122223333", "Admin")
TOKEN = Secret("token")


def endpoint(service: Service, region: str) -> str:
    return str(client(service, region).meta.endpoint_url)


class TestEndpoints:
    @pytest.mark.parametrize(
        ("region", "portal", "oidc"),
        [
            ("us-east-1", "portal.sso.us-east-1.amazonaws.com", "oidc.us-east-1.amazonaws.com"),
            ("us-gov-west-1", "portal.sso.us-gov-west-1.amazonaws.com", "oidc.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", "portal.sso.cn-north-1.amazonaws.com.cn", "oidc.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "portal.sso.eusc-de-east-1.amazonaws.eu", "oidc.eusc-de-east-1.amazonaws.eu"),
            ("mars-north-1", "portal.sso.mars-north-1.amazonaws.com", "oidc.mars-north-1.amazonaws.com"),
        ],
    )
    def test_are_those_of_the_partition_without_asking_anyone(self, region: str, portal: str, oidc: str) -> None:
        assert endpoint("sso", region) == f"https://{portal}"
        assert endpoint("sso-oidc", region) == f"https://{oidc}"

    @pytest.mark.parametrize("region", ["", " ", "us east 1", "evil.example/", "us-east-1\n", "é", "-x", "\x1b[31m"])
    def test_a_region_that_is_none_is_a_typed_error(self, region: str) -> None:
        with pytest.raises(UnusableFile, match="is no AWS region") as caught:
            client("sso", region)
        assert "sso_region" in caught.value.hint
        assert caught.value.message.isprintable()

    def test_each_service_has_a_variable_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1111")
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:2222")

        assert endpoint("sso", "us-east-1") == "http://127.0.0.1:1111"
        assert endpoint("sso-oidc", "us-east-1") == "http://127.0.0.1:2222"

    def test_the_global_variable_and_the_files_move_neither(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        monkeypatch.setenv("AWS_PROFILE", "local")
        client_module._session.cache_clear()
        home.config("""
            [profile local]
            endpoint_url = http://127.0.0.1:4566
            services = local
            [services local]
            sso =
              endpoint_url = http://127.0.0.1:4566
        """)

        assert endpoint("sso", "us-east-1") == "https://portal.sso.us-east-1.amazonaws.com"
        assert endpoint("sso-oidc", "us-east-1") == "https://oidc.us-east-1.amazonaws.com"

    def test_the_token_goes_to_the_services_own_endpoint_only(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Impostor() as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL", impostor.url)
            assert get_role_credentials(ROLE, portal.issue_token(ACME).access_token)

            assert portal.requests.operations == ("GetRoleCredentials",)
            assert impostor.requests == []

    def test_all_of_them_can_be_ignored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1111")
        monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE")

        assert endpoint("sso", "us-east-1") == "https://portal.sso.us-east-1.amazonaws.com"

    @pytest.mark.parametrize("service", ["sso", "sso-oidc", "sts"])
    @pytest.mark.parametrize(
        "url", ["http://sso.example.com", "http://127.0.0.1@sso.example.com", "http://127.0.0.1.nip.io"]
    )
    def test_no_token_goes_anywhere_in_the_clear(
        self, monkeypatch: pytest.MonkeyPatch, service: Service, url: str
    ) -> None:
        variable = f"AWS_ENDPOINT_URL_{service.replace('-', '_').upper()}"
        monkeypatch.setenv(variable, url)

        with pytest.raises(
            UnusableFile, match=f"^{variable} is neither an https URL nor one of this machine"
        ) as caught:
            client(service, "us-east-1")
        assert caught.value.exit_code == 5
        monkeypatch.setenv(variable, "https://sso.example.com")
        assert endpoint(service, "us-east-1") == "https://sso.example.com"

    @pytest.mark.parametrize(
        ("url", "fault"),
        [("https://me:pa55word@127.0.0.1", "a user name before its host"), ("https://", "it is no URL")],
    )
    def test_what_is_wrong_with_an_https_url_is_said_without_quoting_it(
        self, monkeypatch: pytest.MonkeyPatch, url: str, fault: str
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", url)

        with pytest.raises(UnusableFile, match=rf"^AWS_ENDPOINT_URL_SSO cannot be used: .*{fault}\.$") as caught:
            client("sso", "us-east-1")
        assert "pa55word" not in f"{caught.value.message}{caught.value.hint}"

    @pytest.mark.parametrize("url", ["nonsense", "http://", "ftp:///x"])
    def test_a_variable_that_is_no_url_is_named(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", url)

        with pytest.raises(SsotuiError) as caught:
            get_role_credentials(ROLE, TOKEN)
        assert caught.value.hint


class TestClients:
    def test_there_is_one_for_each_service_region_and_endpoint(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = client("sso", "us-east-1")

        assert client("sso", "us-east-1") is one
        assert client("sso", "eu-west-1") is not one
        assert client("sso-oidc", "us-east-1") is not one
        assert client("sso", "us-east-1", attempts=1) is not one
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1111")
        assert client("sso", "us-east-1") is not one

    def test_many_threads_make_one(self) -> None:
        made: list[object] = []
        threads = [threading.Thread(target=lambda: made.append(client("sso", "us-east-1"))) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(made) == 10
        assert len(set(map(id, made))) == 1

    def test_it_retries_adaptively_and_signs_nothing(self) -> None:
        config = client("sso", "us-east-1").meta.config

        assert config.retries == {"mode": "adaptive", "total_max_attempts": 5}
        assert config.signature_version is UNSIGNED
        once = client("sso", "us-east-1", attempts=1).meta.config
        assert once.retries == {"mode": "standard", "total_max_attempts": 1}

    def test_a_dangling_profile_and_broken_files_do_not_matter(
        self, home: Home, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
            monkeypatch.setenv(variable, "nowhere")
        client_module._session.cache_clear()  # a session that has read its files would not read these
        home.config("[broken\nno = section")
        home.credentials("\0\xff")

        assert get_role_credentials(ROLE, portal.issue_token(ACME).access_token)

    def test_files_that_are_folders_do_not_matter(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        client_module._session.cache_clear()
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path))

        assert get_role_credentials(ROLE, portal.issue_token(ACME).access_token)

    def test_keys_in_the_environment_do_not_sign(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAQQQQWWWWEEEERRRR")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        with Impostor() as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            with pytest.raises(ServiceFailure):
                get_role_credentials(ROLE, TOKEN)

        (request,) = impostor.requests
        assert request.headers["x-amz-sso_bearer_token"] == "token"
        assert "authorization" not in request.headers


@pytest.mark.usefixtures("hurry")
class TestTheNetwork:
    def test_nobody_at_the_other_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Impostor() as gone:
            pass
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", gone.url)

        with pytest.raises(ServiceFailure, match="no connection") as caught:
            get_role_credentials(ROLE, TOKEN)
        assert_clean(caught.value, [])

    def test_a_proxy_that_does_not_answer_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Impostor() as gone:
            pass
        monkeypatch.setenv("HTTPS_PROXY", gone.url)

        with pytest.raises(ServiceFailure, match="the proxy does not answer") as caught:
            get_role_credentials(ROLE, TOKEN)
        assert "HTTPS_PROXY" in caught.value.hint

    def test_a_certificate_bundle_that_is_not_there_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Impostor() as plain:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", plain.url.replace("http:", "https:"))
            monkeypatch.setenv("AWS_CA_BUNDLE", os.devnull + "/missing.pem")
            with pytest.raises(SsotuiError) as caught:
                get_role_credentials(ROLE, TOKEN)

        assert "AWS_CA_BUNDLE" in caught.value.hint

    def test_a_certificate_that_nobody_vouches_for_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        with interceptor(tmp_path) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", url)
            with pytest.raises(ServiceFailure, match="the TLS certificate is not trusted") as caught:
                get_role_credentials(ROLE, TOKEN)

        assert "AWS_CA_BUNDLE" in caught.value.hint


@contextmanager
def interceptor(folder: Path) -> Iterator[str]:
    """A TLS server that made its certificate itself, as an office's proxy does."""
    openssl = need("openssl")
    names = ["-subj", "/CN=127.0.0.1", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run([openssl, "req", "-x509", "-nodes", *curve, *names], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with contextlib.suppress(OSError):  # the listener is closed in the end
                while True:
                    connection, _ = listener.accept()
                    with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True):
                        pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def answered(status: int, code: object, message: str = "<html>token</html>") -> exceptions.ClientError:
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return exceptions.ClientError(response, "GetRoleCredentials")  # type: ignore[arg-type]


class TestWhatFailuresMean:
    @pytest.mark.parametrize(
        ("error", "kind", "text"),
        [
            (answered(401, "UnauthorizedException"), SignInNeeded, "does not accept"),
            (answered(403, "ForbiddenException"), AccessDenied, "access denied"),
            (answered(404, "ResourceNotFoundException"), AccessDenied, "access denied"),
            (answered(400, "InvalidRequestException"), ServiceFailure, "InvalidRequestException"),
            (answered(429, "TooManyRequestsException"), Throttled, "throttled"),
            (answered(429, "429"), Throttled, "throttled"),
            (answered(400, "SlowDownException"), Throttled, "throttled"),
            (answered(400, "Throttling"), Throttled, "throttled"),
            (answered(500, "InternalServerException"), PassingFailure, "HTTP 500"),
            (answered(503, "503"), PassingFailure, "HTTP 503"),
            # Not the service's own words, so not its verdict on the token or the role either.
            (answered(401, "401"), ServiceFailure, "did not come from AWS"),
            (answered(403, "403"), ServiceFailure, "did not come from AWS"),
            (answered(404, "404"), ServiceFailure, "did not come from AWS"),
            (answered(302, "302"), ServiceFailure, "did not come from AWS"),
            (answered(403, "<html>token</html>"), ServiceFailure, "did not come from AWS"),
            (answered(401, "a\x1b[31m"), ServiceFailure, "did not come from AWS"),
            (answered(400, "x" * 5000), ServiceFailure, "did not come from AWS"),
            (answered(403, ["list"]), ServiceFailure, "did not come from AWS"),
            (exceptions.SSLError(endpoint_url="https://x", error=OSError("token")), ServiceFailure, "TLS certificate"),
            (exceptions.ProxyConnectionError(proxy_url="http://me:token@x"), ServiceFailure, "proxy does not answer"),
            (exceptions.ConnectTimeoutError(endpoint_url="https://x"), PassingFailure, "no connection in time"),
            (exceptions.ReadTimeoutError(endpoint_url="https://x"), PassingFailure, "no answer in time"),
            (exceptions.EndpointConnectionError(endpoint_url="https://x"), PassingFailure, "no connection"),
            (exceptions.ConnectionClosedError(endpoint_url="https://x"), PassingFailure, "connection broke"),
            (exceptions.ParamValidationError(report="token"), ServiceFailure, "not valid"),
            (exceptions.HTTPClientError(error="token"), PassingFailure, "HTTPClientError"),
            (ResponseParserError("token"), ServiceFailure, "cannot be read"),
            (ValueError("token"), ServiceFailure, "cannot be read"),
            (KeyError("token"), ServiceFailure, "cannot be read"),
            (RecursionError("token"), ServiceFailure, "cannot be read"),
            (OverflowError("token"), ServiceFailure, "cannot be read"),
            (ConnectionResetError("token"), ServiceFailure, "cannot be read"),
        ],
    )
    def test_each_is_one_typed_error_with_a_hint(self, error: Exception, kind: type[SsotuiError], text: str) -> None:
        with pytest.raises(kind, match=text) as caught, translated_errors("do it"):
            raise error

        assert type(caught.value) is kind
        assert caught.value.message.startswith("Could not do it")
        assert_clean(caught.value, ())
        assert "token<" not in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize("error", [KeyboardInterrupt(), AssertionError("ours"), Cancelled("no"), SignInNeeded("x")])
    def test_what_is_not_the_networks_passes(self, error: BaseException) -> None:
        with pytest.raises(type(error)) as caught, translated_errors("do it"):
            raise error
        assert caught.value is error

    def test_success_passes(self) -> None:
        done = []
        with translated_errors("do it"):
            done.append("it")
        assert done == ["it"]
