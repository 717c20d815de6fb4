"""The dialogs that open over the list. Their style sheet is read with the first one, not before the first frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError
from ssotui.model.secret import MASK
from ssotui.model.text import visible
from ssotui.tui.drawing.concealing import Masking
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext, context_of
from ssotui.tui.shell.flow import Context
from ssotui.tui.shell.keymap import bind
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.shell.row import Here, Row, SelectedRow
from ssotui.tui.shell.waiting import Waiting
from ssotui.tui.widgets.buttons import key_button
from ssotui.tui.widgets.key_bar import KeyBar

SCROLLBAR = 2
"""Cells of a dialog's scrollbar, and a gap before it."""
TALL = 22
"""Lines from which there is room for empty ones."""

DIFF_TONES = {"-": "$text-error", "+": "$text-success", "@": "$foreground-muted"}

SCROLLS = {
    "move.up": "scroll_up",
    "move.down": "scroll_down",
    "move.page_up": "page_up",
    "move.page_down": "page_down",
    "move.half_up": "half(-1)",
    "move.half_down": "half(1)",
    "move.first": "scroll_home",
    "move.last": "scroll_end",
}
"""What the keys that move a list's cursor do in a text."""


class Dialog(ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A modal screen in the house's style; its box has the class ``dialog``.

    A dialog whose keys are entries of the command table names its ``place``; any other has bindings of its own.
    """

    CSS_PATH: ClassVar = "../styles/dialogs.tcss"

    place: Place | None = None
    selected: Sequence[SelectedRow] = ()
    row: Row = None
    waiting: Waiting | None = None
    _held: tuple[Any] | None = None
    """The result of a dialog that has ended while another one lay over it."""

    def __init__(self) -> None:
        super().__init__()
        if self.place:
            bind(self, self.context.keymap.bindings(self.place))

    @property
    def shown_keys(self) -> Outgoing | None:
        """The keys on the screen; most dialogs show none."""
        return None

    @property
    def here(self) -> Here:
        """The row and all else that a command pressed now would find, and what is in its way."""
        return Here(self.row, obstacles=self.obstacles())

    def obstacles(self) -> Mapping[str, SsotuiError]:
        """Give what is in the way of commands, by their IDs; in most dialogs nothing is."""
        return {}

    def refresh_keys(self) -> None:
        """Draw the keys anew, for something else can be done now."""
        for bar in self.query(KeyBar):
            bar.refresh()

    @property
    def context(self) -> AppContext:
        """The edges of the app."""
        return context_of(self.app)

    @property
    def conceal(self) -> Masking:
        """Hides account IDs and e-mails of a text, in screen-share mode."""
        return self.context.conceal

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close with the result: at once, or when the screens over it are gone; not again if it is closed.

        (Textual would close whatever is on top, so that two keys in one burst would close two screens.)
        """
        stack = self.app.screen_stack
        if stack[-1] is self:
            return super().dismiss(result)
        if self in stack:
            self._held = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """Close now, if this has ended while another screen lay over it."""
        if self._held:
            self.dismiss(*self._held)

    async def action_command(self, name: str) -> None:
        """Do the command of this ID, or say where it would do something."""
        Context(self).press(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have a command give way to another one of its key that applies here."""
        if action != "command" or self.place is None:
            return True
        return not self.context.keymap.gives_way(str(parameters[0]), self.place)

    def back(self) -> None:
        """Close the dialog, with nothing done."""
        self.dismiss(None)

    def reload(self) -> None:
        """Look again: most dialogs show what cannot change."""

    def busy(self, words: str) -> None:
        """Say what is under way: a dialog says so in its own way."""

    def done(self) -> None:
        """Show what a command has changed."""

    def take_keys(self, keys: Outgoing) -> None:
        """Show keys that a command has fetched: most dialogs show none."""

    def button(self, name: str, title: str = "", tone: str = "$foreground-muted") -> Content:
        """A command as a button: its key in force, and its title or another one that says more here."""
        command = self.context.keymap[name]
        key = self.context.keymap.text(command).replace(UNICODE.enter, self.context.glyphs.enter)
        return key_button(key, title or command.title, f"command({name!r})", tone)

    def complaint(self, error: SsotuiError) -> Content:
        """Say what went wrong and what to do, for a dialog that stays open."""
        return Content.assemble((visible(error.message), "$text-error"), f"\n{hint_of(error, self.context.keymap)}")

    def masked(self, diff: Iterable[str]) -> Iterator[str]:
        """Give the lines of a diff as they may be shown now, with the signs that the terminal has."""
        mask = self.context.glyphs.mask * len(MASK)
        return (self.conceal(line).replace(MASK, mask) for line in diff)

    def drawn(self, diff: Iterable[str]) -> Content:
        """Colour a unified diff, masked; its first two lines name the file."""
        return Content("\n").join(
            Content.styled(line, "bold" if at < 2 else DIFF_TONES.get(line[:1], "$foreground"))
            for at, line in enumerate(self.masked(diff))
        )

    def bind_scrolling(self) -> None:
        """Have the keys of the moves scroll the box of the class ``scrolls``, whatever has the keyboard."""
        bind(self, self.context.keymap.rebound({name: f"scroll_text({how!r})" for name, how in SCROLLS.items()}))

    async def action_scroll_text(self, how: str) -> None:
        """Scroll the text, by an action of its own box, or by half of what is in sight."""
        box = self.query_one(".scrolls")
        if how.startswith("half"):
            box.scroll_relative(y=(-1 if "-" in how else 1) * max(1, box.size.height // 2), animate=False)
        else:
            await self.app.run_action(how, box)

    @on(events.Mount)
    def _mount_key_bar(self) -> None:
        self.app.clear_notifications()  # what was said of the list covers no dialog
        self.mount(KeyBar(self.context.keymap, self.place))
