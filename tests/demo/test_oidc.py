"""The ``sso-oidc`` service as botocore sees it."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from ssotui.model.token import SsoToken
from tests.demo.browser import Browser
from tests.support.clock import START, FrozenClock
from tests.support.organization import ACME, LEGACY
from tests.support.portal import Portal

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
CALLBACK = "http://127.0.0.1:45678/oauth/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def register(oidc: Any, **more: Any) -> dict[str, str]:
    """Register a client as the AWS CLI does for a session's device flow; what every later call has to name."""
    request = {"clientName": "botocore-client-acme", "clientType": "public", "scopes": ["sso:account:access"], **more}
    answer = oidc.register_client(**request)
    return {"clientId": answer["clientId"], "clientSecret": answer["clientSecret"]}


def register_pkce(oidc: Any) -> dict[str, str]:
    """The same for the PKCE flow."""
    return register(
        oidc,
        grantTypes=["authorization_code", "refresh_token"],
        redirectUris=["http://127.0.0.1/oauth/callback"],
        issuerUrl=ACME,
    )


def authorize_url(portal: Portal, client: dict[str, str], **changes: str) -> str:
    """What the AWS CLI opens in the browser."""
    query = {
        "response_type": "code",
        "client_id": client["clientId"],
        "redirect_uri": CALLBACK,
        "state": "a state & more",
        "code_challenge_method": "S256",
        "scopes": "sso:account:access",
        "code_challenge": CHALLENGE,
        **changes,
    }
    return f"{portal.url}/authorize?{urlencode(query)}"


def refresh_request(token: SsoToken) -> dict[str, str | None]:
    assert token.refresh_token
    assert token.client_secret
    return {
        "grantType": "refresh_token",
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal(),
        "refreshToken": token.refresh_token.reveal(),
    }


def refusal(call: Any, **request: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    answer = caught.value.response
    assert answer["Error"]["Message"]
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_registration_lasts_as_the_switch_says(portal: Portal, oidc: Any) -> None:
    portal.switches.registration_lifetime = timedelta(days=2)
    answer = oidc.register_client(clientName="me", clientType="public")
    assert answer["clientIdIssuedAt"] == START.timestamp()
    assert answer["clientSecretExpiresAt"] == (START + timedelta(days=2)).timestamp()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clientType": "confidential"}, "InvalidClientMetadataException"),
        ({"scopes": ["openid"]}, "InvalidScopeException"),
        ({"grantTypes": ["password"]}, "UnsupportedGrantTypeException"),
        ({"redirectUris": ["https://evil.example/"]}, "InvalidRedirectUriException"),
        ({"grantTypes": ["authorization_code"]}, "InvalidRequestException"),
        ({"clientName": ""}, "InvalidRequestException"),
    ],
)
def test_refuses_odd_registrations(oidc: Any, changes: dict[str, Any], code: str) -> None:
    request = {"clientName": "me", "clientType": "public", **changes}
    assert refusal(oidc.register_client, **request) == (code, 400)


def test_device_flow(portal: Portal, oidc: Any, browser: Browser) -> None:
    client = register(oidc)
    start = oidc.start_device_authorization(**client, startUrl=ACME)
    assert start["expiresIn"] == 600
    assert start["interval"] == 1
    request = {**client, "grantType": DEVICE, "deviceCode": start["deviceCode"]}
    assert refusal(oidc.create_token, **request) == ("AuthorizationPendingException", 400)

    browser.open(start["verificationUriComplete"])
    assert start["userCode"] in browser.text
    browser.press("approve")
    assert "Signed in" in browser.text

    answer = oidc.create_token(**request)
    assert answer["tokenType"] == "Bearer"
    assert answer["expiresIn"] == 8 * 3600
    assert answer["refreshToken"]
    assert {answer["accessToken"], answer["refreshToken"], start["deviceCode"]} <= portal.minted
    assert refusal(oidc.create_token, **request) == ("InvalidGrantException", 400)


def test_device_flow_denied(oidc: Any, browser: Browser) -> None:
    client = register(oidc)
    start = oidc.start_device_authorization(**client, startUrl=ACME)
    browser.open(start["verificationUriComplete"])
    browser.press("deny")
    assert "Denied" in browser.text
    request = {**client, "grantType": DEVICE, "deviceCode": start["deviceCode"]}
    assert refusal(oidc.create_token, **request) == ("AccessDeniedException", 400)


def test_device_code_expires(portal: Portal, oidc: Any, clock: FrozenClock) -> None:
    client = register(oidc)
    start = oidc.start_device_authorization(**client, startUrl=ACME)
    clock.advance(start["expiresIn"])
    assert not portal.answer_sign_in(start["userCode"], approve=True)
    request = {**client, "grantType": DEVICE, "deviceCode": start["deviceCode"]}
    assert refusal(oidc.create_token, **request) == ("ExpiredTokenException", 400)


def test_device_flow_approved_by_the_test(portal: Portal, oidc: Any) -> None:
    client = register(oidc)
    start = oidc.start_device_authorization(**client, startUrl=ACME)
    assert portal.answer_sign_in(start["userCode"], approve=True)
    assert oidc.create_token(**client, grantType=DEVICE, deviceCode=start["deviceCode"])["accessToken"]


def test_no_refresh_token_without_the_scope(portal: Portal, oidc: Any) -> None:
    portal.switches.approve_automatically = True
    client = register(oidc, scopes=[])
    start = oidc.start_device_authorization(**client, startUrl=LEGACY)
    answer = oidc.create_token(**client, grantType=DEVICE, deviceCode=start["deviceCode"])
    assert "refreshToken" not in answer


def test_an_unknown_start_url_is_refused(oidc: Any) -> None:
    client = register(oidc)
    request = {**client, "startUrl": "https://nobody.awsapps.com/start"}
    assert refusal(oidc.start_device_authorization, **request) == ("InvalidRequestException", 400)


def test_an_unknown_client_is_refused(oidc: Any) -> None:
    client = {**register(oidc), "clientSecret": "guessed"}
    assert refusal(oidc.start_device_authorization, **client, startUrl=ACME) == ("InvalidClientException", 401)


def test_a_client_may_only_do_what_it_registered_for(oidc: Any) -> None:
    request = {**register_pkce(oidc), "startUrl": ACME}
    assert refusal(oidc.start_device_authorization, **request) == ("UnauthorizedClientException", 400)


def test_an_unknown_grant_type_is_refused(oidc: Any) -> None:
    request = {**register(oidc), "grantType": "password"}
    assert refusal(oidc.create_token, **request) == ("UnsupportedGrantTypeException", 400)


def test_pkce_flow(portal: Portal, oidc: Any, browser: Browser) -> None:
    client = register_pkce(oidc)
    browser.open(authorize_url(portal, client))
    assert "botocore-client-acme" in browser.text
    browser.press("approve")
    assert browser.location.startswith(f"{CALLBACK}?")
    query = parse_qs(urlsplit(browser.location).query)
    assert query["state"] == ["a state & more"]
    request = {
        **client,
        "grantType": "authorization_code",
        "redirectUri": CALLBACK,
        "codeVerifier": VERIFIER,
        "code": query["code"][0],
    }
    assert oidc.create_token(**request)["refreshToken"]
    assert refusal(oidc.create_token, **request) == ("InvalidGrantException", 400)


@pytest.mark.parametrize(
    "changes", [{"codeVerifier": "w" * 64}, {"redirectUri": "http://127.0.0.1:1/oauth/callback"}, {"code": "guessed"}]
)
def test_pkce_rejects(portal: Portal, oidc: Any, browser: Browser, changes: dict[str, str]) -> None:
    portal.switches.approve_automatically = True
    client = register_pkce(oidc)
    browser.open(authorize_url(portal, client))
    request = {
        **client,
        "grantType": "authorization_code",
        "redirectUri": CALLBACK,
        "codeVerifier": VERIFIER,
        "code": parse_qs(urlsplit(browser.location).query)["code"][0],
        **changes,
    }
    assert refusal(oidc.create_token, **request) == ("InvalidGrantException", 400)


def test_pkce_denied(portal: Portal, oidc: Any, browser: Browser) -> None:
    browser.open(authorize_url(portal, register_pkce(oidc)))
    browser.press("deny")
    query = parse_qs(urlsplit(browser.location).query)
    assert query == {"error": ["access_denied"], "state": ["a state & more"]}


def test_refresh_tokens_rotate_and_work_once(oidc: Any, portal: Portal) -> None:
    request = refresh_request(portal.issue_token(ACME))
    answer = oidc.create_token(**request)
    assert answer["refreshToken"] != request["refreshToken"]
    assert refusal(oidc.create_token, **request) == ("InvalidGrantException", 400)
    assert oidc.create_token(**{**request, "refreshToken": answer["refreshToken"]})["accessToken"]


def test_an_expired_token_is_still_renewable(oidc: Any, portal: Portal) -> None:
    token = portal.issue_token(ACME, lifetime=timedelta(hours=-1))
    assert not portal.accepts(token.access_token)
    assert oidc.create_token(**refresh_request(token))["accessToken"]


def test_nothing_is_renewed_after_the_registration(oidc: Any, portal: Portal, clock: FrozenClock) -> None:
    token = portal.issue_token(ACME)
    clock.advance(timedelta(days=90))
    assert refusal(oidc.create_token, **refresh_request(token)) == ("InvalidClientException", 401)


def test_a_token_may_be_issued_without_a_way_to_renew_it(portal: Portal) -> None:
    token = portal.issue_token(ACME, renewable=False)
    assert token.refresh_token is None
    assert token.client_id is None
    assert token.region == "us-east-1"


def test_another_clients_refresh_token_is_refused(oidc: Any, portal: Portal) -> None:
    request = {**refresh_request(portal.issue_token(ACME)), **register(oidc)}
    assert refusal(oidc.create_token, **request) == ("InvalidGrantException", 400)
