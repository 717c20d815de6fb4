"""A question with the safe answer as its default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.shell.dialog import YES_AND_NO, Answers, Dialog


class ConfirmScreen(Dialog[bool]):
    """Asks about one thing, and gives the answer.

    Args:
        what: the thing at stake.
        question: the question about it.
        detail: what a person should know before they say yes.
        environment: the environment whose label and colour the dialog bears.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*YES_AND_NO]
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
                badge = Content.styled(
                    environment_badge.words(self._environment), environment_badge.paint(self._environment)
                )
                yield Static(Content.assemble(badge, "\n"))
            yield Static(Content(visible(self._what)))
            if self._detail:
                yield Static(Content.styled(visible(self._detail), "$foreground-muted"))
            yield Static(Content.styled(f"\n{self._question}", "bold"))
            yield Answers()
        environment_badge.frame(box, self._environment, self.context.glyphs)

    def action_yes(self) -> None:
        """Close with a yes as the answer."""
        self.dismiss(result=True)

    def action_no(self) -> None:
        """Close with a no as the answer."""
        self.dismiss(result=False)

    def action_other(self) -> None:
        """Move to the other answer."""
        self.query_one(Answers).other()
