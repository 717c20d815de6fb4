"""A question with many answers: typing narrows them, ``enter`` takes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ssotui.model.text import visible
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.widgets.menu import Menu


class PickScreen(Dialog[str | None]):
    """Lists the answers. Gives the one that was taken, or what was typed if none has it; ``None`` for neither.

    Args:
        question: what is asked.
        answers: in their order, each once.
        hint: what can be typed, in a sentence.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take", priority=True),
        Binding("escape", "dismiss(None)", "back"),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, question: str, answers: Sequence[str], hint: str) -> None:
        super().__init__()
        self._question = question
        self._answers = answers
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Show the question, the line to type in, the answers."""
        with Vertical(classes="dialog", id="pick"):
            yield Static(Content.styled(visible(self._question), "bold"))
            yield Static(Content.styled(f"{visible(self._hint)}\n", "$foreground-muted"))
            yield Input(compact=True, select_on_focus=False)
            yield Menu(self._options(""), self.context.keymap)

    def on_mount(self) -> None:
        """Have the keyboard in the line, and the cursor on the first answer."""
        self.query_one(Input).focus()
        self._narrow()

    def action_take(self) -> None:
        """Take the answer under the cursor, else what is typed."""
        typed = self.query_one(Input).value.strip()
        found = list(self._matching(typed))
        at = self.query_one(Menu).highlighted or 0
        if found or typed:
            self.dismiss(found[min(at, len(found) - 1)] if found else typed)

    def action_move(self, by: int) -> None:
        """Move the cursor among the answers."""
        menu = self.query_one(Menu)
        if menu.option_count:
            menu.highlighted = ((menu.highlighted or 0) + by) % menu.option_count

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(list(self._matching(self.query_one(Input).value))[event.option_index])

    @on(Input.Changed)
    def _narrow(self) -> None:
        menu = self.query_one(Menu)
        menu.set_options(self._options(self.query_one(Input).value))
        menu.highlighted = 0 if menu.option_count else None

    def _options(self, typed: str) -> Iterator[Option]:
        return (Option(Content(visible(answer))) for answer in self._matching(typed))

    def _matching(self, typed: str) -> Iterator[str]:
        """Give the answers that begin with what is typed, then those that have each of its words."""
        word = typed.strip().casefold()
        first = [answer for answer in self._answers if answer.casefold().startswith(word)]
        yield from first
        for answer in self._answers:
            if answer not in first and all(part in answer.casefold() for part in word.split()):
                yield answer
