"""The one list with its three views, the detail panel beside it, the keys below."""

from __future__ import annotations

from asyncio import Event as AsyncEvent
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.worker import get_current_worker

from ssotui.actions.background import start
from ssotui.actions.inventory import cached_expiries, configured_sessions, recalled_accounts
from ssotui.model.accounts import AccountRoles
from ssotui.model.errors import SsotuiError
from ssotui.model.inventory import Inventory
from ssotui.model.token import SsoSession
from ssotui.tui.commands import Place, bindings
from ssotui.tui.services import in_thread
from ssotui.tui.sign_ins import SignIns
from ssotui.tui.subjects import account_name_of, session_of, target_of
from ssotui.tui.views.accounts import AccountsView, RoleRow, role_rows
from ssotui.tui.views.base import ListView
from ssotui.tui.views.profiles import ProfilesView
from ssotui.tui.views.sessions import SessionsView
from ssotui.tui.widgets.detail import DetailPanel, Subject
from ssotui.tui.widgets.filter_line import FilterLine
from ssotui.tui.widgets.header import HeaderBar
from ssotui.tui.widgets.key_bar import KeyBar
from ssotui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widgets import Input

    from ssotui.actions.keys import Target

PANEL_FROM = 100
"""Columns from which there is room for the detail panel."""

BATCH_SECONDS = 0.2
"""How often a list that is still arriving is drawn anew."""


class MainScreen(SignIns[None]):
    """Shows an inventory; every action here is one of the command table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS),
        Binding("enter", "submit_filter", "open the best row", show=False, priority=True),
    ]
    AUTO_FOCUS = "RowList"

    @dataclass
    class InventoryRead(Message):
        """The files were read."""

        inventory: Inventory

    @dataclass
    class AccountsArrived(Message):
        """What the portal has listed of a session's accounts so far."""

        session: SsoSession
        accounts: tuple[AccountRoles, ...]
        complete: bool

    def __init__(self, reading: Future[Inventory] | None = None) -> None:
        super().__init__()
        self._reading = reading
        self._filter_line = FilterLine()
        self._inventory = Inventory()
        self._accounts: dict[SsoSession, tuple[AccountRoles, ...]] = {}
        self._asked_portal = False
        self._left = Event()
        self._kept: dict[Place, str | None] = {}
        self._view: ListView = ProfilesView((), self.services.glyphs)

    def compose(self) -> ComposeResult:
        """Header, list and panel, keys."""
        clock, glyphs = self.services.clock, self.services.glyphs
        yield HeaderBar(clock, glyphs)
        with Horizontal(id="body"):
            with Vertical(id="panel"):
                yield self._filter_line
                yield RowList(clock, glyphs, id="rows")
            yield DetailPanel(clock, glyphs)
        yield KeyBar(glyphs)

    def on_mount(self) -> None:
        """Show what was read meanwhile, so that the first frame has it."""
        if self._reading and self._reading.done():
            self._show_inventory(self.InventoryRead(self._reading.result()))
        else:
            self._read(self._reading)
        self.call_after_refresh(self._filter_line.ready_input)
        if follow := self.services.follow:
            start(lambda: follow(self._files_changed, self._left), "ssotui-watch")

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
        if self._view.place is Place.ACCOUNTS and not self._asked_portal:
            self._ask_portal()

    def action_open_keys(self) -> None:
        """The Keys screen of the row."""
        from ssotui.tui.screens.keys import KeysScreen

        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        name = account_name_of(self._subject())
        self.app.push_screen(KeysScreen(target, name), lambda _: self._reread())

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
        self.action_open_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter's line, its key is a letter like any other (start URLs have it too), and enter submits."""
        del parameters
        typing = self.focused is not None and self.focused is self._filter_line.input
        return not typing if action == "filter" else typing if action == "submit_filter" else True

    def action_back(self) -> None:
        """Clear the filter, then leave its line."""
        if box := self._filter_line.input:
            box.value = ""
        self.rows.focus()

    def action_reload(self) -> None:
        """Read the files again; in Accounts, ask the portal."""
        self._read()
        if self._view.place is Place.ACCOUNTS:
            self._ask_portal()

    def action_help(self) -> None:
        """Show every key."""
        from ssotui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

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

    @work(exclusive=True, group="accounts", exit_on_error=False, description="ask the portal")
    async def _ask_portal(self) -> None:
        from ssotui.actions import catalog

        self._asked_portal = True
        worker, now = get_current_worker(), self.services.clock()
        usable = [
            entry.session for entry in self._inventory.sessions if entry.life.status(now).usable and entry.session
        ]

        def ask(session: SsoSession) -> None:
            found: list[AccountRoles] = []
            drawn = monotonic()
            for entry in catalog.load(session, self.services.clock):
                if worker.is_cancelled:
                    return
                found.append(entry)
                if monotonic() - drawn > BATCH_SECONDS:
                    drawn = monotonic()
                    self.post_message(self.AccountsArrived(session, tuple(found), complete=False))
            self.post_message(self.AccountsArrived(session, tuple(found), complete=True))

        for session in usable:
            self.busy(f"asking the portal for the accounts of {session.label}")
            try:
                await in_thread(lambda session=session: ask(session))  # type: ignore[misc]  # bound in the loop
            except SsotuiError as error:
                self.post_message(self.Failed(error))
        self.busy("")

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
        for session in configured_sessions(message.inventory):
            if session not in self._accounts:
                self._accounts[session] = recalled_accounts(session)
        self._show_view(self._view.place, self.rows.current_key)

    @on(AccountsArrived)
    def _show_accounts(self, message: AccountsArrived) -> None:
        known = self._accounts.get(message.session, ())
        if message.complete or len(message.accounts) >= len(known):
            self._accounts[message.session] = message.accounts
            self._show_view(self._view.place, self.rows.current_key)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list by what has been typed so far."""
        self.rows.filter(event.value)
        self._show_count()

    @on(RowList.Moved)
    def _show_detail(self, message: RowList.Moved) -> None:
        subject, expires_at = self._subject_at(message.index), None
        if isinstance(subject, RoleRow) and isinstance(self._view, AccountsView):
            expires_at = self._view.expiries.get(subject.ref)
        self.query_one(DetailPanel).show(subject, expires_at)

    @on(RowList.Opened)
    def _open_row(self) -> None:
        self.action_open_keys()

    @on(SignIns.Done)
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
            Place.ACCOUNTS: sum(len(found.roles) for accounts in self._accounts.values() for found in accounts),
        }
        self.query_one(KeyBar).place = place
        self._show_count()

    def _make_view(self, place: Place) -> ListView:
        glyphs = self.services.glyphs
        match place:
            case Place.SESSIONS:
                return SessionsView(self._inventory.sessions, glyphs)
            case Place.ACCOUNTS:
                rows = role_rows([found for accounts in self._accounts.values() for found in accounts])
                return AccountsView(rows, cached_expiries([row.ref for row in rows]), glyphs, self._why_no_accounts())
            case _:
                return ProfilesView(self._inventory.profiles, glyphs)

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
