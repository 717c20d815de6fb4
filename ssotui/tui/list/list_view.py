"""The list asks a view for its rows by this protocol."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property

from ssotui.actions.listing.ranking import Arrangement
from ssotui.model.errors import SsotuiError
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.tui.drawing.countdown import Reading
from ssotui.tui.list.columns import Column, Lengths
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.row import Row

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Protocol
else:
    Protocol = object


class Mark(NamedTuple):
    """A mark says how far a command on many rows has come with one of them.

    Attributes:
        word: stands in the place of its last clock.
        tone: the word's.
        reason: why it failed, in the place of all columns between the name and the clocks; empty if it did not.
    """

    word: str
    tone: str = "soon"
    reason: str = ""


class Empty(NamedTuple):
    """A list without rows says this.

    Attributes:
        what: the sentence that names what there is not.
        hint: a second sentence.
        command: the ID of the command that goes on from there; empty where none does.
        does: the words for what that command does here.
    """

    what: str = ""
    hint: str = ""
    command: str = ""
    does: str = ""


NOTHING = Empty()
"""The list says nothing where it has no rows."""

NO_SESSION = Empty(
    "No SSO session yet.",
    "Paste or enter your access portal URL (https://….awsapps.com/start) to list your accounts.",
    "session.new",
    "make an SSO session",
)


def failed(error: SsotuiError) -> Mark:
    """Mark a row as failed, with the reason."""
    return Mark("failed", "bad", cause(error))


def cause(error: SsotuiError) -> str:
    """Give the reason alone: the row names what could not be had itself, and has little room."""
    what, _, why = error.message.partition(": ")
    return visible(why if why and what.startswith("Could not ") else error.message)


class Measured(ABC):
    """Measures a view's texts once, for the first frame and for the list: with 10,000 rows it takes 5 ms.

    Attributes:
        columns: of the view.
    """

    columns: tuple[Column, ...]

    @abstractmethod
    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column, in any order; none for clocks."""

    @cached_property
    def lengths(self) -> Lengths:
        """How long the texts of each column are."""
        return Lengths(self.columns, self.texts())


class ListView(Protocol):
    """The rows of one view, by index. Everything is asked for only when it is drawn or searched."""

    @property
    def place(self) -> Place:
        """The view's name in the command table."""

    @property
    def arranged(self) -> Arrangement:
        """The order of the rows."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns from left to right; the first one is the row's name."""

    @property
    def lengths(self) -> Lengths:
        """How long the texts of each column are."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows themselves, in the order of the view."""

    @property
    def empty(self) -> Empty:
        """The words where there are no rows, and what to do about it."""

    def __len__(self) -> int:
        """Give the number of rows."""

    def key(self, index: int) -> str:
        """Give the row's key, which stays the same when the files are read again."""

    def parts(self, index: int) -> tuple[str, ...]:
        """Give one text for each column (empty for clocks), then what is searched but not shown."""

    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column, in any order; none for clocks."""

    def tone(self, index: int) -> str:
        """Give the tone of the row's texts: ``plain``, ``bad`` or ``quiet``."""

    def sign(self, index: int) -> Reading:
        """Give the cell before the name with its tone: a favourite's star, a sign for new or gone, or a blank."""

    def paint(self, index: int, column: int) -> str:
        """Give the style that a cell has of its own, as an environment's label has; else nothing."""

    def note(self, index: int) -> str:
        """Give the words in the place of all columns between the name and the clocks, if the row needs some."""

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """Give the words of one of the row's clocks."""


NO_SIGN = Reading(" ", "plain")

AS_FILED = Arrangement()
"""The rows stand as the files have them."""
