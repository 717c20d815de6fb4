"""Show the rows of a view under a line for each group: session, account, then the roles themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.tui.drawing.countdown import Reading, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.columns import Column
from ssotui.tui.list.list_view import NO_SIGN, ListView, Measured
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.row import GroupRow, Row

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

TOKEN = Column("TOKEN", 9, clock=True, order="token")
INDENT = "  "
"""Stands before a name once for each group that it is in."""

BLANK = Reading("", "plain")

OF_SESSION = frozenset({"session"})
OF_ACCOUNT = frozenset({"session", "account", "id", "e-mail"})
"""The orders of the columns that a row leaves to the line of its group."""


class Head(NamedTuple):
    """The line of a group, and the rows under it.

    Attributes:
        row: what it stands for.
        start: the index of its first row.
        end: the index after its last one.
        level: how many groups it is in itself.
    """

    row: GroupRow
    start: int
    end: int
    level: int


class GroupedView(Measured):
    """The rows of another view with lines for their groups.

    The rows keep their indices; those of the groups' lines come after all of them.

    Args:
        flat: the view, its rows in the order of the groups.
        heads: of the groups, each before those that are in it.
        glyphs: the signs of this terminal.
    """

    def __init__(self, flat: ListView, heads: Sequence[Head], glyphs: Glyphs) -> None:
        self.flat = flat
        self.place: Place = flat.place
        self.arranged = flat.arranged
        self.empty = flat.empty
        self.folded: Collection[str] = ()
        """The keys of the groups whose rows are hidden, unless a filter shows them."""
        self._filtered = False
        self._heads = heads
        self._glyphs = glyphs
        self.rows: Sequence[Row] = (*flat.rows, *(head.row for head in heads))
        self._depths = [0] * len(flat)
        for head in heads:
            self._depths[head.start : head.end] = [head.level + 1] * (head.end - head.start)
        clocks = [at for at, column in enumerate(flat.columns) if column.clock]
        self._token = clocks[0]
        self._added = len(clocks) < 2
        """Whether the rows have no clock of a token themselves: the groups get a column for theirs."""
        added = (TOKEN,) if self._added else ()
        self.columns = (*flat.columns[: self._token], *added, *flat.columns[self._token :])

    def __len__(self) -> int:
        return len(self.flat)

    def head(self, index: int) -> Head | None:
        """Give the group whose line has this index; ``None`` for a row."""
        return self._heads[index - len(self)] if index >= len(self) else None

    def spans(self, index: int) -> bool:
        """Tell whether the name takes the place of all columns before the clocks, as that of a session does."""
        head = self.head(index)
        return head is not None and not head.level

    def parent(self, index: int) -> int | None:
        """Give the index of the line of the innermost group around a row or group."""
        own = self.head(index)
        start, level = (own.start, own.level) if own else (index, self._depths[index])
        around = (
            at for at, head in enumerate(self._heads) if head.level == level - 1 and head.start <= start < head.end
        )
        found = next(around, None)
        return None if found is None else len(self) + found

    def lines(self, found: Sequence[int] | None) -> list[int]:
        """Give the indices of the lines from the top.

        Args:
            found: the rows that a filter leaves, whose groups are all open; ``None`` without a filter.
        """
        kept = None if found is None else sorted(found)
        self._filtered = kept is not None
        lines, hidden_until, at = list[int](), 0, 0
        count = len(self)
        for index, head in enumerate(self._heads):
            lines += _between(kept, max(at, hidden_until), head.start)
            at = head.start
            if head.start < hidden_until or (kept is not None and not _any_between(kept, head.start, head.end)):
                continue
            lines.append(count + index)
            if kept is None and self.key(count + index) in self.folded:
                hidden_until = head.end
        return lines + list(_between(kept, max(at, hidden_until), count))

    def indent(self, index: int) -> int:
        """Give the cells by which the row's name is moved to the right."""
        return len(INDENT) * self._depths[index]

    def key(self, index: int) -> str:
        """Give the row's own key; that of a group is made of its session and account."""
        head = self.head(index)
        return head.row.key if head else self.flat.key(index)

    def parts(self, index: int) -> tuple[str, ...]:
        """Give the texts that are drawn: what the group's line says is left out of the rows under it."""
        if head := self.head(index):
            name, texts = f"{INDENT * head.level}{self._sign(head)} {visible(head.row.name)}", dict[str, str]()
            if head.level:
                texts = {"id": visible(head.row.account_id), "role": head.row.counted}
            else:
                name = f"{name}  {head.row.counted}"
            return (name, *(texts.get(column.order, "") for column in self.columns[1:]))
        name, *others = self.flat.parts(index)
        depth = self._depths[index]
        left_out = OF_ACCOUNT if depth > 1 else OF_SESSION
        if depth > 1 and self.place is Place.ACCOUNTS:
            name = ""
        if self._added:
            others.insert(self._token - 1, "")
        pairs = zip(self.columns[1:], others, strict=False)
        return (INDENT * depth + name, *("" if column.order in left_out else text for column, text in pairs))

    def _sign(self, head: Head) -> str:
        hidden = head.row.key in self.folded and not self._filtered
        return self._glyphs.folded if hidden else self._glyphs.unfolded

    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column; a name is as long as it is under its groups."""
        names, *others = self.flat.texts()
        deepest = INDENT * max(self._depths, default=0)
        heads = [
            f"{INDENT * head.level}{self._sign(head)} {visible(head.row.name)}" for head in self._heads if head.level
        ]
        if self._added:
            others.insert(self._token - 1, ())
        counts = {head.row.counted for head in self._heads if head.level}
        with_counts = [
            {*texts, *counts} if column.order == "role" else texts
            for column, texts in zip(self.columns[1:], others, strict=True)
        ]
        return ([*(deepest + name for name in names), *heads], *with_counts)

    def tone(self, index: int) -> str:
        """Draw a session's line so that it is seen among the rows."""
        head = self.head(index)
        return ("plain" if head.level else "selected") if head else self.flat.tone(index)

    def sign(self, index: int) -> Reading:
        """Give the row's own sign; a group has none."""
        return NO_SIGN if self.head(index) else self.flat.sign(index)

    def paint(self, index: int, column: int) -> str:
        """Give the style of a row's cell."""
        return "" if self.head(index) else self.flat.paint(index, column)

    def note(self, index: int) -> str:
        """Give the row's own words; a group has none."""
        return "" if self.head(index) else self.flat.note(index)

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """Tell how long the token lasts on the session's line, and how long the keys last on the rows'."""
        head = self.head(index)
        if head:
            life = head.row.token if column == self._token and not head.level else None
            return read_token(life, now, self._glyphs) if life else BLANK
        if column == self._token:
            return BLANK
        return self.flat.clock(index, column - 1 if self._added else column, now)


def lines_of(view: ListView, found: Sequence[int] | None) -> Sequence[int]:
    """Give the indices of a view's lines from the top: of its rows, and of its groups if it has any."""
    if isinstance(view, GroupedView):
        return view.lines(found)
    return range(len(view)) if found is None else found


def _between(kept: Sequence[int] | None, start: int, end: int) -> Iterable[int]:
    """Give the rows of that range, without those that the filter has taken away."""
    return range(start, end) if kept is None else kept[bisect_left(kept, start) : bisect_left(kept, end)]


def _any_between(kept: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(kept, start) < bisect_left(kept, end)
