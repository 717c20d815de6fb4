"""Sign out of one session: at the portal, and of what this machine keeps for it. Nothing else is touched."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from types import MappingProxyType

from ssotui.actions.profiles.key_source import cached_source_of
from ssotui.actions.sign_in.tokens import renewal_lock
from ssotui.aws.caches import sso_cache
from ssotui.aws.caches.keys_cache import expiries, file_name
from ssotui.aws.caches.sign_out import assumed_elsewhere, delete_keys, delete_token
from ssotui.aws.services import portal
from ssotui.model.clock import Clock, utc_now
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.model.sources import Cached
from ssotui.model.text import counted, some_of, visible
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state


class KnownRoles(NamedTuple):
    """The roles whose cached keys come from a session.

    Attributes:
        own: roles whose keys nothing else can have given: those of the session, and of chains that begin there.
        shared: profiles whose role other profiles take with other keys, each with its role: both have one cached file.
        all: every role that any profile names, of whichever session.
    """

    own: frozenset[Cached]
    shared: Mapping[str, Cached] = MappingProxyType({})
    all: frozenset[Cached] = frozenset()


def known_roles(session: SsoSession, inventory: Inventory) -> KnownRoles:
    """The roles of the session that anything here names: profiles, chains, and the accounts that were ever listed."""
    sources = {row.profile.name: source for row in inventory.profiles if (source := cached_source_of(row.profile))}
    listed = (
        RoleRef(session, found.account.account_id, role)
        for found in state.load().catalog(session).found
        for role in found.roles
    )
    takers: dict[str, set[SsoSession | None]] = {}
    for source in sources.values():
        takers.setdefault(file_name(source), set()).add(source.session)
    ours = {name: source for name, source in sources.items() if source.session == session}
    shared = {name: source for name, source in ours.items() if takers[file_name(source)] != {session}}
    own = (source for name, source in ours.items() if name not in shared)
    return KnownRoles(frozenset((*own, *listed)), shared, frozenset(sources.values()))


def sign_out(session: SsoSession, roles: KnownRoles, clock: Clock = utc_now) -> str:
    """Delete the session's token and the keys of its roles, then end the session at the portal; say what was done.

    In this order, so that no network keeps a secret on the disk.

    Args:
        session: which one.
        roles: from :func:`known_roles`.
        clock: the time.

    Raises:
        UnusableFile: the token's file cannot be deleted.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(SsotuiError):
            stack.enter_context(renewal_lock(session))  # a renewal under way would put a new token there
        token = _token_to_end(session)
        had_token = delete_token(session)
        keys = delete_keys(roles.own)
    told, label = _at_portal(session, token), visible(session.label)
    now, ends = clock(), expiries(roles.shared.values())
    shared = [name for name, role in roles.shared.items() if role in ends and ends[role] > now]
    left = (*shared, *assumed_elsewhere((*roles.own, *roles.all), now))
    deleted = counted(keys, "cached key set")
    if had_token:
        what = f"its token and {deleted} are" if keys else "its token is"
        said = f"Signed out of {label}: {what} deleted. {told}"
    else:
        said = f"{label} was not signed in." + (f" Deleted {deleted}." if keys else "")
    if left:
        said += f" These cached keys may come from it too, and stay until they expire: {some_of(left)}."
    return said


def _at_portal(session: SsoSession, token: SsoToken | None) -> str:
    """End the token's session at the portal; what came of it, in a sentence."""
    if not token:
        return "The portal was not told: the file held no token."
    try:
        portal.logout(session, token.access_token, token.region)
    except SignInNeeded:
        return "The portal had ended the session already."
    except SsotuiError as error:
        return f"The portal was not told: {error.message}"
    return "The portal has ended the session."


def _token_to_end(session: SsoSession) -> SsoToken | None:
    """The token that the file holds, whichever portal gave it; a damaged one is none."""
    try:
        return sso_cache.read_token(session)
    except UnusableFile:
        return None
