"""Draw the rows of a view as runs of text, without Textual: the list and the first frame show the same cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ssotui.tui.drawing.cells import cell_len, set_cell_size
from ssotui.tui.drawing.countdown import Reading
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line, Run, run
from ssotui.tui.list.columns import GAP, MARGIN, Fitted, fit, merge_middle
from ssotui.tui.list.cut_names import Cut, cut_apart
from ssotui.tui.list.grouped_view import GroupedView
from ssotui.tui.list.list_view import Empty, ListView, Mark
from ssotui.tui.shell.commands import Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

    from ssotui.actions.listing.search import Highlighter
    from ssotui.tui.shell.keymap import Keymap

SHORTER = {"renewable": "renews"}
"""What a clock says instead where its own words do not fit."""


class RowLines:
    """The rows as they are to be drawn.

    Attributes:
        view: where the rows come from.
        order: the indices of the rows that the filter leaves.
        lengths: of the view's texts.
        cursor: the position of the cursor in the order.
        focused: whether the list has the keyboard.
        selected: the keys of the selected rows.
        marks: by a row's key, what is under way with it.
        highlighter: finds the letters that the filter matched; ``None`` without a filter.
        fitted: the places of the columns.
        clocks: those of them that are clocks.
    """

    def __init__(self, view: ListView, glyphs: Glyphs, conceal: Callable[[str], str]) -> None:
        self._glyphs = glyphs
        self._conceal = conceal
        self.order: Sequence[int] = ()
        self.cursor = 0
        self.focused = True
        self.selected: frozenset[str] = frozenset()
        self.marks: Mapping[str, Mark] = {}
        self.highlighter: Highlighter | None = None
        self.fitted: list[Fitted] = []
        self.clocks: list[Fitted] = []
        self._with_note: list[Fitted] = []
        self._of_session: list[Fitted] = []
        self._cuts: Mapping[str, Cut] = {}
        self._width = 0
        self.take_view(view)

    def take_view(self, view: ListView) -> None:
        """Draw the rows of another view, or of the same one read again."""
        self.view = view
        self.lengths = view.lengths
        self._width = 0

    @property
    def _groups(self) -> GroupedView | None:
        return self.view if isinstance(self.view, GroupedView) else None

    def fit(self, width: int) -> None:
        """Share the width of the list among the columns; its last cell is the scrollbar's."""
        if width != self._width:
            self._width = width
            self.fitted = fit(self.view.columns, self.lengths, max(1, width - MARGIN - 1))
            self.clocks = [place for place in self.fitted if self.view.columns[place.column].clock]
            self._with_note = merge_middle(self.view.columns, self.fitted)
            self._of_session = merge_middle(self.view.columns, self.fitted, with_name=True)
            self._cuts = {}
            if self.fitted and self.lengths.longest(0) > (cells := self.fitted[0].width):
                self._cuts = cut_apart(next(iter(self.view.texts())), cells, self._glyphs.ellipsis)

    def readings(self, index: int, now: datetime) -> tuple[Reading, ...]:
        """Read the row's clocks, as far as they are drawn."""
        return tuple([self._reading(index, place, now) for place in self.clocks])

    def title(self, width: int) -> Line:
        """Draw the headings of the columns."""
        text = " " * MARGIN
        for index, _, cells in self.fitted:
            text += set_cell_size(self._heading(index, cells), cells + GAP)
        return (run(set_cell_size(text, width), "title"),)

    def _heading(self, index: int, cells: int) -> str:
        """Give the column's title, with a sign if the rows are sorted by it."""
        column, (order, reverse) = self.view.columns[index], self.view.arranged
        by_it = column.order == order or (order == "time" and column.clock)
        if not by_it and not (order == "account" and not index and self.view.place is Place.ACCOUNTS):
            return column.title
        sign = self._glyphs.down if reverse else self._glyphs.up
        return f"{column.title} {sign}" if len(column.title) + 1 < cells else f"{column.title}{sign}"

    def order_at(self, x: int) -> str | None:
        """Give the order of the column with its heading in that cell, empty if it has none; ``None`` for no column."""
        for index, start, cells in self.fitted:
            if start <= x - MARGIN < start + cells + GAP:
                return self.view.columns[index].order
        return None

    def row(self, position: int, now: datetime) -> Line:
        """Draw the row at that position in the order."""
        view, index = self.view, self.order[position]
        columns, mark = view.columns, self._mark(index)
        base = self.base(position)
        tone = f"{base} {'bad' if mark and mark.reason else view.tone(index)}"
        parts = view.parts(index)
        hits = self._hits(index, parts) if self.highlighter else {}
        note = (mark and mark.reason) or view.note(index)
        line = self._margin(index, position, base)
        spans = self._groups is not None and self._groups.spans(index)
        for place in self._of_session if spans else self._with_note if note else self.fitted:
            column = place.column
            if columns[column].clock:
                line.append(self.clock(place, self._reading(index, place, now), base))
            elif note and column:
                line += self._cell(note, place.width, tone, (), tone)
            elif parts[column] and (paint := view.paint(index, column)):
                line += self._cell(parts[column], place.width, f"{base} {paint}", hits.get(column, ()), base)
            else:
                line += self._cell(parts[column], place.width, tone, hits.get(column, ()), tone)
        return tuple(line)

    def clock(self, place: Fitted, reading: Reading, base: str) -> Run:
        """Draw a clock, and the gap behind it, on a row whose cells have that style."""
        return run(set_cell_size(reading.text, place.width + GAP), f"{base} {reading.tone}")

    def base(self, position: int) -> str:
        """Give the style that all cells of the row have."""
        return "base" if position != self.cursor else "cursor" if self.focused else "cursor-blurred"

    def _reading(self, index: int, place: Fitted, now: datetime) -> Reading:
        """Read a clock: the last one says what is under way with the row, if something is."""
        if place.column == len(self.view.columns) - 1 and (mark := self._mark(index)):
            return Reading(mark.word, mark.tone)
        reading = self.view.clock(index, place.column, now)
        return (
            reading
            if len(reading.text) <= place.width
            else reading._replace(text=SHORTER.get(reading.text, reading.text))
        )

    def _mark(self, index: int) -> Mark | None:
        return self.marks.get(self.view.key(index)) if self.marks else None

    def _hits(self, index: int, parts: Sequence[str]) -> dict[int, list[int]]:
        """Find which letters of which parts of the row the filter matched."""
        hits: dict[int, list[int]] = {}
        groups = self._groups
        if self.highlighter and not (groups and groups.head(index)):
            from ssotui.actions.listing.search import SEPARATOR

            searched = groups.flat.parts(index) if groups else parts
            column, start = 0, 0
            for at in sorted(self.highlighter.matched(SEPARATOR.join(searched))):
                while at >= (end := start + len(searched[column]) + len(SEPARATOR)):
                    column, start = column + 1, end
                hits.setdefault(column, []).append(at - start)
            if groups and 0 in hits:
                hits[0] = [at + groups.indent(index) for at in hits[0]]
        return hits

    def _margin(self, index: int, position: int, base: str) -> list[Run]:
        """Draw the cursor's mark and the row's sign; that the row is selected outweighs every other sign."""
        mark = self._glyphs.cursor if position == self.cursor else " "
        if self.selected and self.view.key(index) in self.selected:
            sign, tone = self._glyphs.selected, "selected"
        else:
            sign, tone = self.view.sign(index)
        return [run(mark, base), run(f"{sign} ", f"{base} {tone}")]

    def _cell(self, text: str, width: int, style: str, hits: Sequence[int], rest: str) -> list[Run]:
        """Draw a text and the gap behind it.

        Args:
            text: cut with an ellipsis where it is too long.
            width: the cells of its column.
            style: of its letters.
            hits: the indices of the letters that the filter matched; one that is hidden is not marked.
            rest: the style of the blanks behind it.
        """
        hidden, cut = self._conceal(text), self._cuts.get(text)
        if hits and hidden != text:
            hits = [at for at in hits if hidden[at : at + 1] == text[at : at + 1]]
        if cut and cell_len(hidden) > width:
            shown, hits = cut.of(hidden, self._glyphs.ellipsis), list(cut.shown(hits))
        else:
            shown = self._glyphs.cut(hidden, width)
        if not hits and style == rest:
            return [run(set_cell_size(shown, width + GAP), style)]
        line, start = [], 0
        for at in hits:
            if at >= len(shown):
                break
            if at > start:
                line.append(run(shown[start:at], style))
            line.append(run(shown[at], f"{style} match"))
            start = at + 1
        if start < len(shown):
            line.append(run(shown[start:], style))
        line.append(run(" " * (width + GAP - cell_len(shown)), rest))
        return line


def empty_lines(empty: Empty, view: ListView, keymap: Keymap, width: int) -> list[Line]:
    """Draw a list without rows: the sentence, a second one, and what to do about it with one key or a click."""
    from textwrap import wrap

    what, hint, name, does = empty
    lines: list[Line] = [(), (run("  ", "base"), run(what, "base plain"))]
    if hint:
        lines += [(), *((run("  ", "base"), run(line, "base quiet")) for line in wrap(hint, max(width - 4, 1)))]
    if name:
        command = keymap[name] if view.place in keymap[name].places else keymap["keys.open"]
        lines += [(), (run("  ", "base"), run(keymap.text(command), "base selected"), run(f"  {does}", "base plain"))]
    return lines
