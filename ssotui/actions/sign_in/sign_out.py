"""Sign out of one session: at the portal, and of what this machine keeps for it. Nothing else is touched."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from ssotui.actions.profiles.key_source import role_of
from ssotui.actions.sign_in.tokens import renewal_lock
from ssotui.aws.caches import sso_cache
from ssotui.aws.caches.sign_out import delete_keys, delete_token
from ssotui.aws.services import portal
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import accounts_memory


class SignedOut(NamedTuple):
    """What was there, and what the portal said."""

    session: SsoSession
    had_token: bool
    keys: int
    portal: str

    @property
    def summary(self) -> str:
        """In the words of a person."""
        label = visible(self.session.label)
        keys = f"{self.keys} cached key set{'' if self.keys == 1 else 's'}"
        if not self.had_token:
            return f"{label} was not signed in." + (f" Deleted {keys}." if self.keys else "")
        what = f"its token and {keys} are" if self.keys else "its token is"
        return f"Signed out of {label}: {what} deleted. {self.portal}".strip()


def known_roles(session: SsoSession, inventory: Inventory) -> frozenset[RoleRef]:
    """The session's roles that anything here names: profiles, and the accounts that were ever listed."""
    of_profiles = (role_of(row.profile) for row in inventory.profiles)
    listed = (
        RoleRef(session, found.account.account_id, role)
        for found in accounts_memory.recall(session).found
        for role in found.roles
    )
    return frozenset(role for role in (*of_profiles, *listed) if role and role.session == session)


def sign_out(session: SsoSession, roles: Iterable[RoleRef]) -> SignedOut:
    """Delete the session's token and the keys of its roles, then end the session at the portal.

    In this order, so that no network keeps a secret on the disk.

    Raises:
        UnusableFile: the token's file cannot be deleted.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(SsotuiError):
            stack.enter_context(renewal_lock(session))  # a renewal under way would put a new token there
        token = _token_to_end(session)
        had_token = delete_token(session)
        keys = delete_keys(roles)
    if not token:
        return SignedOut(session, had_token, keys, "The portal was not told: the file held no token.")
    try:
        portal.logout(token.region or session.region, token.access_token)
    except SignInNeeded:
        said = "At the portal it had ended already."
    except SsotuiError as error:
        said = f"The portal was not told: {error.message}"
    else:
        said = "The portal has ended the session."
    return SignedOut(session, had_token, keys, said)


def _token_to_end(session: SsoSession) -> SsoToken | None:
    """The token that the file holds, whichever portal gave it; a damaged one is none."""
    try:
        return sso_cache.read_token(session)
    except UnusableFile:
        return None
