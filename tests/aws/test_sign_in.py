"""What a sign-in asks of the OIDC service, and where."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from ssotui.aws.console.links import portal_link
from ssotui.aws.services import client as clients
from ssotui.aws.services import oidc_sign_in, start_url
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import ServiceFailure, UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession
from tests.support.clock import START
from tests.support.organization import ACME
from tests.support.portal import Portal

REGISTRATION = Registration("id", Secret("secret"), START, Flow.PKCE, ("sso:account:access", "codecatalyst:read_write"))


@dataclass
class Host:
    """An organization's own host.

    Attributes:
        answers: by method, the status and the ``Location``.
        asked: what it was asked, with its headers.
    """

    url: str = ""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def host(portal: Portal) -> Iterator[Host]:
    host = Host()
    assert portal.url  # a start URL on this machine takes an OIDC service on this machine

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            host.asked.append((self.command, self.path, dict(self.headers)))
            status, location = host.answers[self.command]
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = _answer  # noqa: N815 - as http.server wants it

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        host.url = f"http://127.0.0.1:{server.server_address[1]}/start"
        yield host
        server.shutdown()


class TestStartUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "https://acme.awsapps.com/start",
            "https://ACME.AWSAPPS.COM/start#/",
            "https://start.us-gov-home.awsapps.com/directory/acme",
            "https://ssoins-1234.portal.us-east-1.app.aws",
            "https://ssoins-1234.eu-west-1.portal.amazonaws.com",
            "https://acme.awsapps.cn/start",
            "https://ssoins-1234.cn-north-1.portal.amazonaws.com.cn",
            "https://ssoins-1234.eusc-de-east-1.portal.amazonaws.eu",
            "https://identitycenter.amazonaws.com/ssoins-1234",
            "https://identitycenter.us-gov.amazonaws.com/ssoins-1234",
        ],
    )
    def test_aws_own_hosts_are_asked_nothing(self, url: str) -> None:
        assert start_url.resolve(SsoSession("s", url, "us-east-1")) == url

    @pytest.mark.parametrize(
        "host",
        ["awsapps.com.evil.example", "evilawsapps.com", "identitycenter.amazonaws.com.evil.example", "app.aws.x"],
    )
    def test_hosts_that_look_like_them_are_not(self, host: str) -> None:
        assert not start_url.is_aws(host)

    @pytest.mark.parametrize(
        ("url", "fault"),
        [
            ("https://acme.awsapps.com@evil.example/start", "a user name"),
            ("https://acme.awsapps.com:pass@evil.example/start", "a user name"),
            ("https://@acme.awsapps.com/start", "a user name"),
            ("https://acme.awsapps.com\\@evil.example/start", "a backslash"),
            ("https://evil.example\\.awsapps.com/start", "a backslash"),
            ("https:\\\\acme.awsapps.com/start", "a backslash"),
            ("https://acme.awsapps.com/start\\", "a backslash"),
            ("https://acme.awsapps.com/start\n", "control characters"),
            ("https://acme.aws\tapps.com/start", "control characters"),
            (" https://acme.awsapps.com/start", "spaces"),
            ("https://acme\u3002awsapps.com/start", "outside ASCII"),
            ("https://evil.example%2f.awsapps.com/start", "no URL"),
            ("https:acme.awsapps.com/start", "no URL"),
            ("https:///acme.awsapps.com/start", "no URL"),
            ("https://acme.awsapps.com:99999/start", "no URL"),
            ("https://[::1/start", "no URL"),
            ("https://2130706433/start", "its host is a number"),
            ("https://0x7f.1/start", "its host is a number"),
            ("https://127.1/start", "its host is a number"),
        ],
    )
    def test_what_programs_read_differently_is_refused(self, url: str, fault: str) -> None:
        session = SsoSession("s", url, "us-east-1")
        with pytest.raises(UnusableFile, match=fault) as caught:
            start_url.resolve(session)
        assert caught.value.message.isprintable()
        assert "sso_start_url of 's'" in caught.value.hint
        with pytest.raises(UnusableFile, match=fault):
            portal_link(RoleRef(session, "111122223333", "Admin"))

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_another_host_is_asked_once_where_it_leads(self, host: Host, status: int) -> None:
        host.answers = {"HEAD": (status, f"{ACME}/?x=1#/")}
        assert start_url.resolve(SsoSession("s", host.url, "us-east-1")) == ACME
        ((method, path, headers),) = host.asked
        assert (method, path) == ("HEAD", "/start")
        assert not {"authorization", "cookie", "x-amz-sso_bearer_token"} & {name.lower() for name in headers}

    @pytest.mark.parametrize("status", [405, 501])
    def test_one_that_knows_no_head_is_asked_by_get(self, host: Host, status: int) -> None:
        host.answers = {"HEAD": (status, ""), "GET": (302, ACME)}
        assert start_url.resolve(SsoSession("s", host.url, "us-east-1")) == ACME

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            ((302, "https://evil.example/start"), UnusableFile),
            ((302, "http://acme.awsapps.com/start"), UnusableFile),
            ((302, "/elsewhere"), UnusableFile),
            ((200, ""), UnusableFile),
            ((302, ""), ServiceFailure),
            ((404, ""), ServiceFailure),
            ((500, ""), ServiceFailure),
        ],
    )
    def test_one_that_does_not_lead_to_aws(self, host: Host, answer: tuple[int, str], error: type[Exception]) -> None:
        host.answers = {"HEAD": answer}
        with pytest.raises(error):
            start_url.resolve(SsoSession("s", host.url, "us-east-1"))

    @pytest.mark.usefixtures("portal")
    def test_one_that_does_not_answer(self) -> None:
        with pytest.raises(ServiceFailure):
            start_url.resolve(SsoSession("s", "http://127.0.0.1:9/start", "us-east-1"))

    @pytest.mark.parametrize("endpoint", ["", "https://oidc.us-east-1.amazonaws.com", "http://10.0.0.1:80"])
    def test_this_machine_only_while_the_service_is_there_too(
        self, endpoint: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", endpoint)
        with pytest.raises(UnusableFile, match="not https"):
            start_url.resolve(SsoSession("s", "http://127.0.0.1:8000/start", "us-east-1"))


class TestEndpoints:
    @pytest.mark.parametrize(
        ("region", "oidc", "portal"),
        [
            ("us-east-1", "https://oidc.us-east-1.amazonaws.com", "https://portal.sso.us-east-1.amazonaws.com"),
            ("eu-west-3", "https://oidc.eu-west-3.amazonaws.com", "https://portal.sso.eu-west-3.amazonaws.com"),
            ("us-gov-west-1", "https://oidc.us-gov-west-1.amazonaws.com",
             "https://portal.sso.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", "https://oidc.cn-north-1.amazonaws.com.cn", "https://portal.sso.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "https://oidc.eusc-de-east-1.amazonaws.eu",
             "https://portal.sso.eusc-de-east-1.amazonaws.eu"),
        ],
    )  # fmt: skip
    def test_follow_the_sessions_region(self, region: str, oidc: str, portal: str) -> None:
        assert clients.client("sso-oidc", region).meta.endpoint_url == oidc
        assert clients.client("sso", region).meta.endpoint_url == portal
        url = oidc_sign_in.SignInRequests(SsoSession("s", ACME, region)).authorize_url(
            REGISTRATION, redirect_uri="http://127.0.0.1:1/oauth/callback", state="s",
            challenge="c",
        )  # fmt: skip
        assert url == (
            f"{oidc}/authorize?response_type=code&client_id=id&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Foauth%2Fcallback"
            "&state=s&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess%20codecatalyst%3Aread_write"
            "&code_challenge=c"
        )


class TestRequests:
    """The bodies are those that the reference captured of the AWS CLI (3.2), but for the name."""

    @pytest.mark.parametrize(
        ("session", "flow", "body"),
        [
            (SsoSession("corp", ACME, "us-east-1", ("sso:account:access",)), Flow.DEVICE,
             {"clientName": "ssotui", "clientType": "public", "scopes": ["sso:account:access"]}),
            (SsoSession("corp", ACME, "us-east-1"), Flow.DEVICE,
             {"clientName": "ssotui", "clientType": "public", "scopes": ["sso:account:access"]}),
            (SsoSession(None, ACME, "us-east-1"), Flow.DEVICE, {"clientName": "ssotui", "clientType": "public"}),
            (SsoSession("corp", ACME, "us-east-1"), Flow.PKCE,
             {"clientName": "ssotui", "clientType": "public", "scopes": ["sso:account:access"],
              "grantTypes": ["authorization_code", "refresh_token"],
              "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": ACME}),
        ],
    )  # fmt: skip
    def test_registering(self, portal: Portal, session: SsoSession, flow: Flow, body: dict[str, Any]) -> None:
        sent: list[bytes] = []
        oidc = clients.client("sso-oidc", session.region)

        def remember(request: Any, **_: Any) -> None:
            sent.append(request.body)

        event = "before-send.sso-oidc.RegisterClient"
        oidc.meta.events.register(event, remember)
        try:
            registration = oidc_sign_in.SignInRequests(session).register(flow, ACME)
        finally:
            oidc.meta.events.unregister(event, remember)
        assert portal.requests.operations == ("RegisterClient",)
        assert [json.loads(data) for data in sent] == [body]
        assert registration.flow is flow

    @pytest.mark.usefixtures("portal")
    def test_a_scope_that_nobody_knows(self) -> None:
        with pytest.raises(UnusableFile, match="scope"):
            oidc_sign_in.SignInRequests(SsoSession("s", ACME, "us-east-1", ("nonsense",))).register(Flow.DEVICE, ACME)

    @pytest.mark.usefixtures("portal")
    def test_a_registration_that_nobody_knows(self) -> None:
        requests = oidc_sign_in.SignInRequests(SsoSession("s", ACME, "us-east-1"))
        with pytest.raises(oidc_sign_in.StaleRegistration):
            requests.start_device_authorization(REGISTRATION, ACME, START)

    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://x y",
            "https://x\n",
            "\x1b[2J",
            "https://",
            "https:///x",
            "http://x/",
            "http://127.0.0.1@x/",
            "https://[x/",
        ],
    )
    def test_no_browser_is_sent_to_what_is_no_page(self, url: str) -> None:
        answer = {
            "deviceCode": "d",
            "userCode": "ABCD-EFGH",
            "verificationUri": "https://x/",
            "verificationUriComplete": url,
        }
        assert oidc_sign_in._device_code(answer, START) is None

    def test_an_address_of_the_network_is_no_shells_command(self) -> None:
        answer = {
            "deviceCode": "d",
            "userCode": "ABCD-EFGH",
            "verificationUri": "http://127.0.0.1:8000/a%20b/?x=1&y=~+2,3#!/z*",
            "verificationUriComplete": "https://x/$(touch${IFS}x)`id`;id|id<a>b'c\"d\\e^{f}",
        }
        code = oidc_sign_in._device_code(answer, START)
        assert code
        assert code.short_url == answer["verificationUri"]
        assert code.url == "https://x/%24%28touch%24%7BIFS%7Dx%29%60id%60%3Bid%7Cid%3Ca%3Eb%27c%22d%5Ce%5E%7Bf%7D"

    @pytest.mark.parametrize(
        ("interval", "waits", "noted"),
        [(None, 5, False), (0, 5, False), (-7, 1, True), (3, 3, False), (60, 60, False), (10**12, 60, True)],
    )
    def test_no_answer_makes_us_ask_without_a_pause_or_hardly_ever(
        self, interval: int | None, waits: float, noted: bool
    ) -> None:
        answer = {"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "https://x/", "interval": interval}
        code = oidc_sign_in._device_code(answer, START)
        assert code
        assert code.interval == waits
        assert bool(code.notes) is noted
        assert not noted or f"asked every {interval:g} s: {waits:g} s are taken" in code.notes[0]

    @pytest.mark.parametrize(
        ("lifetime", "lasts", "noted"),
        [
            (None, 600, False),
            (0, 600, False),
            (-5, 600, True),
            (600, 600, False),
            (86400, 3600, True),
            (10**15, 3600, True),
        ],
    )
    def test_no_code_lasts_for_ever_or_has_ended(self, lifetime: int | None, lasts: int, noted: bool) -> None:
        answer = {"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "https://x/", "expiresIn": lifetime}
        code = oidc_sign_in._device_code(answer, START)
        assert code
        assert code.expires_at - START == timedelta(seconds=lasts)
        assert bool(code.notes) is noted
