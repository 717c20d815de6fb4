"""What opens over the list. Its style sheet is read when the first dialog opens, not before the first frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from ssotui.model.secret import MASK
from ssotui.tui.shell.closing import ClosesOnce
from ssotui.tui.shell.command_screen import services_of
from ssotui.tui.shell.commands import MOVES
from ssotui.tui.shell.context import Services
from ssotui.tui.shell.keymap import bind
from ssotui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from ssotui.tui.app import SsotuiApp

Result = TypeVar("Result")

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
    "move.first": "scroll_home",
    "move.last": "scroll_end",
}
"""What the keys that move a list's cursor do in a text."""


def drawn_diff(lines: Iterable[str]) -> Content:
    """A unified diff in its colours; its first two lines name the file."""
    return Content("\n").join(
        Content.styled(line, "bold" if at < 2 else DIFF_TONES.get(line[:1], "$foreground"))
        for at, line in enumerate(lines)
    )


class Dialog(ClosesOnce, ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A modal screen in the house's style; its box has the class ``dialog``."""

    CSS_PATH: ClassVar = "../styles/dialogs.tcss"

    @property
    def services(self) -> Services:
        """The app's."""
        return services_of(self.app)

    def conceal(self, text: str) -> str:
        """The text as it may be shown now."""
        return cast("SsotuiApp", self.app).conceal(text)

    def drawn(self, diff: Iterable[str]) -> Content:
        """A masked diff in its colours, as it may be shown now, and with the signs that the terminal has."""
        mask = self.services.glyphs.mask
        return drawn_diff(self.conceal(line).replace(MASK, mask * len(MASK)) for line in diff)

    def bind_scrolling(self) -> None:
        """Have the keys of the moves scroll the box of the class ``scrolls``, whatever has the keyboard."""
        keymap = self.services.keymap
        moves = ((key, SCROLLS[move.id]) for move in MOVES for key in keymap.keys(move))
        bind(self, [Binding(key, f"scroll_text({action!r})", show=False) for key, action in moves])

    async def action_scroll_text(self, how: str) -> None:
        """Scroll it, by an action of its own."""
        box = self.query_one(".scrolls")
        await self.app.run_action(how, box)

    @on(events.Mount)
    def _mount_key_bar(self) -> None:
        """The line below is this one's."""
        self.mount(KeyBar(self.services.keymap, getattr(self, "place", None)))


class Answer(Static, can_focus=True):
    """One of the two answers to a question: its key is the dialog's, ``enter`` and a click are its own."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "give", "this answer", show=False)]

    class Given(Message):
        """The answer."""

        def __init__(self, *, yes: bool) -> None:
            super().__init__()
            self.yes = yes

    def __init__(self, key: str, words: str, *, yes: bool) -> None:
        super().__init__(Content(f"  {key} {words}  "), id="yes" if yes else "no")
        self._yes = yes

    def action_give(self) -> None:
        """Give it."""
        self.post_message(self.Given(yes=self._yes))

    def on_click(self) -> None:
        """As ``enter`` does."""
        self.action_give()


class Question(Dialog[Result], Generic[Result]):
    """Ends with a yes or a no, and has the keyboard on no: ``y`` says yes, whatever else closes it says no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "yes"),
        Binding("n,escape,q", "no", "no"),
        Binding("left,right,tab,shift+tab,h,l", "other", "the other answer", show=False),
    ]
    AUTO_FOCUS = "#no"

    def answers(self) -> ComposeResult:
        """The two of them."""
        with Horizontal(id="answers"):
            yield Answer("y", "yes", yes=True)
            yield Answer("n", "no", yes=False)

    def action_yes(self) -> None:
        """What a yes does."""
        raise NotImplementedError

    def action_no(self) -> None:
        """What a no does."""
        raise NotImplementedError

    def action_other(self) -> None:
        """From one to the other."""
        self.query_one("#yes" if self.query_one("#no").has_focus else "#no").focus()

    @on(Answer.Given)
    def _take_answer(self, message: Answer.Given) -> None:
        if message.yes:
            self.action_yes()
        else:
            self.action_no()


class YesNo(Question[bool]):
    """A question that gives the answer itself."""

    def action_yes(self) -> None:
        """Close with it."""
        self.dismiss(result=True)

    def action_no(self) -> None:
        """Close with it."""
        self.dismiss(result=False)
