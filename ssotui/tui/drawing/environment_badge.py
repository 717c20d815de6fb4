"""How an environment's label is drawn: a badge in its colour."""

from __future__ import annotations

import functools

from textual.color import Color, ColorParseError
from textual.widget import Widget

from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing.glyphs import ASCII, Glyphs


def words(environment: Environment | None) -> str:
    """The label, on a cell of its own colour at either side; empty for none."""
    return f" {visible(environment.label)} " if environment else ""


def paint(environment: Environment | None) -> str:
    """The style of the badge: readable on the colour, whatever that is. Empty for none, and for a colour unknown."""
    return _paint(environment.colour) if environment else ""


def frame(box: Widget, environment: Environment | None, glyphs: Glyphs) -> None:
    """Draw the border of a box in the environment's colour, if that is known."""
    if colour := _colour(environment.colour) if environment else None:
        box.styles.border = ("ascii" if glyphs is ASCII else "round", colour)


def unknown(colour: str) -> str | None:
    """Of a colour that is not known, the one that may be meant, or an empty string; ``None`` for one that is."""
    try:
        Color.parse(colour)
    except ColorParseError as error:
        return error.suggested_color or ""
    return None


@functools.cache
def _paint(colour: str) -> str:
    background = _colour(colour)
    if background is None:
        return ""
    # Textual's own choice puts white on red, at a contrast of 4.0.
    return f"not reverse bold {'#000000' if _luminance(background) > 0.179 else '#ffffff'} on {background.hex6}"


def _colour(name: str) -> Color | None:
    try:
        return Color.parse(name)
    except ColorParseError:
        return None


def _luminance(colour: Color) -> float:
    """The relative luminance of WCAG 2.1; at 0.179 black and white are read equally well."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
