"""The bottom line is one widget: the keys that matter here, each a button too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.reactive import reactive

from ssotui.tui.drawing.content import content_of
from ssotui.tui.drawing.runs import Line
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.widgets.buttons import Buttons
from ssotui.tui.widgets.key_lines import key_and_title, key_line, of_table

if TYPE_CHECKING:
    from ssotui.tui.shell.protocols import CommandScreen


class KeyBar(Buttons):
    """The keys of its screen, while no other one is over that.

    Args:
        keymap: the keys in force.
        place: the place of the table that the screen is, if it is one.
        titles: only these commands in Profiles, by their IDs, each under another title if one is given.
    """

    place: reactive[Place | None] = reactive[Place | None](None)
    """The place of the table that the screen is; a dialog that is none has bindings of its own."""

    typing: reactive[bool] = reactive(default=False)
    """True while the keyboard is in the filter, where letters are letters."""

    def __init__(
        self, keymap: Keymap, place: Place | None = Place.PROFILES, *, titles: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._keymap = keymap
        self._titles = titles
        self._drawn: Line = ()
        self.set_reactive(KeyBar.place, place)

    def on_mount(self) -> None:
        """Draw nothing while another screen is on top, which has a bar of its own."""
        self.app.screen_change_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """Draw the keys of the screen that is on top."""
        if self.app.screen is not self.screen:
            return Content("")
        self._drawn = self._line()
        return content_of([self._drawn])

    def look_again(self) -> None:
        """Repaint if another row can do other things."""
        if self.is_mounted and self._line() != self._drawn:
            self.refresh()

    def _line(self) -> Line:
        buttons: Iterator[tuple[str, Line]]
        if self.place:
            here = cast("CommandScreen", self.screen).here
            buttons = of_table(self._keymap, self.place, here, self._titles, typing=self.typing)
        else:
            buttons = self._own()
        return key_line(dict(buttons), self.size.width)

    def _own(self) -> Iterator[tuple[str, Line]]:
        """Draw one key for each thing that a dialog does."""
        done = set[str]()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.node is self.screen and binding.show and binding.action not in done:
                done.add(binding.action)
                key = binding.key_display or self._keymap.shown(binding.key)
                yield binding.action, key_and_title(key, binding.description, binding.action)
