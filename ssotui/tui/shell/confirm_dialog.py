"""A question with the safe answer as its default."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.shell.dialog import YesNo


class ConfirmScreen(YesNo):
    """Asks about one thing.

    Args:
        what: is at stake.
        question: about it.
        detail: what a person should know before they say yes.
        environment: whose label and colour the dialog bears.
    """

    def __init__(self, what: str, question: str, detail: str = "", environment: Environment | None = None) -> None:
        super().__init__()
        self._what = what
        self._detail = detail
        self._question = question
        self._environment = environment

    def compose(self) -> ComposeResult:
        """What is at stake, the question, the two answers."""
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
            yield from self.answers()
        environment_badge.frame(box, self._environment, self.services.glyphs)
