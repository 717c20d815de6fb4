"""A question with the safe answer as its default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.content import badge_of
from ssotui.tui.shell.dialog import Dialog


class AnswerButton(Static, can_focus=True):
    """One of the two answers: its key is the dialog's, ``enter`` and a click are its own.

    Args:
        key: the dialog's own, which nobody can bind anew.
        answer: ``yes`` or ``no``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "give", "this answer", show=False)]

    def __init__(self, key: str, answer: str) -> None:
        super().__init__(Content(f"  {key} {answer}  "), id=answer)

    async def action_give(self) -> None:
        """Close the dialog with this answer."""
        await self.screen.run_action(f"dismiss({self.id == 'yes'})")

    async def on_click(self) -> None:
        """Give this answer, as ``enter`` does."""
        await self.action_give()


class ConfirmScreen(Dialog[bool]):
    """Asks about one thing, and gives the answer.

    Args:
        what: the thing at stake.
        question: the question about it.
        detail: what a person should know before they say yes.
        environment: the environment whose label and colour the dialog bears.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("escape,q", "dismiss(False)", "no"),
        Binding("left,right,tab,shift+tab", "other", "the other answer", show=False),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, what: str, question: str, detail: str = "", environment: Environment | None = None) -> None:
        super().__init__()
        self._what = what
        self._detail = detail
        self._question = question
        self._environment = environment

    def compose(self) -> ComposeResult:
        """Show what is at stake, the question, the two answers."""
        with Vertical(classes="dialog") as box:
            if self._environment:
                yield Static(Content.assemble(badge_of(self._environment), "\n"))
            yield Static(Content(visible(self._what)))
            if self._detail:
                yield Static(Content.styled(visible(self._detail), "$foreground-muted"))
            yield Static(Content.styled(f"\n{self._question}", "bold"))
            with Horizontal(id="answers"):
                yield AnswerButton("y", "yes")
                yield AnswerButton("esc", "no")
        environment_badge.frame(box, self._environment, self.context.glyphs)

    def action_other(self) -> None:
        """Move the keyboard to the other answer."""
        yes, no = self.query(AnswerButton)
        (yes if no.has_focus else no).focus()
