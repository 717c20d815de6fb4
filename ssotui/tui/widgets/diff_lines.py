"""A diff of any length: only the lines in sight are drawn.

(A ``Static`` of the 14,000 lines of 2,000 new profiles keeps the screen from answering for over a second.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import chop_cells
from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

KINDS = {"+": "diff-lines--added", "-": "diff-lines--removed", "@": "diff-lines--place"}
"""By a line's first letter, what it is called in the style sheet."""


class DiffLines(ScrollView, can_focus=False):
    """Scrolls as the screen tells it to; long lines are folded."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(KINDS.values())

    def __init__(self, lines: Sequence[str], classes: str = "diff scrolls") -> None:
        super().__init__(classes=classes)
        self._lines = lines
        self._folded: list[tuple[str, str]] = []
        self._width = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All of it; the style sheet says how much is too much."""
        del container, viewport
        self._fold(width - self.styles.scrollbar_size_vertical)
        return len(self._folded)

    def on_resize(self) -> None:
        """Fold the lines to the new width."""
        self._fold(self.scrollable_content_region.width)

    def render_line(self, y: int) -> Strip:
        """One line in its colour."""
        width, at = self.scrollable_content_region.width, y + self.scroll_offset.y
        if at >= len(self._folded):
            return Strip.blank(width, self.rich_style)
        sign, text = self._folded[at]
        style = self.get_component_rich_style(KINDS[sign]) if sign in KINDS else self.rich_style
        return Strip([Segment(text, style)]).adjust_cell_length(width, self.rich_style)

    def _fold(self, width: int) -> None:
        if width != self._width and width > 0:
            self._width = width
            self._folded = list(self._pieces(width))
            self.virtual_size = Size(width, len(self._folded))

    def _pieces(self, width: int) -> Iterator[tuple[str, str]]:
        for line in self._lines:
            for piece in chop_cells(line, width) or [""]:
                yield line[:1], piece
