"""Make the entry of the list from a token's document, wherever the token is."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ssotui.aws.caches.sso_cache import file_name, hashed_name
from ssotui.aws.caches.token_document import TokenDocument, token_of
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, SsoToken, TokenLife

REFUSED = "The portal has refused this token: sign in again."


def by_file(sessions: Iterable[SsoSession]) -> dict[str, list[SsoSession]]:
    """Give each file's sessions: start URLs that differ in their region alone share one."""
    owners: dict[str, list[SsoSession]] = {}
    for session in sessions:
        owners.setdefault(file_name(session), []).append(session)
    return owners


def entry_of(document: TokenDocument, owner: SsoSession | None, digest: str | None = None) -> CacheEntry:
    """Make the entry of a token.

    Args:
        document: the token's.
        owner: the session that the token is of, if the config has it.
        digest: of the access token, where the document does not hold it.
    """
    start_url = document.text("startUrl")
    entry = CacheEntry(
        kind=EntryKind.TOKEN if owner else EntryKind.ORPHAN,
        path=document.path,
        session=owner,
        start_url=owner.start_url if owner else start_url,
        region=owner.region if owner else document.text("region"),
    )
    try:
        token = token_of(document, digest)
    except ValueError as error:
        return entry._replace(life=TokenLife(present=True), problem=f"Not usable: {error}.")
    if owner and (
        other := owner.differs_from(token.start_url, token.region)
    ):  # changed in the config after the sign-in
        problem = f"Its token is of another portal, {other}. Sign in to the one that the config names."
        return entry._replace(problem=problem, other_portal=other)
    legacy = not owner.name if owner else hashed_name(start_url or "") == os.path.basename(document.path)
    return entry._replace(
        life=token.life._replace(renewable_until=None) if legacy else token.life,
        problem=REFUSED if token.refused else _clock_problem(document),
        renewed_by=_renewers(token, legacy=legacy),
    )


def _clock_problem(document: TokenDocument) -> str:
    """Describe times of the token that botocore cannot read, though ssotui can."""
    if document.is_naive("expiresAt"):
        return "Its expiresAt names no time zone: taken as UTC, but the AWS CLI and boto3 cannot use it."
    registration = "registrationExpiresAt"
    if document.is_naive(registration):
        return f"Its {registration} names no time zone: taken as UTC, but the AWS CLI and boto3 cannot renew it."
    if registration in document.fields and not document.moment(registration):
        return f"Its {registration} is not a time: no tool can renew it."
    return ""


def _renewers(token: SsoToken, *, legacy: bool) -> str:
    """Say which tools can renew the token while the client registration lasts: they do not agree.

    No tool ever renews a ``legacy`` one, which is a start URL's.
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
