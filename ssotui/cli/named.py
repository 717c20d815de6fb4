"""Find the profile or the session that a command line names."""

from __future__ import annotations

from ssotui.actions.listing.inventory import configured_sessions
from ssotui.actions.profiles.not_found import no_profile, unfound
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import Severity
from ssotui.model.token import SsoSession

NEW_SESSION = "Run ssotui, then press 2 and n to make one; or run: aws configure sso"
"""What to do where there is none."""


def pick_profile(inventory: Inventory, name: str) -> ProfileRow:
    """Find the profile of that name.

    Raises:
        UnusableFile: there is none.
    """
    row = inventory.find(name)
    if row:
        return row
    raise no_profile(inventory.problems, name, (row.profile.name for row in inventory.profiles))


def pick_session(inventory: Inventory, name: str | None, usage: str) -> SsoSession:
    """Find the session of that name or legacy start URL; without a name the only one there is.

    Args:
        inventory: what the files say.
        name: as the command line has it.
        usage: how the command line names one, for a person who has not.

    Raises:
        UnusableFile: there is none of that name.
        UsageError: there is not exactly one.
    """
    sessions = configured_sessions(inventory)
    found = [session for session in sessions if name in {None, session.label}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(session.label for session in sessions) or "none"
    if name and len(found) > 1:
        raise UnusableFile(
            f"{name!r} is used with several regions.",
            f"{usage.split('SESSION', maxsplit=1)[0].strip()} --profile P says which.",
        )
    if name and inventory.find(name):
        raise UnusableFile(f"{name!r} is a profile, not a session.", f"The sessions are: {known}.")
    if name:
        raise unfound(
            inventory.problems,
            f"There is no session {name!r}.",
            f"The config names: {known}.",
            name=name,
            known=[session.label for session in sessions],
        )
    if not sessions:
        raise no_session(inventory)
    raise UsageError("Which session?", f"{usage}; the config names: {known}.")


def no_session(inventory: Inventory) -> UnusableFile:
    """Make the error for a config without SSO sessions."""
    return unfound(inventory.problems, "The config names no SSO session.", NEW_SESSION)


def session_of_profile(inventory: Inventory, name: str) -> SsoSession:
    """Find the session that the profile's keys come from.

    Raises:
        UnusableFile: there is no such profile, or it has no session.
    """
    row = pick_profile(inventory, name)
    if row.profile.session:
        return row.profile.session
    for problem in row.profile.problems:
        if problem.severity is Severity.ERROR:
            raise UnusableFile(f"Profile {name!r}: {problem.message}", problem.fix)
    raise UnusableFile(f"Profile {name!r} has no SSO session.", "ssotui list shows where its keys come from.")
