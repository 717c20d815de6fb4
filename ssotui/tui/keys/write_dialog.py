"""The write dialog: the kind of file, its name, and what a write would change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ssotui.actions.keys.destinations import Destination, Outlook
from ssotui.export.file_kinds import OFFERED
from ssotui.model.errors import SsotuiError
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.content import badge_of
from ssotui.tui.shell.dialog import TALL, Dialog
from ssotui.tui.shell.flow import HEARD, Context, Dropped, in_thread
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.shell.waiting import Waiting
from ssotui.tui.widgets.buttons import Text, key_button

AROUND = 16
"""Lines that everything but the diff may take, where there is room for empty ones."""
AROUND_COMPACT = 11

ROOMY = 70
"""Columns from which the kinds of files stand apart."""

PLACES = len(OFFERED) + 2
"""So many places to write to are shown at most: the kinds of files, the credentials file, and a profile."""

TYPING_SECONDS = 0.15
"""Since the last letter: whoever still types is not shown what each letter would do."""


class WriteScreen(Dialog["str | None"]):
    """Shows what a write would change, and writes. Gives the sentence that says what was written, or ``None``.

    Args:
        title: the keys that are written, in words.
        gather: fetches what is to be written, and tells where it can go; it signs in where that is needed.
        environment: the environment whose label and colour the menu bears.
        at: the kind of file to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "write", priority=True),
        Binding("e,tab,shift+tab", "name", "name", key_display="e"),
        Binding("1", "pick(0)", "where to", key_display=f"1-{PLACES}"),
        *(Binding(str(number), f"pick({number - 1})", show=False) for number in range(2, PLACES + 1)),
        Binding("left", "next(-1)", "where to", show=False),
        Binding("right", "next(1)", "where to", show=False),
        Binding("escape,q", "back", "back"),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        gather: Callable[[], Awaitable[Sequence[Destination]]],
        environment: Environment | None = None,
        *,
        at: int = 0,
    ) -> None:
        super().__init__()
        self._title = title
        self._gather = gather
        self._environment = environment
        self._destinations: Sequence[Destination] = ()
        self._names: list[str] = []
        self._at = at
        self._outlook: Outlook | None = None

    def compose(self) -> ComposeResult:
        """Show the kinds of files, the name, and what would change."""
        with Vertical(classes="dialog", id="write") as box:
            badge = badge_of(self._environment)
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
        environment_badge.frame(box, self._environment, self.context.glyphs)

    def on_mount(self) -> None:
        """Fetch the keys at once."""
        self.bind_scrolling()
        self.query_one("#write-name").display = False
        self.busy("keys")
        self._fetch()

    def busy(self, words: str) -> None:
        """Say that the keys are being fetched."""
        if self.waiting is None:
            self.waiting = Waiting(self, self._say_waiting)
        self.waiting.begin(words)

    def tick(self) -> None:
        """Show for how long the keys are being fetched. Called once a second."""
        if self.waiting:
            self.waiting.tick()

    def _say_waiting(self) -> None:
        if not self._destinations:
            words = f"Fetching keys{(self.waiting and self.waiting.rest) or self.context.glyphs.ellipsis}"
            self._say(Content.styled(words, "$foreground-muted"))

    def on_resize(self) -> None:
        """Give the diff the lines that the rest leaves."""
        height = self.app.size.height
        compact = height < TALL
        self.set_class(compact, "-compact")
        self.query_one(".diff").styles.max_height = max(3, height - (AROUND_COMPACT if compact else AROUND))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell what can be done now: nothing can be written before its diff is shown, nor elsewhere with one place."""
        del parameters
        if action == "write":
            return self._outlook is not None
        return len(self._destinations) > {"name": 0, "pick": 1, "next": 1}.get(action, -1)

    def action_back(self) -> None:
        """Leave the name, then the dialog."""
        if self.focused:
            self.set_focus(None)
        else:
            self.dismiss(None)

    def action_pick(self, at: int) -> None:
        """Pick another kind of file; its name is as it was left."""
        if at < len(self._destinations):
            self._at = at
            with self.prevent(Input.Changed):
                self.query_one(Input).value = self._names[at]
            self._show_where()
            self._look_again()

    def action_next(self, by: int) -> None:
        """Pick the kind of file beside it."""
        if self._destinations:
            self.action_pick((self._at + by) % len(self._destinations))

    def action_name(self) -> None:
        """Move the keyboard to the name, or away from it."""
        if self._destinations:
            self.set_focus(None if self.focused else self.query_one(Input))

    def action_write(self) -> None:
        """Write what is shown, after a yes where that takes one. While nothing is shown yet, do nothing."""
        outlook = self._outlook
        if outlook is None:
            return
        if not outlook.needs_yes:
            self._write(*self._chosen, overwrite=False)
            return
        destination, name = self._chosen
        context = Context(self)
        context.start("overwrite", self._overwrite(context, outlook.needs_yes, destination, name))

    async def _overwrite(self, context: Context, what: str, destination: Destination, name: str) -> None:
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        if await context.ask(ConfirmScreen(what, "Overwrite it?", environment=self._environment)):
            self._write(destination, name, overwrite=True)

    @property
    def _chosen(self) -> tuple[Destination, str]:
        return self._destinations[self._at], self._names[self._at].strip()

    @work(exclusive=True, group="look", exit_on_error=False, description="fetch what is to be written")
    async def _fetch(self) -> None:
        HEARD.set(self.waiting.heard if self.waiting else None)
        try:
            self._destinations = await self._gather()
        except Dropped:
            self.dismiss(None)
        except SsotuiError as error:
            self._show_error(error)
        else:
            self._names = [destination.default for destination in self._destinations]
            self.query_one("#write-name").display = True
            self.action_pick(self._at)

    @work(exclusive=True, group="look", exit_on_error=False, description="look what a write would do")
    async def _look(self, destination: Destination, name: str, after: float) -> None:
        """Show what a write would do; the next look drops this one, however late its answer comes."""
        await asyncio.sleep(after)
        try:
            outlook = await in_thread(lambda: destination.look(name))
        except SsotuiError as error:
            self._show_error(error)
        else:
            self._show_outlook(outlook)

    @work(exclusive=True, group="write", exit_on_error=False, description="write")
    async def _write(self, destination: Destination, name: str, *, overwrite: bool) -> None:
        try:
            said = await in_thread(lambda: destination.write(name, overwrite))
        except SsotuiError as error:
            self._show_error(error)
        else:
            self.dismiss(said)

    @on(Input.Changed)
    def _take_name(self, event: Input.Changed) -> None:
        self._names[self._at] = event.value
        self._look_again(TYPING_SECONDS)

    def _look_again(self, after: float = 0) -> None:
        self._take_outlook(None)
        self._look(*self._chosen, after)

    def _take_outlook(self, outlook: Outlook | None) -> None:
        self._outlook = outlook
        self.refresh_keys()

    def _show_outlook(self, outlook: Outlook) -> None:
        self._take_outlook(outlook)
        self._put("#write-note", outlook.note, "$foreground-muted")
        nothing = Content.styled("Already up to date.", "$foreground-muted")
        self._say(self.drawn(outlook.diff) if outlook.diff else nothing)
        first = next((at for at, line in enumerate(outlook.diff) if at > 1 and line[:1] in {"+", "-"}), 0)
        diff = self.query_one(".diff")
        self.call_after_refresh(lambda: diff.scroll_to(y=max(0, first - diff.size.height // 3), animate=False))
        warnings = " ".join(filter(None, (outlook.needs_yes, outlook.warning)))
        self._put("#write-warning", f"{self.context.glyphs.warning} {warnings}" if warnings else "", "warn")
        self._put("#write-command", visible(outlook.command), "$foreground-muted")

    def _show_error(self, error: SsotuiError) -> None:
        """Say why there is nothing to write, or why it cannot be written so."""
        self._take_outlook(None)
        self._put("#write-note", "", "")
        self._put("#write-warning", "", "")
        self._say(
            Content.assemble(
                (self.conceal(visible(error.message)), "$text-error"),
                (f"\n{self.conceal(hint_of(error, self.context.keymap))}", "$foreground-muted"),
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
        """Set a line that takes no room while it is empty."""
        line = self.query_one(where, Static)
        line.display = bool(text)
        line.update(Content.styled(self.conceal(text), "$text-warning" if tone == "warn" else tone))
