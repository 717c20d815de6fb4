"""The OIDC service (the ``sso-oidc`` API): renewing an access token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ssotui.aws.services.client import NOT_AWS, client, explained
from ssotui.model.errors import ServiceFailure, SignInNeeded
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken


def refresh(session: SsoSession, token: SsoToken, now: datetime) -> SsoToken:
    """Trade the refresh token for a new access token; ``now`` dates it. The old refresh token stays if none comes back.

    Raises:
        SignInNeeded: the service does not accept the refresh token or the registration (any 400 or 401 of its own).
        ServiceFailure: the network or the service failed, after retries.
    """
    if not (token.refresh_token and token.client_id and token.client_secret):
        raise SignInNeeded(
            f"The token of session {session.label!r} cannot be renewed.",
            "Sign in again: ssotui login, or aws sso login.",
        )
    oidc = client("sso-oidc", session.region)
    what = f"renew the token of session {session.label!r}"
    with explained(what):
        refused = (
            oidc.exceptions.InvalidGrantException,
            oidc.exceptions.InvalidClientException,
            oidc.exceptions.UnauthorizedClientException,
            oidc.exceptions.ExpiredTokenException,
            oidc.exceptions.InvalidRequestException,
            oidc.exceptions.AccessDeniedException,
        )
        try:
            renewed = _renewed(
                token,
                oidc.create_token(
                    grantType="refresh_token",
                    clientId=token.client_id,
                    clientSecret=token.client_secret.reveal(),
                    refreshToken=token.refresh_token.reveal(),
                ),
                now,
            )
        except refused:
            raise SignInNeeded(
                f"Session {session.label!r} has ended: it can no longer be renewed.",
                "Sign in again: ssotui login, or aws sso login.",
            ) from None
    if not renewed:
        raise ServiceFailure(f"Could not {what}: the answer holds no token.", NOT_AWS)
    return renewed


def _renewed(token: SsoToken, answer: Mapping[str, Any], now: datetime) -> SsoToken | None:
    """The token with what the answer gives, if it gives one that still lasts."""
    access_token = Secret.parse(answer.get("accessToken"))
    lifetime = timedelta(seconds=int(answer.get("expiresIn") or 0))
    if not access_token or lifetime <= timedelta(0):
        return None
    return token._replace(
        access_token=access_token,
        expires_at=now + lifetime,
        refresh_token=Secret.parse(answer.get("refreshToken")) or token.refresh_token,
    )
