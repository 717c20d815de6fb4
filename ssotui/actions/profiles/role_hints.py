"""Guess which of an account's roles somebody meant by a name that the portal does not know."""

from __future__ import annotations

from collections.abc import Collection

from ssotui.aws.config import profile_problems as wrong
from ssotui.aws.config.role_names import permission_set
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import AccessDenied
from ssotui.model.profile import Problem, Profile
from ssotui.model.text import some_of, visible
from ssotui.storage import state


def unknown_role(profile: Profile, roles: Collection[str]) -> Problem | None:
    """The problem of a profile whose role the account has under another spelling; ``None`` for any other name.

    Args:
        profile: names a role that is not among the account's.
        roles: those that the portal has told.
    """
    name = profile.role_name or ""
    folded = name.casefold()
    meant = next((role for role in roles if role.casefold() == folded), None)
    if meant is None:
        return None
    return wrong.role_spelling(name, meant).at(profile.place_of("sso_role_name"))


def explained(error: AccessDenied, role: RoleRef) -> AccessDenied:
    """The portal's refusal, with the role that was meant or the roles that there are, as far as that is known."""
    known = state.load().accounts().get(role.account_id)
    roles = known.roles if known else ()
    bare = permission_set(role.role_name)
    if role.role_name in roles:
        return error
    if meant := _meant(bare, roles) or (bare if bare != role.role_name else ""):
        return AccessDenied(error.message, f"Did you mean the role {visible(meant)}?")
    if roles:
        roles_known = f"The account is known to have: {some_of(roles, most=5)}."
        return AccessDenied(
            error.message,
            f"{roles_known} ssotui accounts --refresh lists them anew.",
            on_screen=f"{roles_known} {{list.reload}} in Accounts ({{view.accounts}}) lists them anew.",
        )
    return error


def _meant(name: str, roles: Collection[str]) -> str:
    from difflib import get_close_matches  # late: only who fails waits for it

    spelled = {role.casefold(): role for role in roles}
    close = get_close_matches(name.casefold(), spelled, n=1, cutoff=0.7)
    return spelled[close[0]] if close else ""
