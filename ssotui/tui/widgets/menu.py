"""A list of texts of any height, of which some can be picked: it moves by the keys that move every list."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ssotui.tui.shell.keymap import Keymap, bind

ACTIONS = {
    "move.up": "cursor_up",
    "move.down": "cursor_down",
    "move.page_up": "page_up",
    "move.page_down": "page_down",
    "move.half_up": "half(-1)",
    "move.half_down": "half(1)",
    "move.first": "first",
    "move.last": "last",
}
"""What each move is in an option list."""

NOT_LAID_OUT = suppress(KeyError, IndexError)
"""An option list whose texts have come with the same burst of keys has no pages yet: Textual asks for their lines."""


class Menu(OptionList, inherit_bindings=False):
    """Its screen hears of what is picked by ``OptionSelected``: by a click, or by a key that the screen binds.

    Args:
        options: what there is at first.
        keymap: whose moves it obeys.
    """

    def __init__(self, options: Iterable[Option], keymap: Keymap) -> None:
        super().__init__(*options, markup=False, compact=True)
        bind(self, keymap.rebound(ACTIONS))

    def action_page_up(self) -> None:
        """Move the cursor up one screenful."""
        with NOT_LAID_OUT:
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual's

    def action_page_down(self) -> None:
        """Move the cursor down one screenful."""
        with NOT_LAID_OUT:
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual's

    def action_half(self, by: int) -> None:
        """Move the cursor by half a screenful, but not beyond the first option or the last."""
        picks = [index for index, option in enumerate(self.options) if not option.disabled]
        if self.highlighted in picks:
            at = picks.index(self.highlighted) + by * max(1, self.size.height // 2)
            self.highlighted = picks[max(0, min(at, len(picks) - 1))]

    def show(self, options: Iterable[Option]) -> None:
        """Have other options; the cursor stays where it is, or next to that."""
        at, top = self.highlighted, self.scroll_offset.y
        self.set_options(options)
        picks = [index for index, option in enumerate(self.options) if not option.disabled]
        if picks:
            self.highlighted = min(picks, key=lambda index: abs(index - (at or 0)))
        self.scroll_to(y=top, animate=False, immediate=True)

    def scroll_to_highlight(self, top: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's signature
        """Keep the cursor in sight; with the first option, also what stands above it."""
        first = next((index for index, option in enumerate(self.options) if not option.disabled), None)
        if self.highlighted is not None and self.highlighted == first:
            self.scroll_home(animate=False, immediate=True)
        else:
            super().scroll_to_highlight(top)


def heading(text: Content) -> Option:
    """Make a line that cannot be picked."""
    return Option(text, disabled=True)
