"""The main screen as it opens: the rows of Profiles in their order, and the counts, before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.actions.listing import ranking
from ssotui.actions.listing.inventory import configured_sessions, with_key_ends
from ssotui.actions.listing.ranking import Arrangement
from ssotui.aws.environment import active_profile
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.model.settings import Settings
from ssotui.model.usage import Usage
from ssotui.storage import state
from ssotui.tui.browser.empty_state import empty_state, here_of
from ssotui.tui.browser.sorting import in_order
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import ListView
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.row import Here

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

PICKING = {"keys.open": "use", "app.back": "cancel", "app.palette": ""}
"""The keys that matter while there is a profile to pick, by the titles they have then: letters are for the filter."""


class Opening(NamedTuple):
    """All that the first frame shows.

    Attributes:
        inventory: what the files say.
        view: the rows of Profiles.
        counts: of each view's rows.
        settings: those in force.
        picking: whether there is a profile to pick.
        profiles: the view without the lines of groups.
    """

    inventory: Inventory
    view: ListView
    profiles: ProfilesView
    counts: Mapping[Place, int]
    settings: Settings
    picking: bool = False

    def is_of(self, inventory: Inventory, settings: Settings, usage: Usage, arranged: Arrangement) -> bool:
        """Tell whether there are rows, which are those of that inventory, and would be drawn alike in that order."""
        view = self.profiles
        alike = self.settings is settings and view.usage == usage and view.arranged == arranged
        return len(view) > 0 and self.inventory is inventory and alike

    def here(self, keymap: Keymap) -> Here:
        """Give what a command pressed at once would find."""
        return here_of(self.view.rows[0] if len(self.view) else None, self.view, self.inventory, keymap)


def opened(
    inventory: Inventory, settings: Settings, glyphs: Glyphs, now: datetime, *, picking: bool = False, lines: int = 0
) -> Opening:
    """Order the profiles as they were left, and count what is remembered of accounts.

    Args:
        inventory: what the files say. Where it is pending, it is told when the keys of the first rows end.
        settings: those in force.
        glyphs: the signs of this terminal.
        now: the time.
        picking: whether there is a profile to pick.
        lines: of the terminal, in which no more rows than that are seen.
    """
    usage = state.load().usage()
    arranged = ranking.sort_of(usage, Place.PROFILES.value, settings.sort)
    rows = in_order(inventory.profiles, arranged, usage, now, settings=settings)
    if inventory.pending:
        seen = None if arranged.order in ranking.BY_TIME else [row.profile.name for row in rows[:lines]]
        inventory = with_key_ends(inventory, seen)
        rows = in_order(inventory.profiles, arranged, usage, now, settings=settings)
    roles = sum(
        max(1, len(known.roles))
        for session in configured_sessions(inventory)
        for known in state.load().catalog(session).accounts
        if known.asked_at
    )
    counts = {
        Place.PROFILES: len(inventory.profiles),
        Place.SESSIONS: len(inventory.sessions),
        Place.ACCOUNTS: roles,
    }
    signed_in = any(entry.session and entry.life.status(now).usable for entry in inventory.sessions)
    empty = empty_state(Place.PROFILES, inventory, glyphs, signed_in=signed_in)
    profiles = ProfilesView(rows, glyphs, settings, usage, empty, arranged=arranged, active=active_profile())
    view: ListView = profiles
    if arranged.order is ranking.Order.GROUPED:
        from ssotui.tui.browser.grouping import grouped

        view = grouped(profiles, inventory.sessions)
    return Opening(inventory, view, profiles, counts, settings, picking)
