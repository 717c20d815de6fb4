"""Which profile a command line means."""

from __future__ import annotations

from ssotui.aws.environment import profile_or_default
from ssotui.model.errors import UnusableFile
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import Severity

__all__ = ["not_found", "pick_profile", "profile_or_default"]


def pick_profile(inventory: Inventory, name: str) -> ProfileRow:
    """The profile of that name.

    Raises:
        UnusableFile: there is none.
    """
    row = inventory.find(name)
    if row:
        return row
    raise not_found(inventory, f"There is no profile {name!r}.", "ssotui list shows the profiles.")


def not_found(inventory: Inventory, message: str, hint: str) -> UnusableFile:
    """The error that says so; and where a file cannot be read as it should be, that this may be why."""
    for problem in inventory.problems:
        if problem.severity is Severity.ERROR:
            where = f"{problem.place}: " if problem.place else ""
            return UnusableFile(f"{message} {where}{problem.message}", problem.fix)
    return UnusableFile(message, hint)
