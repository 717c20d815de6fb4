"""Draw lines of runs, and each second only the words that have changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ssotui.tui.drawing.cells import cell_len
from ssotui.tui.drawing.content import content_of, filtered, strip_of, style_text, theme_filters
from ssotui.tui.drawing.runs import Line


class ClockLines(Widget):
    """Draws lines, of which a tick changes a few words: Textual would take as long for them as for the whole list."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: Sequence[Line] | None = None
        """The lines as they were last drawn; ``None`` where all of them are to be drawn anew."""
        self._styles: dict[str, Style] = {}

    @abstractmethod
    def lines(self) -> Sequence[Line]:
        """Give the lines as they are to be drawn now."""

    def draw(self) -> Sequence[Line]:
        """Give the lines as they are drawn from now on."""
        self.drawn = self.lines()
        return self.drawn

    def render(self) -> Content:
        """Give the text, which a person may select."""
        return content_of(self.draw())

    def retell(self, lines: Sequence[Line]) -> bool:
        """Take what the lines say by now, and tell whether the next frame has words of theirs to repaint.

        Where the new words have other places or styles than those that were drawn, all is drawn anew.
        """
        before, self.drawn = self.drawn, lines
        if before is None or list(map(_shape, before)) != list(map(_shape, lines)):
            self.refresh()
            return False
        changed = [
            Region(x, y, width, 1)
            for y, (old, new) in enumerate(zip(before, lines, strict=True))
            for x, width in _changed(old, new)
        ]
        if changed:
            self._set_dirty(*changed)
            self._layout_cache.clear()  # Textual keeps there what ``render`` gave
        return bool(changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region; where it is words that a tick has changed, from the runs and at once."""
        inner = self.content_region.translate(-self.region.offset)
        if crop.width == self.outer_size.width or not inner.contains_region(crop) or self.text_selection:
            return super().render_lines(crop)
        part = crop.translate(-inner.offset)
        return [strip.crop(*part.column_span) for strip in self.inner_strips(part.line_range)]

    def inner_strips(self, numbers: Sequence[int]) -> list[Strip]:
        """Draw the lines of these numbers, without edges and without what Textual does for the sake of a selection.

        Their colours are the theme's, so that Textual's first filter has nothing to translate.
        """
        lines = self.draw() if self.drawn is None else self.drawn
        width, filters, background = self.content_size.width, theme_filters(self.app), self.background_colors[1]
        rest = self.visual_style.background_style.rich_style
        return [
            filtered(
                strip_of(lines[y], width, self._style, rest) if y < len(lines) else Strip.blank(width, self._style("")),
                filters,
                background,
            )
            for y in numbers
        ]

    def notify_style_update(self) -> None:
        """Forget the styles, as the theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()

    def _style(self, name: str) -> Style:
        """Give a named style; the same object for those that look the same."""
        if name not in self._styles:
            style = (self.visual_style + self.app.stylesheet.parse_style(style_text(name))).rich_style
            self._styles[name] = next((known for known in self._styles.values() if known == style), style)
        return self._styles[name]

    def _set_dirty(self, *regions: Region) -> None:
        """Forget the lines when all of them are to be drawn."""
        if not regions:
            self.drawn = None
        super()._set_dirty(*regions)


def _changed(old: Line, new: Line) -> Iterator[tuple[int, int]]:
    """Give the first cell and the cells of each run that says something else than it did."""
    x = 0
    for (before, _, _), (text, _, _) in zip(old, new, strict=True):
        width = cell_len(text)
        if text != before:
            yield x, width
        x += width


def _shape(line: Line) -> list[tuple[int, str, str]]:
    return [(cell_len(text), style, action) for text, style, action in line]
