"""The input of the filter; a module of its own, because Textual's ``Input`` is imported after the first frame."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
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
