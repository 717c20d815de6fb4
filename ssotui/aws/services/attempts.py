"""Tell who waits for a request that it is being tried again, and why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ssotui.model.records import NamedTuple

THROTTLED, FAULT, SILENCE = "portal is throttling", "service has a fault", "network does not answer"
THROTTLING_STATUS, FIRST_FAULT_STATUS = 429, 500


class Retry(NamedTuple):
    """An attempt of a request after one that has failed.

    Attributes:
        number: counts from 1, which is never told.
        reason: why the one before it has failed.
    """

    number: int
    reason: str


class _Thread(threading.local):
    count = 0
    heard: Callable[[Retry], None] | None = None


_here = _Thread()
"""All attempts of an operation are made on the thread that asks for it."""


@contextmanager
def heard_by(heard: Callable[[Retry], None]) -> Iterator[None]:
    """Tell of the attempts of each request that this thread makes meanwhile."""
    before, _here.heard = _here.heard, heard
    try:
        yield
    finally:
        _here.heard = before


def begin() -> None:
    """Count the attempts of a new operation."""
    _here.count = 0


def ended(status: int | None) -> None:
    """Count an attempt, and tell of the next one if the status of its answer, ``None`` for none, calls for it."""
    _here.count += 1
    if status is None:
        reason = SILENCE
    elif status == THROTTLING_STATUS:
        reason = THROTTLED
    elif status >= FIRST_FAULT_STATUS:
        reason = FAULT
    else:
        return
    if _here.heard:
        _here.heard(Retry(_here.count + 1, reason))
