"""The Sessions view shows every file of the SSO cache, and every session that has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.tui.drawing.countdown import Reading, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.columns import WHOLE, Column, different
from ssotui.tui.list.list_view import AS_FILED, NO_SESSION, NO_SIGN, Empty, Measured
from ssotui.tui.shell.commands import Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from typing import ClassVar

    from ssotui.actions.listing.ranking import Arrangement

WORDS = {
    EntryKind.TOKEN: ("token", "to list accounts and fetch keys"),
    EntryKind.ORPHAN: ("orphaned token", "nothing here: no matching sso-session in the config"),
    EntryKind.REGISTRATION: ("client registration", "to sign in, and to renew tokens; no keys"),
    EntryKind.LOGIN: ("aws login session", "the access that aws login gave"),
    EntryKind.FOREIGN: ("another tool's file", "known to that tool only"),
    EntryKind.TEMPORARY: ("temporary file", "nothing"),
    EntryKind.UNREADABLE: ("unreadable file", "nothing"),
}
"""For each kind of file a name, and the things it allows."""

HASH = r"^([0-9a-f]{12})[0-9a-f]{20,}(?=\.json$)"
"""The name that AWS's tools give to a file; its first digits tell it from others."""


def what_of(entry: CacheEntry) -> str:
    """Say what the row is: the kind of its file, or that nobody is signed in to a session without one."""
    return WORDS[entry.kind][0] if entry.path else "not signed in"


def allowed_by(entry: CacheEntry) -> str:
    """Say what the row allows."""
    return WORDS[entry.kind][1] if entry.path else "nothing until you sign in"


class SessionsView(Measured):
    """The rows of an inventory's cache entries.

    Args:
        rows: in their order.
        glyphs: the signs of this terminal.
    """

    place: ClassVar[Place] = Place.SESSIONS
    arranged: ClassVar[Arrangement] = AS_FILED
    empty: ClassVar[Empty] = NO_SESSION
    columns: tuple[Column, ...] = (
        Column("SESSION OR FILE", 16),
        Column("WHAT", 12, rank=3),
        Column("START URL", 20, rank=5),
        Column("REGION", WHOLE, rank=4),
        Column("LASTS", 9, clock=True),
    )

    def __init__(self, rows: Sequence[CacheEntry], glyphs: Glyphs) -> None:
        self.rows = rows
        self.glyphs = glyphs

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """Give the path of the file, or the name of a session that has none."""
        return self.rows[index].key

    def parts(self, index: int) -> tuple[str, ...]:
        """Give name, kind, start URL and region; then the path for the search."""
        row = self.rows[index]
        return (*self._said(row), "", visible(str(row.path)) if row.path else "")

    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column."""
        return (*different(map(self._said, self.rows), 4), ())

    def _said(self, row: CacheEntry) -> tuple[str, ...]:
        import re  # late: these rows are drawn only where somebody looks at them

        none = self.glyphs.none
        name = re.sub(HASH, rf"\1{self.glyphs.ellipsis}", visible(row.label))
        return name, what_of(row), visible(row.start_url or none), visible(row.region or none)

    def tone(self, index: int) -> str:
        """Mark a file that cannot be read as bad, and one that signs nobody in as quiet."""
        row = self.rows[index]
        if row.problem or row.kind is EntryKind.UNREADABLE:
            return "bad"
        return "plain" if row.kind in {EntryKind.TOKEN, EntryKind.LOGIN} else "quiet"

    def sign(self, index: int) -> Reading:
        """Give a blank, as no file has a sign."""
        del index
        return NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """Give nothing, as no cell has a colour of its own."""
        del index, column
        return ""

    def note(self, index: int) -> str:
        """Tell what is wrong with the file."""
        return visible(self.rows[index].problem)

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """Tell how long the token or the registration lasts; other files have no clock."""
        del column  # there is one
        row = self.rows[index]
        return read_token(row.life if row.path and row.kind in _CLOCKED else None, now, self.glyphs)


_CLOCKED = frozenset({EntryKind.TOKEN, EntryKind.ORPHAN, EntryKind.REGISTRATION, EntryKind.LOGIN})
