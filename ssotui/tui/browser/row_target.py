"""What a row under the cursor stands for: whose keys, and whose session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import SsoSession
from ssotui.model.usage import profile_key, role_key
from ssotui.tui.accounts.view import RoleRow

if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target
    from ssotui.actions.listing.ranking import Rankable

Subject = ProfileRow | CacheEntry | RoleRow | None
"""A row of any view, or none."""


def target_of(subject: Subject) -> Target:
    """The row, as what to fetch.

    Raises:
        SsotuiError: it has no keys; the text says why.
    """
    from ssotui.actions.keys.fetching import target_of_profile, target_of_role

    match subject:
        case ProfileRow(profile=profile):
            return target_of_profile(profile)
        case RoleRow(role_name=""):
            raise UsageError("This account has no role to fetch keys for.", "Press r to ask the portal again.")
        case RoleRow() as row:
            return target_of_role(row.ref, row.account.name)
        case CacheEntry():
            raise UsageError("A session has no keys of its own.", "Pick a profile (1) or an account's role (3).")
        case None:
            raise UsageError("There is no row here.", "Press esc to clear the filter, or pick another view.")


def account_name_of(subject: Subject) -> str:
    """The name of the row's account, as far as it is known."""
    match subject:
        case ProfileRow(account_name=name):
            return name or ""
        case RoleRow(account=account):
            return account.name
        case _:
            return ""


def session_of(subject: Subject) -> SsoSession:
    """The session that the row belongs to.

    Raises:
        UsageError: it belongs to none that the config names.
    """
    session = None
    match subject:
        case ProfileRow(profile=profile):
            session = profile.session
        case RoleRow(account=account):
            session = account.session
        case CacheEntry() as entry:
            session = entry.session
    if session:
        return session
    raise UsageError("This row belongs to no SSO session of the config.", "Pick another one.")


def command_of(subject: Subject) -> str:
    """The command line that does what is wanted of the row; empty where there is none."""
    from ssotui.actions.keys import cli_equivalent

    try:
        if isinstance(subject, CacheEntry):
            return cli_equivalent.login(session_of(subject))
        return cli_equivalent.creds(target_of(subject))
    except SsotuiError:
        return ""


def rankable(row: ProfileRow | RoleRow, ends: Mapping[RoleRef, datetime] = MappingProxyType({})) -> Rankable:
    """What the row is ordered by; ``ends`` says until when the keys of roles last, which their rows do not know."""
    from ssotui.actions.listing.ranking import Rankable

    if isinstance(row, RoleRow):
        account = row.account
        name = account.name or account.account_id
        return Rankable(role_key(row.ref), name, name, ends.get(row.ref))
    profile = row.profile
    ends_at = row.keys_expire_at or (row.token.expires_at if row.token else None)
    return Rankable(profile_key(profile.name), profile.name, row.account_name or profile.account_id or "", ends_at)
