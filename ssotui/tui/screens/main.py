"""The one list with its three views, the detail panel beside it, the keys below."""

from __future__ import annotations

from asyncio import Event as AsyncEvent
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer

from ssotui.actions.background import start
from ssotui.actions.inventory import cached_expiries
from ssotui.aws import locations
from ssotui.model.clock import describe_left
from ssotui.model.errors import SsotuiError
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import Profile
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import SsoSession
from ssotui.model.usage import Usage
from ssotui.tui.clocks import bar
from ssotui.tui.commands import Place
from ssotui.tui.many import Many
from ssotui.tui.services import in_thread
from ssotui.tui.subjects import Subject, account_name_of, rankable, session_of, target_of
from ssotui.tui.views.accounts import AccountsView, RoleRow, role_rows
from ssotui.tui.views.base import ListView
from ssotui.tui.views.profiles import ProfilesView
from ssotui.tui.views.sessions import SessionsView
from ssotui.tui.widgets.detail import DetailPanel
from ssotui.tui.widgets.filter_line import FilterLine
from ssotui.tui.widgets.header import HeaderBar
from ssotui.tui.widgets.key_bar import KeyBar
from ssotui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widgets import Input

    from ssotui.actions.keys import Target
    from ssotui.actions.provenance import Origin
    from ssotui.actions.ranking import Order

RESTED_SECONDS = 0.2
"""The cursor has stayed on a row for so long: somebody is reading."""

PANEL_FROM = 100
"""Columns from which there is room for the detail panel."""


FRESH = timedelta(minutes=1)
"""A listing of this age needs no word about it."""

ORDER_WORDS = {"file": "file", "name": "name", "account": "account", "time": "time left", "recent": "recent use"}

Row = TypeVar("Row", ProfileRow, RoleRow)


class MainScreen(Many[None]):
    """Shows an inventory; every action here is one of the command table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit_filter", "open the best row", show=False, priority=True),
    ]
    AUTO_FOCUS = "RowList"
    PLACES: ClassVar = (Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS)

    @dataclass
    class InventoryRead(Message):
        """The files were read."""

        inventory: Inventory

    @dataclass
    class OriginsFound(Message):
        """Where the values of a profile come from."""

        profile: str
        origins: tuple[Origin, ...]

    def __init__(self, reading: Future[Inventory] | None = None, *, picking: bool = False) -> None:
        super().__init__()
        self._picking = picking
        self._reading = reading
        self._filter_line = FilterLine(self.services.keymap)
        self._inventory = Inventory()
        self._left = Event()
        self._usage = Usage()
        self._rested: Timer | None = None
        self._orders: dict[Place, Order] = {}
        self._kept: dict[Place, str | None] = {}
        self._view: ListView = ProfilesView((), self.services.glyphs)

    def compose(self) -> ComposeResult:
        """Header, list and panel, keys."""
        clock, glyphs = self.services.clock, self.services.glyphs
        yield HeaderBar(clock, glyphs)
        with Horizontal(id="body"):
            with Vertical(id="panel"):
                yield self._filter_line
                yield RowList(clock, glyphs, self.services.keymap, self.conceal, id="rows")
            yield DetailPanel(clock, glyphs, self.conceal, self.services.settings)
        yield KeyBar(glyphs, self.services.keymap)

    @on(events.Mount)
    async def _open(self) -> None:
        """Show what was read meanwhile, so that the first frame has it."""
        if self._reading and self._reading.done():
            self._show_inventory(self.InventoryRead(self._reading.result()))
        else:
            self._read(self._reading)
        if self._picking:
            await self.action_filter()
        else:
            self.call_after_refresh(self._filter_line.ready_input)
        if follow := self.services.follow:
            start(lambda: follow(self._files_changed, self._left), "ssotui-watch")

    async def on_key(self, event: events.Key) -> None:
        """Where there is a profile to pick, what was typed before the filter had the keyboard is for it too."""
        box = self._filter_line.input
        if not self._picking or box is None or self.focused is not box:
            return
        if event.is_printable and event.character:
            event.stop()
            box.insert_text_at_cursor(event.character)
        elif event.key == "enter":
            event.stop()
            await self.action_submit_filter()

    def on_unmount(self) -> None:
        """Nobody is left to tell of changes."""
        self._left.set()

    def on_resize(self, event: events.Resize) -> None:
        """There is room for the panel, or there is not."""
        self.query_one(DetailPanel).display = event.size.width >= PANEL_FROM

    @property
    def place(self) -> Place:
        """Which view is shown."""
        return self._view.place

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def tick(self) -> None:
        """Once a second: each clock repaints itself, if its words have changed."""
        self.rows.tick()
        self.query_one(HeaderBar).tick()
        self.query_one(DetailPanel).tick()
        self.warn(self._inventory.sessions)

    def target(self) -> Target:
        """The row under the cursor, as what to fetch."""
        return target_of(self._subject())

    def session(self) -> SsoSession:
        """The row's."""
        return session_of(self._subject())

    def busy(self, what: str) -> None:
        """On the panel's lower edge."""
        self.query_one("#panel").border_subtitle = what

    def action_view(self, place: str) -> None:
        """Show another view; its cursor is where it was left."""
        self._kept[self._view.place] = self.rows.current_key
        self._show_view(Place(place), self._kept.get(Place(place)))
        if self._view.place is Place.ACCOUNTS and not self.asked_portal:
            self.ask_portal(self._inventory)
        self._show_progress()

    def action_open_keys(self) -> None:
        """The Keys screen of the row."""
        from ssotui.tui.screens.keys import KeysScreen

        subject = self._subject()
        if isinstance(subject, RoleRow) and subject.error:
            self.retry_account(subject.account)
            return
        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        name = account_name_of(self._subject())
        self.app.push_screen(KeysScreen(target, name), lambda _: self._reread())

    def action_use(self) -> None:
        """Leave, and switch the shell to the row's profile."""
        match self._subject():
            case ProfileRow(profile=profile) if self._picking or self.services.switches:
                self.app.exit(profile.name)
            case ProfileRow():
                self.notify(
                    "Only a shell function can switch the shell. Set it up once: ssotui init --help",
                    severity="warning",
                    markup=False,
                )

    async def action_filter(self) -> None:
        """Type into the filter. The keys typed after its own wait until it has the keyboard."""
        if box := await self._filter_line.ready_input():
            self.set_focus(box)

    async def action_submit_filter(self) -> None:
        """Open the best row, by all that was typed before; the keys typed after go to what opens."""
        box = self._filter_line.input
        if box is None:
            return
        typed = AsyncEvent()
        box.call_later(typed.set)
        await typed.wait()
        self.rows.filter(box.value)
        self._show_count()
        self.set_focus(self.rows)
        self._open_row()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter's line, its key is a letter like any other (start URLs have it too), and enter submits."""
        typing = self.focused is not None and self.focused is self._filter_line.input
        if parameters == ("list.filter",):
            return not typing
        return typing if action == "submit_filter" else super().check_action(action, parameters)

    def action_back(self) -> None:
        """Clear the filter, then leave its line; where there is a profile to pick, pick none."""
        box = self._filter_line.input
        if self._picking and not (box and box.value):
            self.app.exit()
        if box:
            box.value = ""
        self.rows.select_none()
        self.rows.focus()

    def chosen(self) -> list[Subject]:
        """The selected rows, or the one under the cursor."""
        return [self._subject_at(index) for index in self.rows.selected] or [self._subject()]

    def action_select(self) -> None:
        """Select the row, or no longer."""
        self.rows.toggle()

    def action_select_all(self) -> None:
        """Select all rows that the filter leaves, or none."""
        self.rows.toggle_all()

    def action_reload(self) -> None:
        """Read the files again; in Accounts, ask the portal."""
        self._read()
        if self._view.place is Place.ACCOUNTS:
            self.ask_portal(self._inventory)

    def action_new_session(self) -> None:
        """The form; what it makes is signed in to at once."""
        from ssotui.tui.screens.new_session import NewSessionScreen

        def made(session: SsoSession | None) -> None:
            if session:
                self.sign_in(session, lambda said: self.post_message(self.Done(said)))
            self._reread()

        self.app.push_screen(NewSessionScreen(), made)

    def action_delete_file(self) -> None:
        """Ask, then delete the row's file."""
        from ssotui.actions import cache_files
        from ssotui.tui.screens.confirm import ConfirmScreen

        entry = self._subject()
        if not isinstance(entry, CacheEntry):
            return
        try:
            cost = cache_files.cost(entry)
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._delete_file(entry)

        file = locations.shorten(str(entry.path))
        self.app.push_screen(ConfirmScreen(file, "Delete this file?", cost), answered)

    def action_list_move(self, by: int) -> None:
        """From the filter's line."""
        self.rows.action_move(by)

    def action_list_page(self, by: int) -> None:
        """From the filter's line."""
        self.rows.action_page(by)

    @work(exclusive=True, group="read", exit_on_error=False, description="read the files")
    async def _read(self, begun: Future[Inventory] | None = None) -> None:
        inventory = await in_thread(begun.result if begun else self.services.read)
        self.post_message(self.InventoryRead(inventory))

    @work(exclusive=True, group="delete", exit_on_error=False, description="delete a file")
    async def _delete_file(self, entry: CacheEntry) -> None:
        from ssotui.actions.cache_files import delete_entry

        try:
            said = await in_thread(lambda: delete_entry(entry))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(said))

    def _files_changed(self) -> None:
        """Read the files, and show what is new. Called on the thread that watches them.

        In Accounts the keys' clocks are not in the inventory, so that it may be the same although they have changed.
        """
        inventory = self.services.read()
        if inventory != self._inventory or self._view.place is Place.ACCOUNTS:
            self.post_message(self.InventoryRead(inventory))

    @on(InventoryRead)
    def _show_inventory(self, message: InventoryRead) -> None:
        self._inventory = message.inventory
        self.recall_accounts(message.inventory)
        self._recall_usage()
        self._show_view(self._view.place, self.rows.current_key)

    def accounts_changed(self) -> None:
        """Draw the view anew; the cursor stays on its row."""
        self._show_view(self._view.place, self.rows.current_key)
        self._show_progress()

    def accounts_in_sight(self) -> list[str]:
        """Those on the screen."""
        view = self._view
        return [view.rows[at].account.account_id for at in self.rows.in_sight] if isinstance(view, AccountsView) else []

    def _show_progress(self) -> None:
        """How far the portal has told the accounts; else how old the listing is."""
        if progress := self.progress:
            done, total = progress
            drawn = bar(timedelta(seconds=done), timedelta(seconds=max(total, 1)), self.services.glyphs)
            self.busy(f"{drawn} {done}/{total} accounts" if total else "asking the portal for accounts")
        elif self._view.place is Place.ACCOUNTS:
            ends = [listing.catalog.complete_at for listing in self.listings.values() if listing.catalog]
            ages = [self.services.clock() - end for end in ends if end]
            self.busy(f"listed {describe_left(max(ages))} ago" if ages and max(ages) > FRESH else "")
        else:
            self.busy("")

    def _sorted(self, rows: tuple[Row, ...], place: Place) -> tuple[Row, ...]:
        """The rows in the list's order, favourites first; without either as the files have them."""
        order = self._orders.get(place, "file")
        if order == "file" and not self._usage.favourites:
            return rows
        from ssotui.actions import ranking

        found = ranking.ordered(
            [rankable(row) for row in rows],
            ranking.Order(order),
            self._usage.favourites,
            self._usage.recents,
            self.services.clock(),
        )
        return tuple(rows[at] for at in found)

    def action_favourite(self) -> None:
        """Make the row a favourite, or no longer."""
        from ssotui.actions import ranking

        subject = self._subject()
        if not isinstance(subject, ProfileRow | RoleRow):
            return
        key = rankable(subject).key
        try:
            ranking.set_favourites([key], favourite=key not in self._usage.favourites)
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        self._recall_usage()
        self._show_view(self._view.place, self.rows.current_key)

    def action_sort(self) -> None:
        """Take the next order."""
        from ssotui.actions import ranking

        place = self._view.place
        self._orders[place] = ranking.next_order(self._orders[place])
        ranking.remember_sort(place.value, self._orders[place])
        self._show_view(place, self.rows.current_key)
        self.notify(f"Sorted by {ORDER_WORDS[self._orders[place]]}.", markup=False)

    def _recall_usage(self) -> None:
        from ssotui.actions import ranking

        self._usage = ranking.recall()
        for place in (Place.PROFILES, Place.ACCOUNTS):
            self._orders[place] = ranking.sort_of(self._usage, place.value, self.services.settings.sort)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list by what has been typed so far."""
        self.rows.filter(event.value)
        self._show_count()

    @on(RowList.Moved)
    def _show_detail(self, message: RowList.Moved) -> None:
        subject, expires_at = self._subject_at(message.index), None
        if isinstance(subject, RoleRow) and isinstance(self._view, AccountsView):
            expires_at = self._view.expiries.get(subject.ref)
        panel = self.query_one(DetailPanel)
        panel.show(subject, expires_at)
        if self._rested:
            self._rested.stop()
        if isinstance(subject, ProfileRow) and panel.display:
            profile = subject.profile
            self._rested = self.set_timer(RESTED_SECONDS, lambda: self._find_origins(profile))

    @work(exclusive=True, group="origins", exit_on_error=False, description="find where the values come from")
    async def _find_origins(self, profile: Profile) -> None:
        from ssotui.actions.provenance import origins

        found = await in_thread(lambda: origins(profile))
        self.post_message(self.OriginsFound(profile.name, found))

    @on(OriginsFound)
    def _show_origins(self, message: OriginsFound) -> None:
        self.query_one(DetailPanel).show_origins(message.profile, message.origins)

    @on(RowList.Opened)
    def _open_row(self) -> None:
        if self._picking and self._view.place is Place.PROFILES:
            self.action_use()
        else:
            self.action_open_keys()

    @on(Many.Done)
    def _reread(self) -> None:
        self._read()

    def _show_view(self, place: Place, keep: str | None) -> None:
        self._view = self._make_view(place)
        self.rows.show(self._view, keep=keep)
        header = self.query_one(HeaderBar)
        header.place, header.sessions = place, self._inventory.sessions
        header.counts = {
            Place.PROFILES: len(self._inventory.profiles),
            Place.SESSIONS: len(self._inventory.sessions),
            Place.ACCOUNTS: sum(len(known.roles) for listing in self.listings.values() for known in listing.accounts),
        }
        self.query_one(KeyBar).place = place
        self._show_count()

    def _make_view(self, place: Place) -> ListView:
        glyphs = self.services.glyphs
        match place:
            case Place.SESSIONS:
                return SessionsView(self._inventory.sessions, glyphs)
            case Place.ACCOUNTS:
                found = tuple(row for listing in self.listings.values() for row in role_rows(listing))
                rows = self._sorted(found, place)
                expiries = cached_expiries([row.ref for row in rows])
                return AccountsView(
                    rows, expiries, glyphs, self._why_no_accounts(), self.services.settings, self._usage
                )
            case _:
                profiles = self._sorted(self._inventory.profiles, place)
                return ProfilesView(profiles, glyphs, self.services.settings, self._usage)

    def _why_no_accounts(self) -> tuple[str, str]:
        now = self.services.clock()
        if any(entry.life.status(now).usable for entry in self._inventory.sessions if entry.session):
            return "Asking the portal for your accounts.", ""
        return "No session is signed in.", "Press l on a session (2) or on a profile (1)."

    def _show_count(self) -> None:
        rows = self.rows
        self._filter_line.count = f"{rows.shown}/{len(self._view)}"

    def _subject(self) -> Subject:
        return self._subject_at(self.rows.current)

    def _subject_at(self, index: int | None) -> Subject:
        match self._view:
            case ProfilesView(rows=rows) | SessionsView(rows=rows) | AccountsView(rows=rows) if index is not None:
                return rows[index]
            case _:
                return None
