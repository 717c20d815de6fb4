"""The bottom line: the keys that matter here, each a button too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen

from ssotui.tui.shell.commands import BY_ID, Command, Place, for_place
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.widgets.buttons import Buttons, key_button

GAP = 2
KEPT = (BY_ID["app.help"], BY_ID["app.quit"], BY_ID["app.back"])
"""Whoever sees no other key has to see these."""


class KeyBar(Buttons):
    """The keys of its screen, while no other one is over that.

    Args:
        keymap: the keys in force.
        place: which place of the table the screen is, if it is one.
        titles: only these commands in Profiles, by their IDs, each under another title if one is given.
    """

    place: reactive[Place | None] = reactive[Place | None](None)
    """Which place of the table the screen is; a dialog that is none has bindings of its own."""

    typing: reactive[bool] = reactive(default=False)
    """Whether the keyboard is in the filter, where letters are letters."""

    def __init__(
        self, keymap: Keymap, place: Place | None = Place.PROFILES, *, titles: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._keymap = keymap
        self._titles = titles
        self.set_reactive(KeyBar.place, place)

    def on_mount(self) -> None:
        """What opens over the screen has the keyboard, and a bar of its own."""
        self.app.screen_change_signal.subscribe(self, self._screen_changed)

    def render(self) -> Content:
        """As many whole commands as fit, the most important ones first."""
        if self.app.screen is not self.screen:
            return Content("")
        buttons = dict(self._of_table(self.place) if self.place else self._of_dialog())
        leaving = [name for name in reversed(buttons) if name not in {each.id for each in KEPT}][:-1]
        leaving += [name for name in (*(each.id for each in reversed(KEPT)), *buttons) if name in buttons]
        for name in leaving:
            if sum(button.cell_length + GAP for button in buttons.values()) < self.size.width + GAP:
                break
            buttons.pop(name, None)
        return Content.assemble(" ", Content(" " * GAP).join(buttons.values()))

    def _of_table(self, place: Place) -> Iterator[tuple[str, Content]]:
        if self.typing and not self._titles:
            yield "keys.open", key_button(self._keymap.text(BY_ID["keys.open"]), "open", "submit_filter")
            yield "list", key_button("tab", "to the list", "app.focus_next")
            yield "app.back", self._button(BY_ID["app.back"], "clear")
            return
        if self._titles and place is Place.PROFILES:
            for name, title in self._titles.items():
                yield name, self._button(BY_ID[name], title)
            return
        for command in for_place(place):
            if place in command.footer:
                yield command.id, self._button(command)

    def _of_dialog(self) -> Iterator[tuple[str, Content]]:
        """One key for each thing that the dialog does."""
        done = set[str]()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.node is self.screen and binding.show and binding.action not in done:
                done.add(binding.action)
                yield (
                    binding.action,
                    key_button(self._keymap.shown(binding.key), binding.description, binding.action),
                )

    def _button(self, command: Command, title: str = "") -> Content:
        return key_button(self._keymap.text(command), title or command.title, f"command({command.id!r})")

    def _screen_changed(self, screen: Screen[object]) -> None:
        del screen
        self.refresh()
