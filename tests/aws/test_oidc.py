from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ssotui.aws.services import client, transport
from ssotui.aws.services.oidc import refresh
from ssotui.demo.wire import Refusal, Response, Service, json_response
from ssotui.model.errors import ServiceFailure, SignInNeeded
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from tests.support.clock import START, FrozenClock
from tests.support.failures import Failure
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import Impostor, assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
HAND_MADE = SsoToken(
    access_token=Secret("aoaLeak"),
    expires_at=START,
    refresh_token=Secret("aorLeak"),
    client_id="client",
    client_secret=Secret("clientLeak"),
    registration_expires_at=START + timedelta(days=90),
)
LEAKS = [
    secret.reveal() for secret in (HAND_MADE.access_token, HAND_MADE.refresh_token, HAND_MADE.client_secret) if secret
]
PAGE = f"<html>{LEAKS}</html>"
GRANTED = {"accessToken": "aoaFresh", "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "aorFresh"}


@pytest.fixture
def token(portal: Portal) -> SsoToken:
    return portal.issue_token(ACME, lifetime=timedelta(minutes=5))


def test_a_refresh_token_is_traded_for_a_new_pair(portal: Portal, token: SsoToken, clock: FrozenClock) -> None:
    portal.switches.token_lifetime = timedelta(hours=1)
    renewed = refresh(SESSION, token, clock())

    assert portal.accepts(renewed.access_token)
    assert renewed.access_token != token.access_token
    assert renewed.refresh_token
    assert renewed.refresh_token != token.refresh_token
    assert renewed.expires_at == clock() + timedelta(hours=1)
    assert (
        renewed._replace(
            access_token=token.access_token, expires_at=token.expires_at, refresh_token=token.refresh_token
        )
        == token
    )  # the registration is the same
    assert refresh(SESSION, renewed, clock())


def test_is_what_the_cli_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    with Impostor(json_response(GRANTED)) as impostor:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", impostor.url)
        renewed = refresh(SESSION, HAND_MADE, START)

    (request,) = impostor.requests
    assert (request.method, request.path) == ("POST", "/token")
    assert json.loads(request.body) == {
        "grantType": "refresh_token",
        "clientId": "client",
        "clientSecret": "clientLeak",
        "refreshToken": "aorLeak",
    }
    assert "authorization" not in request.headers
    assert renewed == HAND_MADE._replace(
        access_token=Secret("aoaFresh"), expires_at=START + timedelta(hours=1), refresh_token=Secret("aorFresh")
    )


@pytest.mark.parametrize("refresh_token", [None, "", 7, "two words"])
def test_the_old_refresh_token_stays_if_none_comes_back(monkeypatch: pytest.MonkeyPatch, refresh_token: object) -> None:
    with Impostor(json_response(GRANTED | {"refreshToken": refresh_token})) as impostor:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", impostor.url)

        assert refresh(SESSION, HAND_MADE, START).refresh_token == HAND_MADE.refresh_token


@pytest.mark.parametrize("lacking", ["refresh_token", "client_id", "client_secret"])
def test_what_cannot_be_renewed_is_not_tried(portal: Portal, token: SsoToken, lacking: str) -> None:
    with pytest.raises(SignInNeeded, match="cannot be renewed") as caught:
        refresh(SESSION, token._replace(**{lacking: None}), START)  # type: ignore[arg-type]
    assert_clean(caught.value, portal.minted)
    assert len(portal.requests) == 0


class TestRefusals:
    @pytest.mark.parametrize("why", ["revoked", "used", "unknown client", "wrong secret", "registration over"])
    def test_by_the_service_end_the_session(
        self, portal: Portal, token: SsoToken, clock: FrozenClock, why: str
    ) -> None:
        match why:
            case "revoked":
                portal.revoke(token)
            case "used":
                refresh(SESSION, token, clock())
            case "unknown client":
                token = token._replace(client_id="unknown")
            case "wrong secret":
                token = token._replace(client_secret=Secret("wrong"))
            case _:
                clock.advance(timedelta(days=91))
        portal.requests.clear()

        with pytest.raises(SignInNeeded, match="can no longer be renewed") as caught:
            refresh(SESSION, token, clock())
        assert_clean(caught.value, portal.minted)
        assert len(portal.requests) == 1

    @pytest.mark.parametrize(
        ("name", "status", "kind"),
        [
            ("InvalidGrantException", 400, SignInNeeded),
            ("InvalidClientException", 401, SignInNeeded),
            ("UnauthorizedClientException", 400, SignInNeeded),
            ("ExpiredTokenException", 400, SignInNeeded),
            ("InvalidRequestException", 400, SignInNeeded),
            ("AccessDeniedException", 400, SignInNeeded),
            ("SlowDownException", 400, ServiceFailure),
            ("InvalidScopeException", 400, ServiceFailure),
            ("UnsupportedGrantTypeException", 400, ServiceFailure),
        ],
    )
    def test_of_every_name(
        self, monkeypatch: pytest.MonkeyPatch, name: str, status: int, kind: type[SignInNeeded | ServiceFailure]
    ) -> None:
        with Impostor(Refusal(status, name, PAGE).answer(Service.OIDC)) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", impostor.url)
            with pytest.raises(kind) as caught:
                refresh(SESSION, HAND_MADE, START)

        assert_clean(caught.value, LEAKS)


@pytest.mark.usefixtures("hurry")
class TestTrouble:
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.1)

    @pytest.mark.parametrize(
        ("failure", "text", "calls"),
        [
            (Failure.SERVER_ERROR, "the service failed (HTTP 500)", client.ATTEMPTS),
            (Failure.THROTTLED, "too many requests (throttled)", 1),  # botocore does not retry a 400
            (Failure.RESET, "the connection broke", client.ATTEMPTS),
            (Failure.SILENCE, "no answer in time", client.ATTEMPTS),
            (Failure.TRUNCATED, "the answer holds no token", 1),
            (Failure.CAPTIVE_200, "the answer holds no token", 1),
            (Failure.CAPTIVE_403, "did not come from AWS", 1),
        ],
    )
    def test_is_a_typed_error_and_does_not_end_the_session(
        self, portal: Portal, failure: Failure, text: str, calls: int
    ) -> None:
        token = portal.issue_token(ACME)
        portal.switches.fail(failure)

        with pytest.raises(ServiceFailure) as caught:
            refresh(SESSION, token, START)
        assert text in caught.value.message
        assert_clean(caught.value, portal.minted)
        assert len(portal.requests) == calls

    def test_a_few_failures_are_waited_out(self, portal: Portal, token: SsoToken) -> None:
        portal.switches.fail(Failure.SERVER_ERROR, times=2)
        portal.switches.fail(Failure.RESET, times=2)

        assert refresh(SESSION, token, START)

    @pytest.mark.parametrize(
        "content",
        [
            None,
            [],
            "text",
            {},
            GRANTED | {"accessToken": None},
            GRANTED | {"accessToken": ""},
            GRANTED | {"accessToken": "aoaLeak\r\nX: y"},
            GRANTED | {"accessToken": ["aoaLeak"]},
            GRANTED | {"expiresIn": 0},
            GRANTED | {"expiresIn": -1},
            GRANTED | {"expiresIn": None},
            GRANTED | {"expiresIn": "soon"},
            GRANTED | {"expiresIn": 10**12},  # beyond the year 9999
            GRANTED | {"expiresIn": 10**30},
        ],
    )
    def test_answers_of_another_shape_hold_no_token(self, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
        with Impostor(json_response(content)) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", impostor.url)
            with pytest.raises(ServiceFailure) as caught:
                refresh(SESSION, HAND_MADE, START)

        del content
        assert_clean(caught.value, LEAKS)

    def test_a_401_page_of_a_proxy_does_not_end_the_session(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Response(status=401, body=b"<html>sign in to the Wi-Fi</html>", content_type="text/html")
        with Impostor(page) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", impostor.url)
            with pytest.raises(ServiceFailure, match="did not come from AWS") as caught:
                refresh(SESSION, HAND_MADE, START)

        assert_clean(caught.value, LEAKS)


def test_the_refresh_token_does_not_go_to_a_global_endpoint(token: SsoToken, monkeypatch: pytest.MonkeyPatch) -> None:
    with Impostor() as impostor:
        monkeypatch.setenv("AWS_ENDPOINT_URL", impostor.url)
        refresh(SESSION, token, START)

        assert impostor.requests == []
