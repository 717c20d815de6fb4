"""The line above the list: the filter, and how many rows it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import AwaitMount, Widget

from ssotui.tui.list.filter_words import counted, room_for

if TYPE_CHECKING:
    from ssotui.tui.list.filter_input import FilterInput
    from ssotui.tui.shell.keymap import Keymap


class FilterLine(Widget):
    """Draws the sign before the input and the count behind it."""

    count: reactive[str] = reactive("")

    order: reactive[str] = reactive("")
    """The words for the order of the rows."""

    text: var[str] = var("")
    """What has been typed so far."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self.input: FilterInput | None = None
        """There from the first filter on: the start does not wait for it."""
        self._mounted_input: AwaitMount | None = None

    async def ready_input(self) -> FilterInput | None:
        """The input, made now if it is not there yet; ``None`` while the app is still starting, or already ending."""
        from ssotui.tui.list.filter_input import FilterInput

        if not (self.is_mounted and self.is_attached):
            return None
        if self.input is None or self._mounted_input is None:
            self.input = FilterInput(self._keymap)
            self.watch(self.input, "value", self._take, init=False)
            self._share_width()
            self._mounted_input = self.mount(self.input)
        await self._mounted_input
        return self.input

    def put(self, text: str) -> None:
        """Have it say the filter that a view was left with."""
        if self.input:
            self.input.value = text

    def render(self) -> Content:
        """Draw what the input leaves free."""
        said = counted(self.count, self.order, self.size.width)
        gap = self.size.width - len(said) - 1
        return Content.assemble(("/", "bold $accent"), " " * max(1, gap), (said, "$foreground-muted"))

    def on_resize(self) -> None:
        """Leave room for the count and the order beside what is typed."""
        self._share_width()

    def _share_width(self) -> None:
        if self.input:
            self.input.styles.margin = (0, room_for(self.size.width), 0, 2)

    def _take(self, value: str) -> None:
        """At once, as the key is handled: ``Input.Changed`` would go up widget by widget, and a frame come between."""
        self.text = value
