"""Draw an environment's label as a badge in its colour."""

from __future__ import annotations

import functools

from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing.glyphs import ASCII, Glyphs

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from textual.color import Color
    from textual.widget import Widget

USUAL = {
    "red": "#9b2226", "orange": "#8a5a00", "yellow": "#d9b44a", "green": "#2f6b3a", "blue": "#1f5a96",
    "purple": "#6b3a8c", "magenta": "#96337a", "cyan": "#1d6f78", "white": "#e8e6df", "black": "#1a1d22",
    "gray": "#5b6168", "grey": "#5b6168",
}  # fmt: skip
"""The usual names of colours as labels have them, which stand side by side; Textual knows many other names."""


def words(environment: Environment | None) -> str:
    """Give the label with a cell of its own colour at either side; nothing for none."""
    return f" {visible(environment.label)} " if environment else ""


def style(environment: Environment | None) -> str:
    """Give the name of the badge's style; nothing for none, and for a colour unknown."""
    return f"badge:{environment.colour.replace(' ', '')}" if environment and hex_of(environment.colour) else ""


@functools.cache
def paint_of(colour: str) -> str:
    """Give the style of a badge in that colour, as Rich reads it: readable, whatever it is; nothing if unknown."""
    background = hex_of(colour)
    return f"not reverse bold {ink_on(background)} on {background}" if background else ""


def ink_on(background: str) -> str:
    """Give black or white, whichever is read better on a colour (as ``#rrggbb``)."""
    # Textual's own choice puts white on red, at a contrast of 4.0.
    return "#000000" if _luminance(background) > 0.179 else "#ffffff"


def frame(box: Widget, environment: Environment | None, glyphs: Glyphs) -> None:
    """Draw the border of a box in the environment's colour, if that is known."""
    if colour := hex_of(environment.colour) if environment else "":
        box.styles.border = ("ascii" if glyphs is ASCII else "round", colour)


def unknown(colour: str) -> str | None:
    """Suggest a known colour for a misspelled one, if any is near; ``None`` for one that is known."""
    from textual.color import ColorParseError

    try:
        _parsed(colour)
    except ColorParseError as error:
        return error.suggested_color or ""
    return None


@functools.cache
def hex_of(colour: str) -> str:
    """Give a colour of the settings as ``#rrggbb``; nothing for one unknown."""
    if found := USUAL.get(colour.lower()):
        return found
    if len(colour) == 7 and colour[0] == "#" and all(digit in "0123456789abcdef" for digit in colour[1:].lower()):
        return colour.lower()
    from textual.color import ColorParseError

    try:
        return _parsed(colour).hex6.lower()
    except ColorParseError:
        return ""


def _parsed(colour: str) -> Color:
    from textual.color import Color

    return Color.parse(colour)


def _luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2.1; at 0.179 black and white are read equally well."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
