"""Warnings that a session is about to end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ssotui.model.clock import describe_left
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.tui.shell.context import AppContext

BEFORE = (timedelta(minutes=5), timedelta(minutes=15))
"""So long before a token ends that cannot be renewed."""


class ExpiryWarnings:
    """Owns the time of the last look, so that each warning comes once, also after the machine has slept."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._looked_at = context.clock()

    def due(self, entries: Iterable[CacheEntry]) -> Iterator[str]:
        """Give the warnings that have come due since the last look. Called once a second."""
        now = self._context.clock()
        last, self._looked_at = self._looked_at, now
        for entry in endings(entries, last, now):
            left = (entry.life.expires_at or now) - now
            key = self._context.keymap.text("session.sign_in")
            yield f"{visible(entry.label)} ends in {describe_left(left)}. Sign in again with {key}."


def endings(entries: Iterable[CacheEntry], last: datetime, now: datetime) -> Iterator[CacheEntry]:
    """Find the sessions that have come so near to their end since the ``last`` look, each once."""
    for entry in entries:
        ends = entry.life.expires_at
        if entry.kind is not EntryKind.TOKEN or ends is None or now >= ends or entry.life.renewable(ends):
            continue
        if any(last < ends - within <= now for within in BEFORE):
            yield entry
