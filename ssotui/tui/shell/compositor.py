"""Draw what has changed on the main screen, and ask only those widgets for it that show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import _compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip


class Compositor(_compositor.Compositor):
    """Textual's own asks every widget of the screen for all its lines, and lays them over one another.

    A change that lies in one widget, with nothing before it, needs no other one: as each row of the list, its clocks,
    and the panel.
    """

    def render_partial_update(self) -> _compositor.ChopsUpdate | None:
        """Draw the regions that have changed since the last time; ``None`` if there are none."""
        screen, alone, shared = self.size.region, list[_Line](), set[Region]()
        for region in _outermost(self._dirty_regions):
            part = region.intersection(screen)
            lines = self._lines_of_one(part)
            if lines is None:
                shared.add(part)
            else:
                alone += lines
        self._dirty_regions = shared
        return Lines(alone, super().render_partial_update())

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Give what each widget shows in the lines of the region, the foremost first.

        Args:
            crop: the region; ``None`` for the whole screen.
        """
        _, y, _, height = crop or self.size.region
        for widget, (region, clip) in self.visible_widgets.items():
            left, _, width, _ = shown = region.intersection(clip)
            if shown := shown.intersection(Region(left, y, width, height)):
                yield shown, shown, widget.render_lines(shown.translate(-region.offset))

    def _lines_of_one(self, part: Region) -> list[_Line] | None:
        """Give the lines of a part of the screen if one widget alone shows it, else ``None``."""
        for widget, (region, clip) in self.visible_widgets.items():  # the foremost comes first
            shown = region.intersection(clip)
            if shown.contains_region(part):
                strips = widget.render_lines(part.translate(-region.offset))
                return [(part.x, y, strip) for y, strip in zip(part.line_range, strips, strict=True)]
            if shown.overlaps(part):
                return None
        return None


_Line = tuple[int, int, "Strip"]


class Lines(_compositor.ChopsUpdate):
    """Whole lines of single widgets, and what Textual has laid over one another.

    Args:
        lines: with the cell that each begins at.
        shared: the rest.
    """

    def __init__(self, lines: Iterable[_Line], shared: _compositor.ChopsUpdate | None) -> None:
        super().__init__((), [], [])
        self._lines = lines
        self._shared = shared

    def render_segments(self, console: Console) -> str:
        """Give what draws it on the terminal."""
        drawn = "".join([f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self._lines])
        return drawn + (self._shared.render_segments(console) if self._shared else "")


def _outermost(regions: Iterable[Region]) -> list[Region]:
    """Leave out the regions that lie in another one."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda each: each.area, reverse=True):
        if region and not any(other.contains_region(region) for other in found):
            found.append(region)
    return found
