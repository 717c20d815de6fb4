"""The line above the list: the filter, and how many rows it leaves."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from ssotui.tui.commands import MOVES


class FilterInput(Input):
    """Where the filter is typed: what moves the list's cursor works from here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"screen.list_{action}", title, show=False)
        for keys, action, title in MOVES
        for key in keys.split(",")
        if key in {"up", "down", "pageup", "pagedown"}
    ]


class FilterLine(Widget):
    """Draws the sign before the input and the count behind it."""

    count: reactive[str] = reactive("")

    def compose(self) -> ComposeResult:
        """The input, between the two."""
        yield FilterInput(id="filter", compact=True, select_on_focus=False)

    def render(self) -> Content:
        """What the input leaves free."""
        gap = self.size.width - len(self.count) - 1
        return Content.assemble(("/", "bold $accent"), " " * max(1, gap), (self.count, "$foreground-muted"))
