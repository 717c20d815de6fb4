"""The bottom line: the keys that matter here, each a button too."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from ssotui.tui.commands import Command, Place, for_place
from ssotui.tui.glyphs import Glyphs
from ssotui.tui.widgets.buttons import Buttons, key_button


class KeyBar(Buttons):
    """One line of the command table."""

    place: reactive[Place] = reactive(Place.PROFILES)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def render(self) -> Content:
        """As many commands as fit, in the table's order; the first and the last ones always."""
        buttons = [self._button(command) for command in for_place(self.place) if command.footer]
        while len(buttons) > 3 and sum(button.cell_length + 2 for button in buttons) > self.size.width:
            del buttons[-3]
        return Content.assemble(" ", Content("  ").join(buttons))

    def _button(self, command: Command) -> Content:
        key = self._glyphs.enter if command.keys[0] == "enter" else command.key_text
        return key_button(key, command.title, command.action)
