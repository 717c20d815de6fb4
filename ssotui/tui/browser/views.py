"""The view that is shown, and what stands around it: the list, its detail panel, the counts and the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssotui.actions.listing.ranking import Order
from ssotui.aws.caches import keys_cache
from ssotui.aws.environment import active_profile
from ssotui.model.errors import UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.tui.accounts.loader import AccountLoader
from ssotui.tui.accounts.view import AccountsView
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.empty_state import empty_state
from ssotui.tui.browser.files import Files
from ssotui.tui.browser.filter import Filter
from ssotui.tui.browser.opening import Opening
from ssotui.tui.browser.sorting import Sorting, in_order, key_of
from ssotui.tui.list.columns import PANEL
from ssotui.tui.list.list_view import ListView
from ssotui.tui.list.row_list import RowList, ViewState
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.sessions.view import SessionsView
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.row import RoleRow, Row, SelectedRow
from ssotui.tui.widgets.header import HeaderBar
from ssotui.tui.widgets.key_bar import KeyBar

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

    from ssotui.model.credentials import RoleRef


class Parts(NamedTuple):
    """The parts of the screen that show the view, each in its own way."""

    rows: RowList
    filter: Filter
    header: HeaderBar
    detail: DetailPanel
    bar: KeyBar


class Views:
    """Owns which view is shown, and how a person has left each of the others.

    Args:
        context: the edges of the app.
        files: what was read of them.
        accounts: the accounts and roles that are known.
        sorting: the order of the rows, and the favourites.
        parts: the widgets that show it.
    """

    def __init__(
        self, context: AppContext, files: Files, accounts: AccountLoader, sorting: Sorting, parts: Parts
    ) -> None:
        self._flat: ListView = ProfilesView((), context.glyphs)
        self.view: ListView = self._flat
        """As it is drawn: the rows under the lines of their groups, in a grouped order."""
        self._context = context
        self._files = files
        self._accounts = accounts
        self._sorting = sorting
        self._parts = parts
        self._left: dict[Place, ViewState] = {}
        self.opening: Opening | None = None
        """The first frame, whose rows the list takes over."""

    @property
    def place(self) -> Place:
        """The view that is shown."""
        return self.view.place

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        at = self._parts.rows.current
        return None if at is None else self.view.rows[at]

    @property
    def selected(self) -> Sequence[SelectedRow]:
        """The selected rows, as the list shows them; those that the filter hides come last."""
        view = self._flat
        return [
            SelectedRow(view.key(at), view.rows[at], " ".join(filter(None, view.parts(at)[:2])))
            for at in self._parts.rows.selected
        ]

    def show(self, place: Place) -> None:
        """Show another view as it was left: its filter, its cursor, its selection."""
        if place is self.place:
            return
        rows = self._parts.rows
        self._left[self.place] = rows.state
        at = self._left.get(place, ViewState())
        self._take(self._made(place))
        rows.go_to(self.view, at)
        self._parts.filter.put(at.query)
        self._show_around()

    def go_to(self, key: str) -> None:
        """Move the cursor to the row of that key; a filter that hides it is cleared."""
        rows = self._parts.rows
        if key not in (self.view.key(index) for index in rows.order):
            self._parts.filter.put("")
            self._parts.filter.apply("")
        rows.go_to_key(key)

    def go_to_last_used(self) -> None:
        """Move the cursor to the row that was used last before this one.

        Raises:
            UsageError: no other row of the view was used yet.
        """
        self._sorting.recall()
        rows = {
            key_of(row): self.view.key(at)
            for at, row in enumerate(self.view.rows)
            if isinstance(row, ProfileRow | RoleRow)
        }
        used = sorted(self._sorting.usage.recents.items(), key=lambda each: each[1].at, reverse=True)
        wanted = next((rows[key] for key, _ in used if key in rows and rows[key] != self._parts.rows.current_key), None)
        if wanted is None:
            raise UsageError("No other role was used from here yet.", "Get the keys of one, then of another one.")
        self.go_to(wanted)

    def redraw(self) -> None:
        """Draw the view anew; the cursor stays on its row."""
        rows = self._parts.rows
        self._take(self._made(self.place))
        keep = rows.current_key
        if isinstance(self._flat, AccountsView):
            keep = self._flat.standing_for(keep)
        rows.show(self.view, keep)
        self._show_around()

    def have_other_keys(self) -> bool:
        """Tell whether the cached keys of the roles that are shown in Accounts last longer or shorter than shown."""
        view = self._flat
        return isinstance(view, AccountsView) and _ends(view.rows) != view.expiries

    def show_row(self) -> None:
        """Show the row that is under the cursor in the panel, which gets the cells that the list can spare."""
        self.share_width()
        row = self.row
        expiries = self._flat.expiries if isinstance(self._flat, AccountsView) else {}
        self._parts.detail.show(row, expiries.get(row.ref) if isinstance(row, RoleRow) else None)

    def share_width(self) -> None:
        """Give the panel the cells that the list can spare."""
        rows, detail = self._parts.rows, self._parts.detail
        width = rows.panel_width(rows.app.size.width)
        detail.display = width > 0
        detail.styles.width = width or PANEL

    def _take(self, view: ListView) -> None:
        self._flat, self.view = view, view
        if view.arranged.order is Order.GROUPED and isinstance(view, ProfilesView | AccountsView):
            from ssotui.tui.browser.grouping import grouped

            self.view = grouped(view, self._files.inventory.sessions)

    def _show_around(self) -> None:
        """Tell header, bar and filter line of the view, and show its row."""
        self.show_row()
        inventory, header = self._files.inventory, self._parts.header
        header.place, header.sessions, header.problems = self.place, inventory.sessions, inventory.problems
        header.counts = {
            Place.PROFILES: len(inventory.profiles),
            Place.SESSIONS: len(inventory.sessions),
            Place.ACCOUNTS: self._accounts.row_count,
        }
        self._parts.bar.place = self.place
        self._parts.filter.show_count()

    def _made(self, place: Place) -> ListView:
        """Make the view of that place, its rows in their order."""
        inventory, accounts = self._files.inventory, self._accounts
        glyphs, settings, now = self._context.glyphs, self._context.settings, self._context.clock()
        usage, arranged = self._sorting.usage, self._sorting.of(place)
        opening, self.opening = self.opening, None  # it would stay in memory beside what is read later
        if place is Place.PROFILES and opening and opening.is_of(inventory, settings, usage, arranged):
            return opening.profiles
        if place is Place.SESSIONS:
            return SessionsView(inventory.sessions, glyphs)
        empty = empty_state(
            place,
            inventory,
            glyphs,
            signed_in=bool(accounts.signed_in(inventory)),
            asking=accounts.progress is not None or accounts.unasked(inventory),
            error=accounts.error.message if accounts.error else "",
        )
        if place is Place.ACCOUNTS:
            found = accounts.rows
            expiries = _ends(found)
            roles = in_order(found, arranged, usage, now, settings=settings, ends=expiries)
            opens = self._context.keymap.text("keys.open")
            return AccountsView(
                roles, expiries, glyphs, opens, empty, settings=settings, usage=usage, arranged=arranged
            )
        rows = in_order(inventory.profiles, arranged, usage, now, settings=settings)
        return ProfilesView(rows, glyphs, settings, usage, empty, arranged=arranged, active=active_profile())


def _ends(rows: Iterable[RoleRow]) -> dict[RoleRef, datetime]:
    """Read until when the cached keys of the roles last."""
    return keys_cache.expiries([row.ref for row in rows])
