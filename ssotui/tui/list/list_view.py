"""What the list needs of a view, and how its columns share a width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol

from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.tui.drawing.countdown import Reading
from ssotui.tui.shell.commands import Place

GAP = 2
"""Cells between columns."""

LEAST = 5
"""No column is narrower, however narrow the screen is."""


class Column(NamedTuple):
    """A column of the list.

    Attributes:
        title: its heading.
        least: the cells below which it is of no use.
        rank: who leaves first when there is no room: the highest. Rank 0 never leaves.
        clock: whether its cells change by themselves, every second.
    """

    title: str
    least: int
    rank: int = 0
    clock: bool = False


class Fitted(NamedTuple):
    """A column that found room: which one, where it starts, and how many cells it has."""

    column: int
    start: int
    width: int


class Mark(NamedTuple):
    """What is under way with a row, or has become of it.

    Attributes:
        word: stands in the place of its last clock.
        tone: the word's.
        reason: why it failed, in the place of all columns between the name and the clocks; empty if it did not.
    """

    word: str
    tone: str = "soon"
    reason: str = ""


class Empty(NamedTuple):
    """What a list without rows says.

    Attributes:
        what: there is not, in a sentence.
        hint: more of it.
        command: the ID of the one that goes on from there; empty where nothing does.
        does: what that does here, in words.
    """

    what: str = ""
    hint: str = ""
    command: str = ""
    does: str = ""


NOTHING = Empty()
"""Nothing to say."""

NO_SESSION = Empty(
    "No SSO session yet.",
    "With the start URL of your AWS access portal, ssotui finds all your accounts and roles.",
    "session.new",
    "make an SSO session",
)


def failed(error: SsotuiError) -> Mark:
    """What a row says that failed."""
    return Mark("failed", "bad", cause(error))


def cause(error: SsotuiError) -> str:
    """Why, without what could not be had: the row says that itself, and has little room."""
    what, _, why = error.message.partition(": ")
    return visible(why if why and what.startswith("Could not ") else error.message)


class ListView(Protocol):
    """The rows of one view, by index. Everything is asked for only when it is drawn or searched."""

    place: ClassVar[Place]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns from left to right; the first one is the row's name."""

    def __len__(self) -> int:
        """How many rows there are."""

    def key(self, index: int) -> str:
        """What stays the same of a row when the files are read again."""

    def parts(self, index: int) -> tuple[str, ...]:
        """What the row says: one text a column (empty for clocks), then what is searched but not shown."""

    def tone(self, index: int) -> str:
        """The tone of the row's texts: ``plain``, ``bad`` or ``quiet``."""

    def sign(self, index: int) -> Reading:
        """One cell before the name, and its tone: a favourite's star, what is new or gone; or a blank."""

    def paint(self, index: int, column: int) -> str:
        """A colour of the cell's own, as an environment's label has; else empty."""

    def note(self, index: int) -> str:
        """What stands in the place of all columns between the name and the clocks, for a row that needs words."""

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """What a clock column of the row says."""

    def empty(self) -> Empty:
        """What to say when there are no rows, and what to do about it."""


NO_SIGN = Reading(" ", "plain")


class EmptyView:
    """Before the first reading."""

    place: ClassVar[Place] = Place.PROFILES
    columns: tuple[Column, ...] = ()

    def __len__(self) -> int:
        return 0

    def key(self, index: int) -> str:
        """No row has one."""
        raise IndexError(index)

    def parts(self, index: int) -> tuple[str, ...]:
        """No row has any."""
        raise IndexError(index)

    def tone(self, index: int) -> str:
        """No row has one."""
        raise IndexError(index)

    def sign(self, index: int) -> Reading:
        """No row has one."""
        raise IndexError(index)

    def paint(self, index: int, column: int) -> str:
        """No row has one."""
        raise IndexError(index, column)

    def note(self, index: int) -> str:
        """No row has one."""
        raise IndexError(index)

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """No row has one."""
        raise IndexError(index, column, now)

    def empty(self) -> Empty:
        """Nothing to say yet."""
        return NOTHING


def natural_widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """The widest text of each column, in characters; a clock's words never need more than its least."""
    return [
        column.least if column.clock else max(len(column.title), max((len(row[at]) for row in rows), default=0))
        for at, column in enumerate(columns)
    ]


def fit(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[Fitted]:
    """Share ``width`` cells: columns leave by rank until the rest have their least, then grow to what they need.

    Where those that never leave have not even their least, the widest give way, but for the clocks.
    """
    staying = list(range(len(columns)))
    while len(staying) > 1 and _needed(columns, natural, staying) > width:
        leaver = max(staying, key=lambda index: columns[index].rank)
        if columns[leaver].rank == 0:
            break
        staying.remove(leaver)
    widths = {index: min(columns[index].least, natural[index]) for index in staying}
    spare = width - sum(widths.values()) - GAP * (len(staying) - 1)
    texts = [index for index in staying if not columns[index].clock]
    while spare < 0 and texts and widths[widest := max(texts, key=lambda index: widths[index])] > LEAST:
        widths[widest] -= 1
        spare += 1
    growing = [index for index in staying if widths[index] < natural[index]]
    while spare > 0 and growing:
        for index in growing:
            grown = min(natural[index] - widths[index], max(1, spare // len(growing)), spare)
            widths[index] += grown
            spare -= grown
        growing = [index for index in growing if widths[index] < natural[index]]
    fitted, start = [], 0
    for index in staying:
        fitted.append(Fitted(index, start, widths[index]))
        start += widths[index] + GAP
    return fitted


def merge_middle(columns: Sequence[Column], fitted: Sequence[Fitted]) -> list[Fitted]:
    """The same, with all columns between the name and the clocks as one."""
    name, *rest = fitted or [Fitted(0, 0, 0)]
    middle = [column for column in rest if not columns[column.column].clock]
    if not middle:
        return list(fitted)
    first, last = middle[0], middle[-1]
    return [name, first._replace(width=last.start + last.width - first.start), *rest[len(middle) :]]


def _needed(columns: Sequence[Column], natural: Sequence[int], staying: Sequence[int]) -> int:
    return sum(min(columns[index].least, natural[index]) for index in staying) + GAP * (len(staying) - 1)
