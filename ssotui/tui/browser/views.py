"""The view of a place, made of all that is known of its rows."""

from __future__ import annotations

from ssotui.actions.listing.inventory import cached_expiries
from ssotui.model.inventory import Inventory
from ssotui.tui.accounts.loader import AccountLoader
from ssotui.tui.accounts.view import AccountsView
from ssotui.tui.browser.empty_state import empty_state
from ssotui.tui.browser.sorting import Sorting
from ssotui.tui.list.list_view import ListView
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.sessions.view import SessionsView
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext


def view_of(
    place: Place, inventory: Inventory, accounts: AccountLoader, sorting: Sorting, context: AppContext
) -> ListView:
    """Make the view, its rows in their order.

    Args:
        place: which view.
        inventory: the files as last read.
        accounts: the accounts and roles that are known.
        sorting: the order of the rows, and the favourites.
        context: the edges of the app.
    """
    glyphs, settings = context.glyphs, context.settings
    empty = empty_state(
        place,
        inventory,
        glyphs,
        signed_in=bool(accounts.signed_in(inventory)),
        asking=accounts.progress is not None or accounts.unasked(inventory),
        error=accounts.error.message if accounts.error else "",
    )
    if place is Place.SESSIONS:
        return SessionsView(inventory.sessions, glyphs)
    if place is Place.ACCOUNTS:
        found = accounts.rows
        expiries = cached_expiries([row.ref for row in found])
        rows = sorting.sorted(found, place, expiries)
        return AccountsView(rows, expiries, glyphs, empty, settings=settings, usage=sorting.usage)
    return ProfilesView(sorting.sorted(inventory.profiles, place), glyphs, settings, sorting.usage, empty)
