"""The main screen: one list with its three views, the detail panel beside it, the keys below."""

from __future__ import annotations

from asyncio import Event as AsyncEvent
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from ssotui.actions.background import start
from ssotui.actions.listing.inventory import cached_expiries
from ssotui.model.errors import SsotuiError
from ssotui.model.inventory import Inventory
from ssotui.tui.accounts.view import AccountsView, RoleRow
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.details import Details
from ssotui.tui.browser.empty_state import FirstSteps
from ssotui.tui.browser.filtering import Filtering
from ssotui.tui.browser.opening import PICKING
from ssotui.tui.browser.row_target import account_name_of, command_of
from ssotui.tui.browser.sorting import Ordering
from ssotui.tui.keys.batch import Many
from ssotui.tui.list.list_view import ListView
from ssotui.tui.list.row_list import RowList, Whereabouts
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.sessions.session_files import SessionFiles
from ssotui.tui.sessions.view import SessionsView
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import in_thread
from ssotui.tui.widgets.header import HeaderBar
from ssotui.tui.widgets.key_bar import KeyBar


class MainScreen(FirstSteps[None], Many[None], SessionFiles[None], Ordering[None], Details[None], Filtering[None]):
    """Shows an inventory; every action here is one of the command table."""

    AUTO_FOCUS = "RowList"
    PLACES: ClassVar = (Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS)

    @dataclass
    class InventoryRead(Message):
        """The files were read."""

        inventory: Inventory

    def __init__(self, inventory: Inventory | None = None, *, picking: bool = False) -> None:
        super().__init__()
        self.picking = picking
        self._read_before = inventory
        self._inventory = Inventory()
        self._left = Event()
        self._opened = AsyncEvent()
        self._kept: dict[Place, Whereabouts] = {}
        self.view = ProfilesView((), self.services.glyphs)

    def compose(self) -> ComposeResult:
        """Header, list and panel, keys."""
        clock, glyphs = self.services.clock, self.services.glyphs
        yield HeaderBar(clock, glyphs)
        with Horizontal(id="body"):
            with Vertical(id="panel"):
                yield self.filter_line
                yield RowList(clock, glyphs, self.services.keymap, self.conceal, id="rows")
            yield DetailPanel(clock, glyphs, self.conceal, self.services.settings)
        yield KeyBar(self.services.keymap, titles=PICKING if self.picking else None)

    @on(events.Mount)
    async def _open(self) -> None:
        """Show what was read before, so that the first frame has it."""
        if self._read_before:
            self._show_inventory(self.InventoryRead(self._read_before))
        else:
            self._read()
        if self.picking:
            try:
                await self.action_filter()
            finally:
                self._opened.set()
        else:
            self.call_after_refresh(self.filter_line.ready_input)
        if follow := self.services.follow:
            start(lambda: follow(self._files_changed, self._left), "ssotui-watch")

    async def filter_focused(self) -> None:
        """Wait until the filter has the keyboard, which it gets where there is a profile to pick."""
        await self._opened.wait()

    def on_unmount(self) -> None:
        """Nobody is left to tell of changes."""
        self._left.set()

    def tick(self) -> None:
        """Once a second: each clock repaints itself, if its words have changed."""
        self.rows.tick()
        self.query_one(HeaderBar).tick()
        self.query_one(DetailPanel).tick()
        self.warn(self._inventory.sessions)

    def busy(self, what: str) -> None:
        """On the panel's lower edge; there is something to say of the accounts else."""
        words = self.conceal(what or self.progress_words())
        self.query_one("#panel").border_subtitle = Content(words)  # a text would be read as markup

    @property
    def inventory(self) -> Inventory:
        """As last read."""
        return self._inventory

    def redraw(self) -> None:
        """Draw the view anew; the cursor stays on its row."""
        self.view = self._make_view(self.place)
        keep = self.rows.current_key
        if isinstance(self.view, AccountsView):
            keep = self.view.standing_for(keep)
        self.rows.show(self.view, keep)
        self.show_detail()
        self._show_counts()

    def action_view(self, place: str) -> None:
        """Show another view."""
        self.show_place(Place(place))

    def show_place(self, place: Place) -> None:
        """Show another view as it was left: its filter, its cursor, what is selected."""
        if place is not self.place:
            self._kept[self.place] = self.rows.whereabouts
            at = self._kept.get(place, Whereabouts())
            self.view = self._make_view(place)
            self.rows.go_to(self.view, at)
            self.filter_line.put(at.query)
            self.show_detail()
            self._show_counts()
        self._ask_unasked()
        self.busy("")

    def action_open_keys(self) -> None:
        """The Keys screen of the row; where there is a profile to pick, it is picked."""
        from ssotui.tui.keys.screen import KeysScreen

        if self.picking and self.place is Place.PROFILES:
            self.action_use()
            return
        subject = self.subject
        if subject is None and self.go_on():
            return
        if isinstance(subject, RoleRow) and subject.can_ask:
            self.retry_account(subject.account)
            return
        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        self.app.push_screen(KeysScreen(target, account_name_of(subject)), lambda _: self.reread())

    def action_new_profile(self) -> None:
        """Of the chosen rows; where there are none, what comes before."""
        if not self.go_on():
            super().action_new_profile()

    def command(self) -> str:
        """The row's."""
        return command_of(self.subject)

    def action_back(self) -> None:
        """Stop what is under way, else clear filter and selection; where there is a profile to pick, then pick none."""
        if self.stop_many():
            return
        box = self.filter_line.input
        nothing_to_clear = not (box and box.value) and not self.rows.selected and self.focused is self.rows
        if nothing_to_clear and self.place is Place.ACCOUNTS and self.stop_asking():
            return
        self.forget_marks()
        self.take_submit_back()
        if self.picking and not (box and box.value):
            self.app.exit()
        if box:
            box.value = ""
        self.rows.select_only()
        if not self.picking:
            self.rows.focus()

    @on(RowList.Opened)
    def open_row(self) -> None:
        """Do what ``enter`` does."""
        if self.place is Place.SESSIONS:
            self.action_open_session()
        else:
            self.action_open_keys()

    def action_reload(self) -> None:
        """Read the files again; in Accounts, ask the portal."""
        self.reread()
        if self.place is Place.ACCOUNTS:
            self.ask_portal(self._inventory)

    @on(Many.Done)
    def reread(self) -> None:
        """Read the files again, and draw the view of what they say now."""
        self._read()

    @work(exclusive=True, group="read", exit_on_error=False, description="read the files")
    async def _read(self) -> None:
        inventory = await in_thread(self.services.read)
        self.post_message(self.InventoryRead(inventory))

    def _files_changed(self) -> None:
        """Read the files, and show what is new. Called on the thread that watches them.

        In Accounts the keys' clocks are not in the inventory, so that it may be the same although they have changed.
        """
        inventory = self.services.read()
        if inventory != self._inventory or self.place is Place.ACCOUNTS:
            self.post_message(self.InventoryRead(inventory))

    @on(InventoryRead)
    def _show_inventory(self, message: InventoryRead) -> None:
        self._inventory = message.inventory
        self.recall_accounts(message.inventory)
        self.recall_usage()
        self.redraw()
        self._ask_unasked()
        self.rows_are_there()

    def _ask_unasked(self) -> None:
        """In Accounts, have the portal list those of the sessions that are signed in only now."""
        if self.place is Place.ACCOUNTS and self.unasked(self._inventory):
            self.ask_portal(self._inventory)

    def accounts_changed(self) -> None:
        """Draw them, and how far the portal has told them."""
        self.redraw()
        self.busy("")

    def _show_counts(self) -> None:
        place, header = self.place, self.query_one(HeaderBar)
        header.place, header.sessions, header.problems = place, self._inventory.sessions, self._inventory.problems
        header.counts = {
            Place.PROFILES: len(self._inventory.profiles),
            Place.SESSIONS: len(self._inventory.sessions),
            Place.ACCOUNTS: self.role_count,
        }
        self.query_one(KeyBar).place = place
        self.show_count()

    def _make_view(self, place: Place) -> ListView:
        glyphs, settings = self.services.glyphs, self.services.settings
        match place:
            case Place.SESSIONS:
                return SessionsView(self._inventory.sessions, glyphs)
            case Place.ACCOUNTS:
                found = self.account_rows()
                expiries = cached_expiries([row.ref for row in found])
                rows = self.ordered(found, place, expiries)
                return AccountsView(rows, expiries, glyphs, self.empty(place), settings=settings, usage=self.usage)
            case _:
                profiles = self.ordered(self._inventory.profiles, place)
                return ProfilesView(profiles, glyphs, settings, self.usage, self.empty(place))
