"""The Sessions view: every file of the SSO cache, and every session that has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.tui.drawing.countdown import Reading, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import NO_SESSION, NO_SIGN, Column, Empty
from ssotui.tui.shell.commands import Place

WHAT = {
    EntryKind.TOKEN: "token",
    EntryKind.ORPHAN: "orphaned token",
    EntryKind.REGISTRATION: "client registration",
    EntryKind.LOGIN: "aws login session",
    EntryKind.FOREIGN: "another tool's file",
    EntryKind.TEMPORARY: "temporary file",
    EntryKind.UNREADABLE: "unreadable file",
}

ALLOWS = {
    EntryKind.TOKEN: "to list accounts and fetch keys",
    EntryKind.ORPHAN: "nothing here: the config names no such session",
    EntryKind.REGISTRATION: "to sign in, and to renew tokens; no keys",
    EntryKind.LOGIN: "what aws login gave it",
    EntryKind.FOREIGN: "only that tool knows",
    EntryKind.TEMPORARY: "nothing",
    EntryKind.UNREADABLE: "nothing",
}


@dataclass(frozen=True, slots=True)
class SessionsView:
    """The rows of an inventory's cache entries."""

    rows: Sequence[CacheEntry]
    glyphs: Glyphs

    place: ClassVar[Place] = Place.SESSIONS
    columns: ClassVar[tuple[Column, ...]] = (
        Column("SESSION OR FILE", 16),
        Column("WHAT", 19, rank=1),
        Column("START URL", 20, rank=3),
        Column("REGION", 9, rank=2),
        Column("LASTS", 9, clock=True),
    )

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """The file, or the session that has none."""
        row = self.rows[index]
        return str(row.path) if row.path else row.label

    def parts(self, index: int) -> tuple[str, ...]:
        """Whose it is, what it is, where it signs in; then its path for the search."""
        row = self.rows[index]
        return (
            visible(row.label),
            WHAT[row.kind],
            visible(row.start_url or "") or self.glyphs.none,
            visible(row.region or "") or self.glyphs.none,
            "",
            visible(str(row.path)) if row.path else "",
        )

    def tone(self, index: int) -> str:
        """Bad for what cannot be read; quiet for what signs nobody in."""
        row = self.rows[index]
        if row.problem or row.kind is EntryKind.UNREADABLE:
            return "bad"
        return "plain" if row.kind in {EntryKind.TOKEN, EntryKind.LOGIN} else "quiet"

    def sign(self, index: int) -> Reading:
        """None yet."""
        del index
        return NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """No cell has a colour of its own."""
        del index, column
        return ""

    def note(self, index: int) -> str:
        """What is wrong with the file."""
        return visible(self.rows[index].problem)

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """How long the token or the registration lasts; other files have no clock."""
        del column  # there is one
        row = self.rows[index]
        return read_token(row.life if row.kind in _CLOCKED else None, now, self.glyphs)

    def empty(self) -> Empty:
        """For a machine without sessions."""
        return NO_SESSION


_CLOCKED = frozenset({EntryKind.TOKEN, EntryKind.ORPHAN, EntryKind.REGISTRATION, EntryKind.LOGIN})
