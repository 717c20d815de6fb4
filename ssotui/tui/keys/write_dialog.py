"""The write menu: where to, under which name, and what that would change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ssotui.actions.keys.destinations import Destination, Outlook
from ssotui.model.errors import SsotuiError
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.shell.context import in_thread
from ssotui.tui.shell.dialog import TALL, Dialog
from ssotui.tui.widgets.buttons import Text, key_button

AROUND = 16
"""Lines that everything but the diff may take, where there is room for empty ones."""
AROUND_COMPACT = 11

ROOMY = 70
"""Columns from which the kinds of files stand apart."""

TYPING_SECONDS = 0.15
"""Since the last letter: whoever still types is not shown what each letter would do."""


class WriteScreen(Dialog["str | SsotuiError | None"]):
    """Gives the sentence that says what was written, why there is nothing to write, or ``None``.

    Args:
        title: what is written, of what.
        gather: fetches what is to be written, and says where it can go. Called on a thread.
        environment: whose label and colour the menu bears.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "write", priority=True),
        Binding("tab,shift+tab,e", "name", "name"),
        Binding("escape", "back", "back"),
        Binding("left,h", "next(-1)", "where to", show=False),
        Binding("right,l", "next(1)", "where to", show=False),
        *(Binding(str(number), f"pick({number - 1})", show=False) for number in range(1, 5)),
    ]
    AUTO_FOCUS = ""

    @dataclass
    class Gathered(Message):
        """The keys are here."""

        destinations: Sequence[Destination]

    @dataclass
    class Looked(Message):
        """What a write would do, or why it cannot be; ``of`` is the destination and its name."""

        of: tuple[Destination, str]
        outlook: Outlook | SsotuiError

    @dataclass
    class Ended(Message):
        """Something was written, or there is nothing to write."""

        result: str | SsotuiError

    @dataclass
    class Refused(Message):
        """It could not be written."""

        error: SsotuiError

    def __init__(
        self, title: str, gather: Callable[[], Sequence[Destination]], environment: Environment | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._gather = gather
        self._environment = environment
        self._destinations: Sequence[Destination] = ()
        self._names: list[str] = []
        self._at = 0
        self._outlook: Outlook | None = None

    def compose(self) -> ComposeResult:
        """The kinds of files, the name, and what would change."""
        with Vertical(classes="dialog", id="write") as box:
            badge = Content.styled(
                environment_badge.words(self._environment), environment_badge.paint(self._environment)
            )
            yield Static(Content.assemble((self._title, "bold"), "  " if badge else "", badge))
            yield Text(id="write-where")
            with Horizontal(id="write-name"):
                yield Static(id="write-label")
                yield Input(id="write-input", compact=True, select_on_focus=False)
            yield Static(id="write-note")
            with VerticalScroll(classes="diff scrolls", can_focus=False):
                yield Static(id="write-diff")
            yield Static(id="write-warning")
            yield Static(id="write-command")
        environment_badge.frame(box, self._environment, self.services.glyphs)

    def on_mount(self) -> None:
        """Fetch at once."""
        self.bind_scrolling()
        self.query_one("#write-name").display = False
        self._say(Content.styled(f"Fetching keys{self.services.glyphs.ellipsis}", "$foreground-muted"))
        self._fetch()

    def on_resize(self) -> None:
        """The diff gets what the rest leaves."""
        height = self.app.size.height
        compact = height < TALL
        self.set_class(compact, "-compact")
        self.query_one(".diff").styles.max_height = max(3, height - (AROUND_COMPACT if compact else AROUND))

    def action_back(self) -> None:
        """From the name to the menu, then away."""
        if self.focused:
            self.set_focus(None)
        else:
            self.dismiss(None)

    def action_pick(self, at: int) -> None:
        """Another kind of file; its name is as it was left."""
        if at < len(self._destinations):
            self._at = at
            with self.prevent(Input.Changed):
                self.query_one(Input).value = self._names[at]
            self._show_where()
            self._look_again()

    def action_next(self, by: int) -> None:
        """The one beside it."""
        if self._destinations:
            self.action_pick((self._at + by) % len(self._destinations))

    def action_name(self) -> None:
        """Type another name, or no longer."""
        if self._destinations:
            self.set_focus(None if self.focused else self.query_one(Input))

    def action_write(self) -> None:
        """Write what is shown, after a yes where that takes one. Nothing, while nothing is shown yet."""
        outlook = self._outlook
        if outlook is None:
            return
        if not outlook.needs_yes:
            self._write(*self._chosen, overwrite=False)
            return
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        destination, name = self._chosen

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._write(destination, name, overwrite=True)

        self.app.push_screen(ConfirmScreen(outlook.needs_yes, "Overwrite it?", environment=self._environment), answered)

    @property
    def _chosen(self) -> tuple[Destination, str]:
        return self._destinations[self._at], self._names[self._at].strip()

    @work(exclusive=True, group="look", exit_on_error=False, description="fetch what is to be written")
    async def _fetch(self) -> None:
        try:
            destinations = await in_thread(self._gather)
        except SsotuiError as error:
            self.post_message(self.Ended(error))
        else:
            self.post_message(self.Gathered(destinations))

    @work(exclusive=True, group="look", exit_on_error=False, description="look what a write would do")
    async def _look(self, destination: Destination, name: str, after: float) -> None:
        await asyncio.sleep(after)
        try:
            outlook: Outlook | SsotuiError = await in_thread(lambda: destination.look(name))
        except SsotuiError as error:
            outlook = error
        self.post_message(self.Looked((destination, name), outlook))

    @work(exclusive=True, group="write", exit_on_error=False, description="write")
    async def _write(self, destination: Destination, name: str, *, overwrite: bool) -> None:
        try:
            said = await in_thread(lambda: destination.write(name, overwrite))
        except SsotuiError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Ended(said))

    @on(Gathered)
    def _show_all(self, message: Gathered) -> None:
        self._destinations = message.destinations
        self._names = [destination.default for destination in message.destinations]
        self.query_one("#write-name").display = True
        self.action_pick(0)

    @on(Input.Changed)
    def _take_name(self, event: Input.Changed) -> None:
        self._names[self._at] = event.value
        self._look_again(TYPING_SECONDS)

    def _look_again(self, after: float = 0) -> None:
        self._outlook = None
        self._look(*self._chosen, after)

    @on(Looked)
    def _show_outlook(self, message: Looked) -> None:
        if message.of != self._chosen:
            return
        outlook = message.outlook
        if isinstance(outlook, SsotuiError):
            self._show_refused(self.Refused(outlook))
            return
        self._outlook = outlook
        self._put("#write-note", outlook.note, "$foreground-muted")
        nothing = Content.styled("The file says so already.", "$foreground-muted")
        self._say(self.drawn(outlook.diff) if outlook.diff else nothing)
        first = next((at for at, line in enumerate(outlook.diff) if at > 1 and line[:1] in {"+", "-"}), 0)
        diff = self.query_one(".diff")
        self.call_after_refresh(lambda: diff.scroll_to(y=max(0, first - diff.size.height // 3), animate=False))
        warnings = " ".join(filter(None, (outlook.needs_yes, outlook.warning)))
        self._put("#write-warning", f"{self.services.glyphs.warning} {warnings}" if warnings else "", "warn")
        self._put("#write-command", visible(outlook.command), "$foreground-muted")

    @on(Ended)
    def _close(self, message: Ended) -> None:
        self.dismiss(message.result)

    @on(Refused)
    def _show_refused(self, message: Refused) -> None:
        self._outlook = None
        self._put("#write-note", "", "")
        self._put("#write-warning", "", "")
        self._say(
            Content.assemble(
                (self.conceal(visible(message.error.message)), "$text-error"),
                (f"\n{self.conceal(visible(message.error.hint))}", "$foreground-muted"),
            )
        )
        self._put("#write-command", "", "")

    def _show_where(self) -> None:
        gap = Content(" " if self.app.size.width < ROOMY else "   ")
        self.query_one("#write-where", Text).update(gap.join(self._tabs()))
        self.query_one("#write-label", Static).update(Content.styled(self._chosen[0].label, "$foreground-muted"))

    def _tabs(self) -> Iterator[Content]:
        for at, destination in enumerate(self._destinations):
            if at == self._at:
                yield Content.styled(f" {at + 1} {destination.title} ", "bold reverse")
            else:
                yield key_button(str(at + 1), destination.title, f"pick({at})", "$foreground")

    def _say(self, text: Content) -> None:
        self.query_one("#write-diff", Static).update(text)

    def _put(self, where: str, text: str, tone: str) -> None:
        """A line that takes no room while it is empty."""
        line = self.query_one(where, Static)
        line.display = bool(text)
        line.update(Content.styled(self.conceal(text), "$text-warning" if tone == "warn" else tone))
