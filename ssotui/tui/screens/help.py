"""Every key, made from the command table: first those that do something here, then the others by where they do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.tui.commands import COMMANDS, MOVES, Command, Place, for_place
from ssotui.tui.keymap import Keymap, shown
from ssotui.tui.screens.dialog import Dialog

HEADING = "bold $primary"
KEYS_CELLS = 14
AROUND = 9
"""Cells that border, padding and scrollbar take."""
WIDTH = 76
FILTER = (
    ("two words", "Both are in the row."),
    ("'exact", "The letters are next to one another."),
    ("^first last$", "The row says it at the beginning, or at the end."),
    ("!not", "The row does not say it."),
    ("pasted", "The rows of an ARN, an account ID or an address of the console."),
)


class HelpScreen(Dialog[None]):
    """Closes with the key that opened it, or any that means back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss(None)", "back")]

    def __init__(self, place: Place, keymap: Keymap) -> None:
        super().__init__()
        self._place = place
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """One text, which the moves' keys scroll."""
        with VerticalScroll(classes="dialog scrolls", id="help", can_focus=False):
            yield Static(self._text(), id="help-text")

    def on_mount(self) -> None:
        """The arrows scroll it."""
        self.bind_scrolling()

    def on_resize(self) -> None:
        """As wide as there is room."""
        self.query_one("#help-text", Static).update(self._text())

    def _text(self) -> Content:
        return Content("\n").join(self._lines())

    def _lines(self) -> Iterator[Content]:
        here = for_place(self._place)
        yield from self._part(f"Here, in {self._keymap.where({self._place})}", here)
        if self._place in MOVES[0].places:
            yield Content("")
            yield from self._part("To move", MOVES)
            yield Content.styled("\nTo filter", HEADING)
            for words, means in FILTER:
                yield from self._entry(words, means)
        elsewhere: dict[frozenset[Place], list[Command]] = {}
        for command in COMMANDS:
            if command not in here:
                elsewhere.setdefault(command.places, []).append(command)
        for places, commands in elsewhere.items():
            yield Content("")
            yield from self._part(f"In {self._keymap.where(places)}", commands)

    def _part(self, title: str, commands: Iterable[Command]) -> Iterator[Content]:
        yield Content.styled(title, HEADING)
        for command in commands:
            keys = self._keymap.keys(command)
            yield from self._entry(" ".join(map(shown, keys)) if keys else self._keymap.text(command), command.help)

    def _entry(self, keys: str, means: str) -> Iterator[Content]:
        """What it means beside it, on as many lines as it takes."""
        room = min(WIDTH, self.app.size.width * 95 // 100) - AROUND - KEYS_CELLS - 2
        for line in textwrap.wrap(means, max(room, KEYS_CELLS)):
            yield Content.assemble((f"{keys:>{KEYS_CELLS}}  ", "bold $accent"), line)
            keys = ""
