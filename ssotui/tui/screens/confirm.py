"""A question with the safe answer as its default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.text import visible
from ssotui.tui.screens.dialog import Dialog
from ssotui.tui.widgets.buttons import Text, key_button


class ConfirmScreen(Dialog[bool]):
    """``y`` is yes; everything else that closes it is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes"),
        Binding("n,escape,enter,q", "answer(False)", "no"),
    ]

    def __init__(self, what: str, question: str, detail: str = "") -> None:
        super().__init__()
        self._what = what
        self._detail = detail
        self._question = question

    def compose(self) -> ComposeResult:
        """What is at stake, the question, the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._what)))
            if self._detail:
                yield Static(Content.styled(visible(self._detail), "$foreground-muted"))
            yield Static(Content.styled(f"\n{self._question}", "bold"))
            yield Text(
                Content.assemble(
                    "\n", key_button("y", "yes", "answer(True)"), "   ", key_button("n", "no (enter)", "answer(False)")
                )
            )

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001 - Textual passes actions their arguments by position
        """Close with the answer."""
        self.dismiss(yes)
