"""The ``sso-oidc`` service: client registrations, device codes, tokens (model ``sso-oidc/2019-06-10`` of botocore)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from ssotui.demo.ledger import SCOPE, Client, Grant, Ledger, PendingSignIn
from ssotui.demo.wire import Refusal, Request, Response, json_response

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
AUTHORIZATION_CODE = "authorization_code"
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a grant type's name
DEFAULT_GRANT_TYPES = (DEVICE_CODE, REFRESH_TOKEN)
"""The grant types of a registration that names none."""


def register_client(ledger: Ledger, request: Request) -> Response:
    """Register a public client; it needs no one's consent."""
    fields = request.json()
    name = fields.get("clientName")
    if not isinstance(name, str) or not name:
        raise Refusal(400, "InvalidRequestException", "Missing clientName")
    if fields.get("clientType") != "public":
        raise Refusal(400, "InvalidClientMetadataException", "clientType must be public")
    scopes = _texts(fields, "scopes")
    if any(not scope.startswith(("sso:", "codecatalyst:", "codewhisperer:")) for scope in scopes):
        raise Refusal(400, "InvalidScopeException", "Unknown scope")
    grant_types = _texts(fields, "grantTypes") or DEFAULT_GRANT_TYPES
    if not {*grant_types} <= {DEVICE_CODE, AUTHORIZATION_CODE, REFRESH_TOKEN}:
        raise Refusal(400, "UnsupportedGrantTypeException", "Unknown grant type")
    redirect_uris = _texts(fields, "redirectUris")
    if not all(is_loopback(uri) for uri in redirect_uris):
        raise Refusal(400, "InvalidRedirectUriException", "Redirect URIs must be loopback addresses")
    issuer_url = fields.get("issuerUrl")
    if AUTHORIZATION_CODE in grant_types and not (
        redirect_uris and isinstance(issuer_url, str) and ledger.organization.instance(issuer_url)
    ):
        raise Refusal(400, "InvalidRequestException", "Invalid issuerUrl or redirectUris")
    client = ledger.register(
        name, scopes=scopes, grant_types=grant_types, redirect_uris=redirect_uris, issuer_url=issuer_url
    )
    return json_response(
        {
            "clientId": client.client_id,
            "clientSecret": client.client_secret,
            "clientIdIssuedAt": int(ledger.clock().timestamp()),
            "clientSecretExpiresAt": int(client.expires_at.timestamp()),
        }
    )


def start_device_authorization(ledger: Ledger, request: Request) -> Response:
    """Begin a sign-in that a person approves on the device page."""
    fields = request.json()
    client = _client(ledger, fields)
    instance = ledger.organization.instance(_text(fields, "startUrl"))
    if instance is None:
        raise Refusal(400, "InvalidRequestException", "Invalid startUrl")
    _may_use(client, DEVICE_CODE)
    sign_in = ledger.begin(client, instance)
    return json_response(
        {
            "deviceCode": sign_in.code,
            "userCode": sign_in.reference,
            "verificationUri": f"{ledger.url}/device",
            "verificationUriComplete": f"{ledger.url}/device?user_code={sign_in.reference}",
            "expiresIn": int(ledger.behaviour.device_lifetime.total_seconds()),
            "interval": ledger.behaviour.device_interval,
        }
    )


def create_token(ledger: Ledger, request: Request) -> Response:
    """Trade a device code, an authorization code or a refresh token for tokens."""
    fields = request.json()
    client = _client(ledger, fields)
    grant_type = _text(fields, "grantType")
    redeem = _REDEEM.get(grant_type)
    if redeem is None:
        raise Refusal(400, "UnsupportedGrantTypeException", "Unsupported grant type")
    _may_use(client, grant_type)
    grant = redeem(ledger, client, fields)
    lifetime = ledger.behaviour.token_lifetime
    answer = {
        "accessToken": ledger.access_token(client, grant.instance, lifetime),
        "tokenType": "Bearer",
        "expiresIn": int(lifetime.total_seconds()),
    }
    if SCOPE in client.scopes:
        answer["refreshToken"] = ledger.refresh_token(client, grant.instance)
    return json_response(answer)


def is_loopback(uri: str) -> bool:
    """Tell whether the URI leads to this very machine over plain HTTP."""
    try:
        url = urlsplit(uri)
        return url.scheme == "http" and ipaddress.ip_address(url.hostname or "").is_loopback
    except ValueError:
        return False


def _redeem_device_code(ledger: Ledger, client: Client, fields: dict[str, Any]) -> Grant:
    sign_in = _sign_in(ledger, client, _text(fields, "deviceCode"))
    if ledger.clock() >= sign_in.expires_at:
        raise Refusal(400, "ExpiredTokenException", "The device code has expired")
    if sign_in.approved is None:
        raise Refusal(400, "AuthorizationPendingException", "The person has not answered yet")
    del ledger.sign_ins[sign_in.code]
    if not sign_in.approved:
        raise Refusal(400, "AccessDeniedException", "The person denied the request")
    return Grant(sign_in.instance, client, sign_in.expires_at)


def _redeem_authorization_code(ledger: Ledger, client: Client, fields: dict[str, Any]) -> Grant:
    sign_in = _sign_in(ledger, client, _text(fields, "code"))
    # One try only, whatever comes of it: whoever guesses the verifier must not guess again.
    del ledger.sign_ins[sign_in.code]
    digest = hashlib.sha256(_text(fields, "codeVerifier").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if not (
        sign_in.approved
        and ledger.clock() < sign_in.expires_at
        and sign_in.redirect_uri == _text(fields, "redirectUri")
        and hmac.compare_digest(challenge, sign_in.challenge.encode())
    ):
        raise Refusal(400, "InvalidGrantException", "Invalid authorization code")
    return Grant(sign_in.instance, client, sign_in.expires_at)


def _redeem_refresh_token(ledger: Ledger, client: Client, fields: dict[str, Any]) -> Grant:
    token = _text(fields, "refreshToken")
    grant = ledger.refresh_tokens.get(token)
    if grant is None or grant.client != client:
        raise Refusal(400, "InvalidGrantException", "Invalid refresh token provided")
    del ledger.refresh_tokens[token]
    return grant


_REDEEM: dict[str, Callable[[Ledger, Client, dict[str, Any]], Grant]] = {
    DEVICE_CODE: _redeem_device_code,
    AUTHORIZATION_CODE: _redeem_authorization_code,
    REFRESH_TOKEN: _redeem_refresh_token,
}


def _client(ledger: Ledger, fields: dict[str, Any]) -> Client:
    client = ledger.clients.get(_text(fields, "clientId"))
    if client is None or client.client_secret != _text(fields, "clientSecret"):
        raise Refusal(401, "InvalidClientException", "Invalid client")
    if ledger.clock() >= client.expires_at:
        raise Refusal(401, "InvalidClientException", "The client registration has expired")
    return client


def _may_use(client: Client, grant_type: str) -> None:
    if grant_type not in client.grant_types:
        raise Refusal(400, "UnauthorizedClientException", "The client is not registered for this grant type")


def _sign_in(ledger: Ledger, client: Client, code: str) -> PendingSignIn:
    sign_in = ledger.sign_ins.get(code)
    if sign_in is None or sign_in.client != client:
        raise Refusal(400, "InvalidGrantException", "Invalid code")
    return sign_in


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(400, "InvalidRequestException", f"Missing {name}")
    return value


def _texts(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    values = fields.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Refusal(400, "InvalidRequestException", f"Invalid {name}")
    return tuple(values)
