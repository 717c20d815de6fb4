"""Frames and scrollbars for a terminal whose locale is not UTF-8; its signs are in :mod:`ssotui.tui.drawing.glyphs`."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender

from ssotui.tui.drawing.glyphs import ASCII, Glyphs

CLASS = "-ascii"
"""By which the style sheets know such a terminal."""


class PlainScrollBar(ScrollBarRender):
    """Ends at whole cells: the signs for parts of a cell are not ASCII."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def draw_for(app: App[Any], glyphs: Glyphs) -> None:
    """Have the app drawn with what its terminal can show."""
    plain = glyphs is ASCII
    app.set_class(plain, CLASS)
    ScrollBar.renderer = PlainScrollBar if plain else ScrollBarRender
