"""Draw what has changed on the main screen, and ask only those widgets for it that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual import _compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip
    from textual.widget import Widget

_Line = tuple[int, int, "Strip"]
"""A piece of a line, with the cell that it begins at."""


class Compositor(_compositor.Compositor):
    """Textual's own asks every widget of the screen for all its lines, and lays them over one another.

    Here each part that has changed is asked of the foremost widget that is there, and of no other one.
    """

    def render_partial_update(self) -> Lines | None:
        """Draw the regions that have changed since the last time; ``None`` if there are none."""
        screen, changed = self.size.region, _outermost(self._dirty_regions)
        self._dirty_regions.clear()
        widgets = [
            (widget, region, shown)
            for widget, (region, clip) in self.visible_widgets.items()  # the foremost comes first
            if (shown := region.intersection(clip))
        ]
        lines = [line for region in changed for line in _lines(region.intersection(screen), widgets)]
        return Lines(lines) if lines else None


class Lines(_compositor.ChopsUpdate):
    """Pieces of lines, to be drawn on the terminal."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        super().__init__((), [], [])
        self.pieces = lines

    def render_segments(self, console: Console) -> str:
        """Give the sequences that draw them."""
        return "".join([f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.pieces])


def _lines(part: Region, widgets: Sequence[tuple[Widget, Region, Region]]) -> Iterator[_Line]:
    """Draw a part of the screen.

    Args:
        part: its region.
        widgets: each with its region and what of that is in sight, the foremost first.
    """
    for at, (widget, region, shown) in enumerate(widgets):
        if seen := shown.intersection(part):
            strips = widget.render_lines(seen.translate(-region.offset))
            yield from ((seen.x, y, strip) for y, strip in zip(seen.line_range, strips, strict=True))
            for rest in _around(seen, part):
                yield from _lines(rest, widgets[at + 1 :])
            return


def _around(seen: Region, part: Region) -> Iterator[Region]:
    """Give what a region leaves of the part that it lies in: above and below, left and right."""
    yield from filter(
        None,
        (
            Region.from_corners(part.x, part.y, part.right, seen.y),
            Region.from_corners(part.x, seen.bottom, part.right, part.bottom),
            Region.from_corners(part.x, seen.y, seen.x, seen.bottom),
            Region.from_corners(seen.right, seen.y, part.right, seen.bottom),
        ),
    )


def _outermost(regions: Iterable[Region]) -> list[Region]:
    """Leave out the regions that lie in another one."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda each: each.area, reverse=True):
        if region and not any(other.contains_region(region) for other in found):
            found.append(region)
    return found
