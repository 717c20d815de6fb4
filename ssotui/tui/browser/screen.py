"""The main screen: one list with its three views, the detail panel beside it, the keys below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from ssotui.model.accounts import Account
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError
from ssotui.model.inventory import Inventory
from ssotui.model.token import SsoSession
from ssotui.tui.accounts.loader import AccountLoader
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.empty_state import here_of
from ssotui.tui.browser.files import Files
from ssotui.tui.browser.filter import Filter
from ssotui.tui.browser.opening import PICKING, Opening
from ssotui.tui.browser.sorting import Sorting
from ssotui.tui.browser.views import Parts, Views
from ssotui.tui.keys.batch import KeyBatch
from ssotui.tui.list.filter_line import FilterLine
from ssotui.tui.list.row_list import RowList
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.serving.control import ServingControl
from ssotui.tui.serving.renewal import WrittenRenewal
from ssotui.tui.sessions.commands import make_session
from ssotui.tui.sessions.expiry_warnings import ExpiryWarnings
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.compositor import Compositor
from ssotui.tui.shell.context import AppContext, context_of
from ssotui.tui.shell.flow import Context, cast_host
from ssotui.tui.shell.keymap import bind
from ssotui.tui.shell.row import GroupRow, Here, RoleRow, Row, SelectedRow
from ssotui.tui.shell.running import stop_commands
from ssotui.tui.shell.waiting import Waiting
from ssotui.tui.widgets.covered import Covered, blank_lines
from ssotui.tui.widgets.header import HeaderBar
from ssotui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from ssotui.actions.profiles.profile_names import AccountRole

ONE_BATCH = frozenset({"keys.copy", "keys.copy_as", "keys.write"})
"""With rows selected, these begin a batch: there is one at a time."""

BATCH_UNDER_WAY = UsageError(
    "The keys of the selected rows are being fetched already.", "One batch goes at a time; {app.back} stops it."
)

UNSEEN_SECONDS = 0.2
"""So long after the first frame wait the clocks that nobody sees yet: keys typed ahead are answered before."""


class MainScreen(Screen[None]):
    """Shows an inventory, composes the list's controllers, and routes what they tell.

    Args:
        inventory: the files as they were read before the screen was there.
        opening: what the first frame showed of them.
        picking: whether it is there to pick a profile: the filter has the keyboard, and ``enter`` picks.
        query: the filter to begin with, where there is a profile to pick.
    """

    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit_filter", "open the best row", show=False, priority=True),
    ]

    shown_keys: Outgoing | None = None

    def __init__(
        self,
        inventory: Inventory | None = None,
        opening: Opening | None = None,
        *,
        picking: bool = False,
        query: str = "",
    ) -> None:
        super().__init__()
        self._compositor = Compositor()
        context = self.context
        self.picking = picking
        self._query = query
        self.files = Files(context, partial(self.call_later, self._show_inventory))
        self.sorting = Sorting(context.settings)
        self.key_batch = KeyBatch(context, self._show_marks)
        self.accounts = AccountLoader(self, changed=self._accounts_changed, in_sight=self._accounts_in_sight)
        self.serving = ServingControl(context, self.call_later, self._show_serving)
        self._renewing = WrittenRenewal(context, self.call_later, self._show_marks)
        self._warnings = ExpiryWarnings(context)
        self.waiting = Waiting(self, self._say_busy)
        self._read_before = inventory
        self._opening: Context | None = None
        self._line = FilterLine(context.keymap)
        self.rows = RowList(ProfilesView((), context.glyphs), context)
        self._filter = Filter(self._line, self.rows)
        self._header = HeaderBar(context.clock, context.glyphs)
        self._detail = DetailPanel(context)
        self._bar = KeyBar(context.keymap, titles=PICKING if picking else None)
        self.views = Views(
            context,
            self.files,
            self.accounts,
            self.sorting,
            Parts(self.rows, self._filter, self._header, self._detail, self._bar),
        )
        self.views.opening = opening
        bind(self, context.keymap.bindings(Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS))
        self.watch(self._line, "text", self._narrow, init=False)
        self.watch(self.rows, "cursor", self._draw_rows, init=False)
        self.watch(self, "focused", self._tell_bar, init=False)

    def compose(self) -> ComposeResult:
        """Show the header, list and panel, the keys."""
        yield self._header
        with Covered(id="body"):
            with Vertical(id="panel"):
                yield self._line
                yield self.rows
            yield self._detail
        yield self._bar

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines below all of that, which nobody sees."""
        return blank_lines(self, crop)

    @property
    def context(self) -> AppContext:
        """The edges of the app."""
        return context_of(self.app)

    @property
    def inventory(self) -> Inventory:
        """The files as last read."""
        return self.files.inventory

    @property
    def place(self) -> Place:
        """The view that is shown."""
        return self.views.place

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.views.row

    @property
    def selected(self) -> Sequence[SelectedRow]:
        """The selected rows, as the list shows them; those that the filter hides come last."""
        return self.views.selected

    @property
    def here(self) -> Here:
        """The row and all else that a command pressed now would find."""
        here = here_of(self.row, self.views.view, self.inventory, self.context.keymap)
        if not self.rows.state.selected:
            return here
        obstacles = dict.fromkeys(ONE_BATCH, BATCH_UNDER_WAY) if self.key_batch.words else {}
        return here._replace(selected=True, obstacles=obstacles)

    # The screen's life

    @on(events.Mount)
    async def _open(self) -> None:
        """Show what was read before, so that the first frame has it. Then keys are handed out."""
        self._opening = Context(self)
        inventory, self._read_before = self._read_before, None  # it would stay in memory beside those read later
        if inventory:
            self._show_inventory(inventory)
        else:
            self._read()
        if self.picking:
            await self.type_filter()
            self._filter.put(self._query)
        self.files.follow(also=self.views.have_other_keys)
        self._renewing.start()
        cast_host(self.app).gate.follow(self.app, self)

    def on_unmount(self) -> None:
        """Stop watching the files and serving keys: nobody is left to tell of it."""
        self.files.leave()
        self._renewing.stop()
        self.serving.stop()

    def on_resize(self) -> None:
        """Share the new width between the list and the panel."""
        self.views.share_width()

    def tick(self) -> None:
        """Have each clock repaint itself, if its words have changed. Called once a second."""
        if changed := [widget for widget in (self.rows, self._header, self._detail) if widget.tick()]:
            self._draw_now(*changed)
        self.waiting.tick()
        if self.key_batch.words:
            self._say_busy()
        self._header.serving = self.serving.words()
        self._renewing.tick()
        for text in self._warnings.due(self.inventory.sessions):
            self.notify(text, severity="warning", timeout=30, markup=False)
            if self.context.settings.bell:
                self.app.bell()
            cast_host(self.app).tell_terminal(self.context.conceal(text))

    # What commands need of it

    async def action_command(self, name: str) -> None:
        """Do the command of this ID, or say where it would do something."""
        if name == "keys.open" and isinstance(self.row, GroupRow):
            self.rows.toggle_fold()
            return
        if name == "keys.open" and self.picking and self.place is Place.PROFILES:
            name = "profile.use"
        Context(self).press(name)

    def action_offered(self, name: str) -> None:
        """Do the command that the list without rows offers."""
        context = Context(self)
        context.start(name, context.do(name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have a command give way to another one of its key that applies here.

        In the filter's line its key is a letter like any other (start URLs have it too), and enter submits.
        """
        typing = self.focused is not None and self.focused is self._line.input
        if parameters == ("list.filter",):
            return not typing
        if action == "submit_filter":
            return typing
        return not (action == "command" and self.context.keymap.gives_way(str(parameters[0]), self.place))

    def busy(self, words: str) -> None:
        """Say on the panel's lower edge what is under way, else what there is to say of selection and accounts."""
        self.waiting.begin(words)

    def _say_busy(self) -> None:
        words = self.waiting.words(self.query_one("#panel").size.width - 4)
        if not words and not (words := self.key_batch.words):
            count = len(self.rows.state.selected)
            selected = f"{count} selected" if count else ""
            words = ", ".join(filter(None, (selected, self.accounts.words(in_accounts=self.place is Place.ACCOUNTS))))
        self.query_one("#panel").border_subtitle = Content(self.context.conceal(words))  # a str would be markup

    def take_keys(self, keys: Outgoing) -> None:
        """Show keys that a command has fetched: the list shows them when the files are read again."""

    def done(self) -> None:
        """Read the files again, which a command has changed."""
        self._read()

    def reload(self) -> None:
        """Read the files again; in Accounts, ask the portal."""
        self._read()
        if self.place is Place.ACCOUNTS:
            self._ask_portal()

    def back(self) -> None:
        """Stop what is under way, else clear filter and selection; where there is a profile to pick, pick none."""
        if said := self.key_batch.stop():
            self.notify(said, markup=False)
            return
        if stop_commands(self):
            self.notify("Stopped.", markup=False)
            return
        clear = not self._filter.text and not self.rows.selected and self.focused is self.rows
        if clear and self.place is Place.ACCOUNTS and self.accounts.stop():
            return
        self.key_batch.forget()
        self._filter.take_submit_back()
        if self.picking and not self._filter.text:
            self.app.exit()
        self._filter.put("")
        self.rows.select_only()
        if not self.picking:
            self.rows.focus()

    def show_place(self, place: Place) -> None:
        """Show another view as it was left: its filter, its cursor, its selection."""
        self.views.show(place)
        self._ask_unasked()
        self.busy("")

    def action_sort_by(self, order: str) -> None:
        """Sort by the column whose heading was clicked, or turn that order around."""
        if not order:
            keymap = self.context.keymap
            self.notify(keymap.why_not(keymap["list.sort"]), severity="warning", markup=False)
            return
        self.sorting.sort_by(self.place, order)
        self.views.redraw()

    def action_show_session(self, key: str) -> None:
        """Show the session's row, whose clock was clicked in the header."""
        self.go_to(Place.SESSIONS, key)

    def go_to(self, place: Place, key: str) -> None:
        """Show the row of that key in a view."""
        self.show_place(place)
        self.views.go_to(key)

    def roles_of(self, sessions: set[SsoSession]) -> list[AccountRole]:
        """List every role that these sessions reach."""
        return [
            (known.account, role)
            for session, listing in self.accounts.listings.items()
            if session in sessions
            for known in listing.accounts
            for role in known.roles
        ]

    def retry_account(self, account: Account) -> None:
        """Ask the portal again for the roles of one account."""
        self.run_worker(self.accounts.retry(account), group="account", exit_on_error=False, description="ask for roles")

    # The filter

    def _narrow(self, query: str) -> None:
        """Leave the rows that match."""
        self._filter.apply(query)
        self._draw_rows()

    def _draw_rows(self) -> None:
        self._draw_at_once(self.rows)

    def _draw_at_once(self, *widgets: Widget) -> None:
        """Draw the widgets without waiting for the next frame, which shows it where more keys wait."""
        if not cast_host(self.app).gate.more:
            self._draw_now(*widgets)

    def _draw_now(self, *widgets: Widget) -> None:
        self._dirty_widgets.update(widgets)
        self._on_timer_update()

    async def type_filter(self) -> None:
        """Move the keyboard to the filter."""
        if box := await self._line.ready_input():
            self.set_focus(box)
            self.call_after_refresh(self.rows.expect_query)

    async def on_paste(self, event: events.Paste) -> None:
        """Filter by what is pasted onto the list; where there is no session yet, it is the address of a portal."""
        pasted = next(iter(event.text.splitlines()), "").strip()
        if not pasted or self.focused is not self.rows:
            return
        event.stop()
        if self.here.next_step == "session.new":
            context = Context(self)
            context.start("session.new", make_session(context, pasted))
        elif box := await self._line.ready_input():
            await self.type_filter()
            box.replace(pasted[: box.max_length], 0, len(box.value))

    async def action_submit_filter(self) -> None:
        """Open the best row, by all that was typed before; the keys typed after go to what opens."""
        if await self._filter.submit():
            self.set_focus(self.rows)
            await self.open_row()

    @on(RowList.Opened)
    async def open_row(self) -> None:
        """Do what ``enter`` does on the list."""
        await self.action_command("session.open" if self.place is Place.SESSIONS else "keys.open")

    def action_list_move(self, by: int) -> None:
        """Move the cursor, from the filter's line."""
        self.rows.action_move(by)

    def action_list_page(self, by: float) -> None:
        """Move the cursor by screenfuls, from the filter's line."""
        self.rows.action_page(by)

    def _tell_bar(self, focused: Widget | None) -> None:
        self._bar.typing = focused is not None and focused is self._line.input

    # Rows

    @on(RowList.Moved)
    def _show_detail(self) -> None:
        """Show the row that is under the cursor by now, wherever it was when the message was sent."""
        self.views.show_row()
        self._bar.look_again()
        box = self._line.input
        self._draw_at_once(self._line, self._detail, self._bar, self.rows.vertical_scrollbar, *([box] if box else []))

    @on(RowList.Selected)
    def _count_selected(self) -> None:
        self.busy("")
        self._bar.look_again()

    def _show_marks(self) -> None:
        self.rows.mark({**self._renewing.marks, **self.key_batch.marks})
        self.busy("")

    def _show_serving(self, warning: str) -> None:
        if warning:
            self.notify(self.context.conceal(warning), severity="warning", timeout=30, markup=False)
        self._header.serving = self.serving.words()

    def keep_selected(self, place: Place, keys: Collection[str]) -> None:
        """Select the rows of these keys and no others, if that view is shown."""
        if self.place is place:
            self.rows.select_only(keys)

    # Files

    def _read(self) -> None:
        self.run_worker(self.files.read(), group="read", exclusive=True, exit_on_error=False, description="read files")

    def _read_key_ends(self) -> None:
        """Read them beside a reading of all files, which somebody may have asked for by now and which must not stop."""
        self.run_worker(self._show_key_ends(), group="key ends", exit_on_error=False, description="read key ends")

    async def _show_key_ends(self) -> None:
        if await self.files.read_key_ends():
            self.views.redraw()

    def _show_inventory(self, inventory: Inventory) -> None:
        self.files.inventory = inventory
        self.accounts.recall(inventory)
        self.sorting.recall()
        self.views.redraw()
        self._ask_unasked()
        if self._filter.rows_are_there():
            self.call_later(self.action_submit_filter)
        if self._opening:
            self._opening.end()
        if inventory.pending:
            self.set_timer(UNSEEN_SECONDS, self._read_key_ends)

    # Accounts

    def _ask_portal(self) -> None:
        asking = self.accounts.ask(self.inventory)
        self.run_worker(
            asking, group="accounts", exclusive=True, exit_on_error=False, description="ask the portal for accounts"
        )

    def _ask_unasked(self) -> None:
        """In Accounts, have the portal list those of the sessions that are signed in only now."""
        if self.place is Place.ACCOUNTS and self.accounts.unasked(self.inventory):
            self._ask_portal()

    def _accounts_changed(self) -> None:
        self.views.redraw()
        self.busy("")

    def _accounts_in_sight(self) -> list[str]:
        rows = (self.views.view.rows[at] for at in self.rows.in_sight)
        return [row.account.account_id for row in rows if isinstance(row, RoleRow)]
