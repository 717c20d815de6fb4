"""The input of the filter; a module of its own, because Textual's ``Input`` is imported after the first frame."""

from __future__ import annotations

from textual.widgets import Input

from ssotui.tui.keymap import Keymap, bind


class FilterInput(Input):
    """Where the filter is typed: what moves the list's cursor works from here too, but for letters."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="filter", compact=True, select_on_focus=False)
        bind(self, keymap.moves("screen.list_", typing=True))
