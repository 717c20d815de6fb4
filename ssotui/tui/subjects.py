"""What a row under the cursor stands for: whose keys, and whose session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssotui.model.errors import UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import SsoSession
from ssotui.tui.views.accounts import RoleRow
from ssotui.tui.widgets.detail import Subject

if TYPE_CHECKING:
    from ssotui.actions.keys import Target


def target_of(subject: Subject) -> Target:
    """The row, as what to fetch.

    Raises:
        SsotuiError: it has no keys; the text says why.
    """
    from ssotui.actions.keys import target_of_profile, target_of_role

    match subject:
        case ProfileRow(profile=profile):
            return target_of_profile(profile)
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
