"""The OIDC service (the ``sso-oidc`` API): renewing an access token."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ssotui.aws.client import client, explained
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
        raise SignInNeeded(f"The token of session {session.label!r} cannot be renewed.")
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
            answer = oidc.create_token(
                grantType="refresh_token",
                clientId=token.client_id,
                clientSecret=token.client_secret.reveal(),
                refreshToken=token.refresh_token.reveal(),
            )
        except refused:
            raise SignInNeeded(f"Session {session.label!r} has ended: it can no longer be renewed.") from None
        new_token = Secret(answer.get("accessToken") or "")
        lifetime = timedelta(seconds=int(answer.get("expiresIn") or 0))
        new_refresh_token = Secret(answer.get("refreshToken") or "")
    if not (new_token and lifetime):
        raise ServiceFailure(
            f"Could not {what}: the answer holds no token.",
            "A proxy or a captive portal may be in between: check the network.",
        )
    return replace(
        token,
        access_token=new_token,
        expires_at=now + lifetime,
        refresh_token=new_refresh_token or token.refresh_token,
    )
