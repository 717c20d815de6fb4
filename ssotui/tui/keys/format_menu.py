"""The Copy-as menu, made from the registry of formats: one letter each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ssotui.export.formats import FORMATS, misfits
from ssotui.model.credentials import Outgoing
from ssotui.model.text import visible
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.widgets.menu import Menu

TITLE_AT, TITLE_CELLS = 30, 38
"""Where in a row the titles begin, and the most room that they have."""

AROUND = 9
"""Cells of the dialog around its rows: frame, padding, scrollbar."""

TAKEN = frozenset("gjkq")
"""Letters that move the cursor, or leave."""
LETTERS = "abcdefhilmnoprstuvwxyz"


class FormatMenu(Dialog[str | None]):
    """Lists the formats. Gives the name of the one that was picked, or ``None``.

    Args:
        default: the format of the settings; the cursor is on it.
        outgoing: the keys, if they are here, to tell which formats cannot hold them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "copy"),
        Binding("escape,q", "dismiss(None)", "back"),
        *(Binding(letter, f"pick({letter!r})", show=False) for letter in LETTERS),
    ]

    def __init__(self, default: str, outgoing: Outgoing | None = None) -> None:
        super().__init__()
        self._default = default
        self._misfits = misfits(outgoing) if outgoing else {}
        self._letters = letters(FORMATS)

    def compose(self) -> ComposeResult:
        """Show the list of formats."""
        with Vertical(classes="dialog", id="formats"):
            yield Static(Content.styled("Copy as\n", "bold"))
            yield Menu(self._options(), self.context.keymap)

    def on_mount(self) -> None:
        """Put the cursor on the default."""
        self.query_one(Menu).highlighted = list(FORMATS).index(self._default)

    def action_pick(self, letter: str = "") -> None:
        """Pick the format of that letter, or the one under the cursor."""
        if not letter:
            self.query_one(Menu).action_select()
        elif name := next((name for name, known in self._letters.items() if known == letter), None):
            self._close_with(name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the format that was picked."""
        if event.option.id:
            self._close_with(event.option.id)

    def _close_with(self, name: str) -> None:
        """Close with the format, or say why it cannot hold these keys."""
        if reason := self._misfits.get(name):
            self.notify(f"{name}: {visible(reason)}", severity="warning", markup=False)
        else:
            self.dismiss(name)

    def _options(self) -> Iterator[Option]:
        """Draw a format on each line; the first one of a group names the group."""
        group, cells = "", max(12, min(TITLE_CELLS, int(self.app.size.width * 0.95) - AROUND - TITLE_AT))
        for name, entry in FORMATS.items():
            heading, group = ("" if entry.group == group else entry.group.value), entry.group
            reason = visible(self._misfits.get(name, ""))
            said = f"\n{' ' * TITLE_AT}".join(wrap(reason or entry.title, cells))
            words = Content.assemble(
                (f"{heading:<10}", "$foreground-muted"),
                (self._letters[name], "bold $accent"),
                (f" {name:<18}", "$foreground-muted" if reason else ""),
                (said, "$text-warning" if reason else "$foreground-muted"),
                ("  default" if name == self._default else "", "$accent"),
            )
            yield Option(words, id=name)


def letters(names: Iterable[str]) -> dict[str, str]:
    """Find a letter for each name: the first of its own that is free, else any."""
    found: dict[str, str] = {}
    for name in names:
        free = (letter for letter in (*name, *LETTERS) if letter.isalpha() and letter not in TAKEN)
        found[name] = next(letter for letter in free if letter not in found.values())
    return found
