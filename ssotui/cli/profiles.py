"""Find the profile that a command line means."""

from __future__ import annotations

from ssotui.actions.profiles.not_found import no_profile
from ssotui.aws.environment import profile_or_default
from ssotui.model.inventory import Inventory, ProfileRow

__all__ = ["pick_profile", "profile_or_default"]


def pick_profile(inventory: Inventory, name: str) -> ProfileRow:
    """The profile of that name.

    Raises:
        UnusableFile: there is none.
    """
    row = inventory.find(name)
    if row:
        return row
    raise no_profile(inventory.problems, name, (row.profile.name for row in inventory.profiles))
