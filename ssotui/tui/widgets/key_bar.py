"""The bottom line: the keys that matter here, each a button too."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from ssotui.tui.commands import Command, Place, for_place
from ssotui.tui.glyphs import UNICODE, Glyphs
from ssotui.tui.keymap import Keymap
from ssotui.tui.widgets.buttons import Buttons, key_button


class KeyBar(Buttons):
    """One line of the command table: the keys of the screen on top."""

    place: reactive[Place] = reactive(Place.PROFILES)
    """The list's view, while no dialog is over it."""

    def __init__(self, glyphs: Glyphs, keymap: Keymap) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._keymap = keymap

    def render(self) -> Content:
        """As many commands as fit, in the table's order; the first and the last ones always.

        None for a dialog that is no place of the table: its own buttons tell all.
        """
        place = self.place if self.app.screen is self.screen else getattr(self.app.screen, "place", None)
        buttons = [self._button(command) for command in for_place(place) if command.footer] if place else []
        while len(buttons) > 3 and sum(button.cell_length + 2 for button in buttons) > self.size.width:
            del buttons[-3]
        return Content.assemble(" ", Content("  ").join(buttons))

    def _button(self, command: Command) -> Content:
        key = self._keymap.text(command).replace(UNICODE.enter, self._glyphs.enter)
        return key_button(key, command.title, f"app.command({command.id!r})")
