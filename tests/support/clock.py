"""A clock that stands still until told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FrozenClock:
    """A ``Clock``: call it for the time."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta | float) -> None:
        """Move on, by a duration or by seconds."""
        self.now += by if isinstance(by, timedelta) else timedelta(seconds=by)
