"""The input of the filter; a module of its own, because it is made only when somebody filters."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from ssotui.tui.shell.keymap import Keymap, bind

MOST = 1_000
"""Letters; an address of the console has fewer. Of a file that somebody pastes by mistake the rest is dropped."""


class FilterInput(Input):
    """Where the filter is typed: what moves the list's cursor works from here too, but for letters."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As in ``Input``, but without laying out the whole screen anew for each letter."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="filter", compact=True, select_on_focus=False, max_length=MOST)
        self.disable_messages(Input.Changed)  # the line watches the value itself
        self.cursor_blink = False  # it would draw twice a second while nothing changes
        bind(self, keymap.moves("screen.list_", typing=True))

        everything = keymap["list.select_all"]
        keys = [key for key in keymap.keys(everything) if len(key) > 1]
        bind(self, [Binding(key, f"screen.command({everything.id!r})", show=False) for key in keys])

    async def _on_key(self, event: events.Key) -> None:
        """Do at once what the input's own keys do: by way of all that it stands in, the app would hear of it first."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if not event.is_printable and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return

    def insert_text_at_cursor(self, text: str) -> None:
        """Its own key, pressed where the filter already has the keyboard, is no letter to look for."""
        if self.value or text != "/":
            super().insert_text_at_cursor(text[: max(0, MOST - len(self.value))])

    def watch_virtual_size(self, size: Size) -> None:
        """Do what laying out would do: a text longer than the line can be scrolled."""
        self._scroll_update(size)
