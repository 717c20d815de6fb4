"""Renews access tokens at the OIDC service (the ``sso-oidc`` API)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ssotui.aws.services.client import session_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.model.client_settings import ClientSettings
from ssotui.model.errors import SIGN_IN_HERE, ServiceFailure, SignInNeeded
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken


def refresh(session: SsoSession, token: SsoToken, now: datetime, settings: ClientSettings | None = None) -> SsoToken:
    """Trade the refresh token for a new access token. The old refresh token stays if none comes back.

    Args:
        session: whose token it is.
        token: the token as the cache holds it.
        now: the time from which the new token's lifetime is counted.
        settings: those of the profile that asks, as for :func:`~ssotui.aws.services.client.session_client`.

    Raises:
        SignInNeeded: the service does not accept the refresh token or the registration (any 400 or 401 of its own).
        ServiceFailure: the network or the service failed, after retries.
    """
    if not (token.refresh_token and token.client_id and token.client_secret):
        raise SignInNeeded(
            f"The token of session {session.label!r} cannot be renewed.", _SIGN_IN, on_screen=SIGN_IN_HERE
        )
    oidc = session_client("sso-oidc", session, settings)
    what = f"renew the token of session {session.label!r}"
    with translated_errors(what):
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
        except refused as error:
            said, advice = f"Session {session.label!r} has ended: it can no longer be renewed.", ""
            if isinstance(error, oidc.exceptions.InvalidGrantException):
                # A service of another region does not know the grant either.
                advice = f" If it never lasts, check sso_region ({session.region})."
            raise SignInNeeded(said, _SIGN_IN + advice, on_screen=SIGN_IN_HERE + advice) from None
    if not renewed:
        raise ServiceFailure(f"Could not {what}: the answer holds no token.", NOT_AWS)
    return renewed


_SIGN_IN = "Sign in again: ssotui login, or aws sso login."


def _renewed(token: SsoToken, answer: Mapping[str, Any], now: datetime) -> SsoToken | None:
    """Return the token with the answer's parts; ``None`` if the answer has none that still lasts."""
    access_token = Secret.parse(answer.get("accessToken"))
    lifetime = timedelta(seconds=int(answer.get("expiresIn") or 0))
    if not access_token or lifetime <= timedelta(0):
        return None
    return token._replace(
        access_token=access_token,
        expires_at=now + lifetime,
        refresh_token=Secret.parse(answer.get("refreshToken")) or token.refresh_token,
    )
