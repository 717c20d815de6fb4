"""Tells which tools can renew a token without a person: they do not agree."""

from __future__ import annotations

from ssotui.model.token import SsoToken


def renewers(token: SsoToken, *, legacy: bool) -> str:
    """Say who can renew the token while the client registration lasts.

    Args:
        token: as the file holds it.
        legacy: whether it is a start URL's, which no tool ever renews.
    """
    if legacy:
        return "nobody: it belongs to a start URL without an sso-session"
    if token.renewal_refused:
        return "nobody: the service has refused to renew it"
    if not token.refresh_token:
        return "nobody: it has no refresh token"
    if not (token.client_id and token.client_secret):
        return "nobody: it names no client registration"
    java = bool(token.start_url)
    if not token.registration_expires_at:  # which botocore and Rust want to know
        return f"only the SDKs for JavaScript{', Go and Java' if java else ' and Go'}"
    return "every AWS tool" if java else "every AWS tool but the SDK for Java"
