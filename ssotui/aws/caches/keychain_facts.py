"""Tell what of a token, a registration or a set of keys may stand in the keychain's index: nothing that is secret."""

from __future__ import annotations

from ssotui.aws.caches.renewal_support import renewers
from ssotui.aws.caches.token_document import TokenDocument, parse_document
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.storage.fast_json import DAMAGED, parse_json

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SECRET_KEYS = ("accessToken", "refreshToken", "clientSecret")
DIGEST = "digest"
ENDS = "Expiration"


def of_token(data: bytes) -> Mapping[str, Any]:
    """Describe a token: all that the list says of it. In the place of each secret stands whether it is there."""
    try:
        document = parse_document("", data)
    except ValueError:
        return {}
    fields = document.fields
    access_token, expires_at = Secret.parse(fields.get("accessToken")), document.moment("expiresAt")
    if access_token is None or expires_at is None:
        return {}
    known = ("startUrl", "region", "expiresAt", "clientId", "registrationExpiresAt")
    return {
        **{key: fields[key] for key in known if isinstance(fields.get(key), str)},
        **{key: Secret.parse(fields.get(key)) is not None for key in SECRET_KEYS},
        DIGEST: SsoToken(access_token, expires_at).digest(),
    }


def of_registration(data: bytes) -> Mapping[str, Any]:
    """Describe a registration: only its sessions' names matter, since no list shows it."""
    del data
    return {"registration": True}


def of_keys(data: bytes) -> Mapping[str, Any]:
    """Describe cached keys: when they end, and the ARN that an assumed role has."""
    try:
        content = parse_json(data)
        user = content.get("AssumedRoleUser") or {}
        return {ENDS: str(content["Credentials"][ENDS]), "Arn": str(user.get("Arn") or "")}
    except DAMAGED:
        return {}


def entry_of(session: SsoSession, facts: Mapping[str, Any]) -> CacheEntry:
    """Make the session's entry of the list from what the index says of its token."""
    base = CacheEntry(EntryKind.TOKEN, None, session, session.start_url, session.region, in_keychain=True)
    document = TokenDocument("", dict(facts))
    expires_at = document.moment("expiresAt")
    if expires_at is None:
        return base._replace(
            kind=EntryKind.UNREADABLE, life=base.life._replace(present=True), problem="The keychain's entry is damaged."
        )
    if other := session.differs_from(document.text("startUrl"), document.text("region")):
        problem = f"Its token is of another portal, {other}. Sign in to the one that the config names."
        return base._replace(problem=problem, other_portal=other)
    there = Secret("there")
    refusal = (state.refusals() or {}).get(str(facts.get(DIGEST)))
    token = SsoToken(
        there,
        expires_at,
        refresh_token=there if facts.get("refreshToken") else None,
        client_id=document.text("clientId"),
        client_secret=there if facts.get("clientSecret") else None,
        registration_expires_at=document.moment("registrationExpiresAt"),
        refused=bool(refusal and refusal.token),
        renewal_refused=bool(refusal and refusal.renewal),
    )
    legacy = not session.name
    by_others = renewers(token._replace(start_url=session.start_url), legacy=legacy)
    return base._replace(
        life=token.life._replace(renewable_until=None) if legacy else token.life,
        renewed_by=by_others if by_others.startswith("nobody") else "only ssotui: it is in the keychain",
        problem="The portal has refused this token: sign in again." if token.refused else "",
    )
