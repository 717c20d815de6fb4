"""Draw what lies below other widgets and is never seen: all of its lines are one."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """Give the lines of a widget that its children cover.

    Textual would draw each of them by itself, cut it where its neighbours begin, and keep all the pieces: half a
    megabyte, and some milliseconds of each frame that is drawn as a whole.
    """
    return [Strip.blank(crop.width, widget.rich_style)] * crop.height


class Covered(Horizontal):
    """Sets its children side by side; they cover it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines, which nobody sees."""
        return blank_lines(self, crop)
