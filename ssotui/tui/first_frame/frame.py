"""Compose the first frame: what Textual paints first, cell for cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.detail_lines import DetailLines
from ssotui.tui.browser.opening import PICKING, Opening
from ssotui.tui.drawing.concealing import Masking, concealed_line
from ssotui.tui.drawing.glyphs import ASCII, Glyphs
from ssotui.tui.drawing.runs import Line, Run, cut_to, run, width_of
from ssotui.tui.list.columns import share
from ssotui.tui.list.filter_words import counted, order_words, room_for
from ssotui.tui.list.grouped_view import lines_of
from ssotui.tui.list.row_lines import RowLines, empty_lines
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.widgets import header_lines
from ssotui.tui.widgets.key_lines import key_line, of_table

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

CORNERS = {False: "╭─╮│╰╯", True: "+-+|++"}
"""The signs of a box: upper corners with the edge between, the side, lower corners; by whether they are ASCII."""

PARTS = "▁▂▃▄▅▆▇ "
"""The lower end of the scrollbar's thumb, by eighths of a cell."""


class Frame:
    """Draws the main screen as it is at the start.

    Args:
        opening: what there is to show.
        keymap: the keys in force.
        glyphs: the signs of this terminal.
        now: the time that the clocks are told by.
        size: columns and lines of the terminal.
    """

    def __init__(self, opening: Opening, keymap: Keymap, glyphs: Glyphs, now: datetime, size: tuple[int, int]) -> None:
        self._opening = opening
        self._keymap = keymap
        self._glyphs = glyphs
        self._now = now
        self._width, self._height = size
        self._mask = Masking(glyphs.mask, on=opening.settings.mask)
        self._rows = RowLines(opening.view, glyphs, self._mask)
        self._rows.order = lines_of(opening.view, None)
        self._rows.focused = not opening.picking
        self._ascii = glyphs is ASCII

    def lines(self) -> list[Line]:
        """Draw every line of the terminal from the top, each as wide as that, in styles of the palettes."""
        header = list(self._header())
        titles = PICKING if self._opening.picking else None
        here = self._opening.here(self._keymap)
        keys = of_table(self._keymap, Place.PROFILES, here, titles, typing=self._opening.picking)
        bottom = self._padded(key_line(dict(keys), self._width), self._width, "bar")
        height = self._height - len(header) - 1
        panel = share(self._opening.view.columns, self._rows.lengths, self._width).panel
        boxes = [self._list(self._width - panel, height)]
        if panel:
            boxes.append(self._details(panel, height))
        body = (tuple(part for line in side for part in line) for side in zip(*boxes, strict=True))
        lines = [*header, *body, bottom]
        return [concealed_line(line, self._glyphs.mask) for line in lines] if self._mask.on else lines

    def _header(self) -> Iterator[Line]:
        opening, width = self._opening, self._width
        left = header_lines.views(width, Place.PROFILES, opening.counts)
        room = width - width_of(left) - 2
        clocks = header_lines.clocks_in(room, opening.inventory.sessions, self._now, self._glyphs)
        yield self._padded(header_lines.top(left, clocks, width), width, "bar")
        for line in header_lines.trouble(opening.inventory.problems, width, self._glyphs):
            yield self._padded(line, width, "bar")

    def _list(self, width: int, height: int) -> list[Line]:
        rows, inner, count = self._rows, width - 2, height - 3
        rows.fit(inner)
        if rows.order:
            lines = [rows.title(inner)]
            lines += [rows.row(position, self._now) for position in range(min(count - 1, len(rows.order)))]
        else:
            view = self._opening.view
            lines = [line or (run("", "base"),) for line in empty_lines(view.empty, view, self._keymap, inner)][:count]
        lines += [(run(" " * inner, "base"),)] * (count - len(lines))
        bar = self._scrollbar(count, len(rows.order) + 1)
        listed = [self._filled(line, inner, bar[at]) for at, line in enumerate(lines)]
        return self._boxed([self._filter_line(inner), *listed], width, "frame")

    def _filled(self, line: Line, width: int, bar: Run) -> Line:
        """Fill the line up, and put the scrollbar's cell in the place of its last one."""
        base = line[0][1].partition(" ")[0]
        rest = width - 1 - width_of(line)
        return (*cut_to(line, width - 1), *((run(" " * rest, base),) if rest > 0 else ()), bar)

    def _filter_line(self, width: int) -> Line:
        view = self._opening.view
        order = order_words(view.arranged, self._glyphs)
        count = counted(f"{len(view)}/{len(view)}", order, width - 2)
        gap = max(1, width - 2 - len(count) - 1)
        line = [run("/", "body key"), run(" " * gap, "body"), run(count, "body quiet")]
        if self._opening.picking:
            room = max(1, width - 2 - 2 - room_for(width - 2))
            caret = run(" ", "body caret"), run(" " * (room - 1), "body pad")
            line[1:2] = [run(" ", "body"), *caret, run(" " * (gap - 1 - room), "body")]
        return run(" ", "body pad"), *line, run(" ", "body pad")

    def _details(self, width: int, height: int) -> list[Line]:
        inner, view = width - 4, self._opening.view
        drawing = DetailLines(inner, self._now, self._glyphs, self._opening.settings, self._mask)
        drawing = drawing._replace(active=active_profile())
        lines = drawing.of(view.rows[self._rows.order[0]] if len(view) else None)[: height - 2] or [()]
        pad = run(" ", "body pad")
        drawn = [(pad, *self._padded(line, inner, "body"), pad) for line in lines]
        drawn += [(pad, run(" " * inner, "body"), pad)] * (height - 2 - len(drawn))
        return self._boxed(drawn, width, "edge")

    def _boxed(self, lines: Iterable[Line], width: int, style: str) -> list[Line]:
        left, edge, right, side, lower_left, lower_right = tuple(CORNERS[self._ascii])
        upper = run(f"{left}{edge * (width - 2)}{right}", style)
        lower = run(f"{lower_left}{edge * (width - 2)}{lower_right}", style)
        return [(upper,), *((run(side, style), *line, run(side, style)) for line in lines), (lower,)]

    def _padded(self, line: Line, width: int, place: str) -> Line:
        """Name the styles in the palette's way, and fill the line up."""
        named = [(text, f"{place} {style}" if style else place, "") for text, style, _ in cut_to(line, width)]
        rest = width - width_of(named)
        return (*named, *((run(" " * rest, f"{place} pad"),) if rest > 0 else ()))

    def _scrollbar(self, height: int, rows: int) -> list[Run]:
        """Draw the scrollbar at its top, from above: as Textual does, to an eighth of a cell."""
        if rows in {1, height}:
            return [run(" ", "track")] * height
        eighths = ceil(max(1.0, height * height / rows) * 8)
        whole, part = divmod(eighths, 8)
        bar = [run(" ", "thumb")] * min(whole, height)
        if len(bar) < height and part and not self._ascii:
            bar.append(run(PARTS[7 - part], "thumb"))
        return bar + [run(" ", "track")] * (height - len(bar))
