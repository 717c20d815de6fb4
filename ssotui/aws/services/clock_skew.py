"""Detect a wrong clock of this machine by the time that an answer carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ssotui.model.clock import aware, describe_left

TOLERATED = timedelta(minutes=5)
"""AWS refuses what was signed at a time further off than this."""


def told_by(headers: Mapping[str, str], now: datetime) -> str:
    """Tell how far the clock is off, and what to do.

    Args:
        headers: of an answer; its ``Date`` tells the time.
        now: this machine's time.

    Returns:
        A sentence; empty if the clock is right, or if the answer has no date.
    """
    from email.utils import parsedate_to_datetime

    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (LookupError, ValueError, TypeError):
        return ""
    ahead = now - aware(theirs)
    if abs(ahead) <= TOLERATED:
        return ""
    where = "ahead" if ahead > timedelta() else "behind"
    return f"Set this machine's clock: it is {describe_left(abs(ahead))} {where}."
