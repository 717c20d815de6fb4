"""Share the width of the screen among the columns of the list, and with the panel beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.tui.drawing.cells import cell_len

GAP = 2
"""Cells between columns."""

MARGIN = 3
"""Cells left of the first column: the cursor's mark, the row's sign, and a gap."""

LEAST = 5
"""Neither a name nor a role is narrower, however narrow the screen is."""

WHOLE = 10_000
"""A column with this as its least width is shown whole or not at all."""

CLOCK = len("23h 59m")
"""Cells that a clock needs."""

AROUND = MARGIN + 3
"""Cells around the columns: the margin, a frame of two cells, and the scrollbar."""

MOST = 100
"""No column makes others give way for a longer text than this."""

PANEL = 37
"""Cells of the detail panel beside the list, where there is room for both."""

PANEL_LEAST = 28
"""Cells below which the panel is of no use."""

PANEL_FROM = 100
"""Columns of the terminal from which there can be a panel."""

CUT = 1
"""Columns up to this rank, the name and the role, are cut rather than left out."""

TELLING = 2
"""Columns up to this rank tell two rows apart: they are not cut while anything else can give way."""

NAMED = 4
"""Columns up to this rank are the account's too."""


class Column(NamedTuple):
    """A column of the list.

    Attributes:
        title: its heading.
        least: the cells below which it is of no use; for a clock, those of its longest words.
        rank: in which order columns get their cells: 0 is the row's name, 1 its role, 2 what else tells rows apart,
            3 a label, 4 the account; the others come where there is room.
        clock: whether its cells change by themselves, every second.
        order: the name of the order in which a click on its heading puts the rows.
    """

    title: str
    least: int
    rank: int = 0
    clock: bool = False
    order: str = ""


class Fitted(NamedTuple):
    """A column that found room.

    Attributes:
        column: its index among all columns.
        start: the cell where it begins.
        width: how many cells it has.
    """

    column: int
    start: int
    width: int


class Shares(NamedTuple):
    """The width of a terminal, shared among the list and the panel beside it.

    Attributes:
        panel: cells of the panel; 0 where there is none.
        columns: of the list, those that found room.
    """

    panel: int
    columns: Sequence[Fitted]


class Lengths:
    """How long the texts of each column are.

    Args:
        columns: of the list.
        texts: of each column, each different text at least once; those of clocks do not count.
    """

    def __init__(self, columns: Sequence[Column], texts: Sequence[Iterable[str]]) -> None:
        self._titles = [len(column.title) for column in columns]
        self._lengths = [
            [column.least] if column.clock else _lengths(said) for column, said in zip(columns, texts, strict=True)
        ]

    def longest(self, column: int) -> int:
        """Give the cells that the longest text of the column takes."""
        return max((self._titles[column], *self._lengths[column][-1:]))

    def natural(self, column: int) -> int:
        """Give the same without the texts that are longer than any real name."""
        usual = next((length for length in reversed(self._lengths[column]) if length <= MOST), MOST)
        return max(self._titles[column], min(usual, self.longest(column)))


def shown(texts: Iterable[str | None]) -> Sequence[str]:
    """Give the texts as they are shown; thousands of names are judged at once, as hardly any needs it."""
    said = tuple(filter(None, texts))
    return said if "".join(said).isprintable() else tuple(map(visible, said))


def different(rows: Iterable[Sequence[str]], columns: int) -> list[set[str]]:
    """Give the different texts of each of so many columns."""
    return [set(texts) for texts in zip(*rows, strict=True)] or [set() for _ in range(columns)]


def fit(columns: Sequence[Column], lengths: Lengths, width: int) -> list[Fitted]:
    """Share so many cells among the columns.

    The name gets what it needs first, then what else tells rows apart, then the clocks, then the others by their rank,
    each whole or at least as much of it as is of use. Nothing takes the place of a name, a role or a clock that has no
    room.
    """
    widths: dict[int, int] = {}
    texts = sorted((at for at, column in enumerate(columns) if not column.clock), key=lambda at: columns[at].rank)
    telling = [at for at in texts if columns[at].rank <= TELLING]
    clocks = [at for at, column in enumerate(columns) if column.clock]
    left = width
    for at in (*telling, *clocks, *texts[len(telling) :]):
        column, natural = columns[at], CLOCK if columns[at].clock else lengths.natural(at)
        room = left - GAP if widths else max(1, left)
        least = natural if column.clock else min(natural, LEAST if column.rank <= CUT else column.least)
        if room >= least or not widths:
            widths[at] = min(natural, room)
            left = room - widths[at]
        elif column.clock or column.rank <= CUT:
            break
    for at in (*texts, *clocks):  # what is left goes to whatever is cut
        if at in widths:
            grown = min(lengths.longest(at) - widths[at], left)
            widths[at] += grown
            left -= grown
    return _placed(widths)


def needed(columns: Sequence[Column], lengths: Lengths, rank: int = TELLING) -> int:
    """Give the cells with which the columns up to that rank are whole, and the clocks too."""
    widths = [
        CLOCK if column.clock else lengths.natural(at)
        for at, column in enumerate(columns)
        if column.clock or column.rank <= rank
    ]
    return sum(widths) + GAP * max(0, len(widths) - 1)


def share(columns: Sequence[Column], lengths: Lengths, terminal: int) -> Shares:
    """Share the width of a terminal: the panel shrinks for the account, and goes before a name or a role is cut.

    Args:
        columns: of the list.
        lengths: of their texts.
        terminal: its columns.
    """
    telling, named = (AROUND + needed(columns, lengths, rank) for rank in (TELLING, NAMED))
    panel = 0
    if terminal >= PANEL_FROM and terminal - telling >= PANEL_LEAST:
        panel = min(PANEL, max(PANEL_LEAST, terminal - named))
    return Shares(panel, fit(columns, lengths, max(1, terminal - panel - AROUND)))


def merge_middle(columns: Sequence[Column], fitted: Sequence[Fitted], *, with_name: bool = False) -> list[Fitted]:
    """Make one column of all those between the name and the clocks, or of the name and all these."""
    name, *rest = fitted or [Fitted(0, 0, 0)]
    middle = [column for column in rest if not columns[column.column].clock]
    if not middle:
        return list(fitted)
    first, last = middle[0], middle[-1]
    if with_name:
        return [name._replace(width=last.start + last.width), *rest[len(middle) :]]
    return [name, first._replace(width=last.start + last.width - first.start), *rest[len(middle) :]]


def _lengths(texts: Iterable[str]) -> list[int]:
    texts = tuple(texts)
    return sorted(set(map(len if "".join(texts).isascii() else cell_len, texts)))


def _placed(widths: dict[int, int]) -> list[Fitted]:
    fitted, start = [], 0
    for at in sorted(widths):
        fitted.append(Fitted(at, start, widths[at]))
        start += widths[at] + GAP
    return fitted
