"""Favourites, recent uses and sort orders, kept between runs. Never a secret.

A recent use is ``[weight, time]``, its time in seconds since the epoch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ssotui.model.usage import Usage, Visits, frecency, visited
from ssotui.storage import state

FAVOURITES, RECENTS, SORT = "favourites", "recents", "sort"

MOST = 500
"""So many recent uses are kept, those that count for most."""

ONE_SITTING = timedelta(minutes=5)
"""Uses of the same thing within that time are one: somebody tries again, or a script runs in a loop."""


def recall() -> Usage:
    """Everything that is remembered, in one reading; nothing of what is damaged. Never raises."""
    kept = state.load()
    favourites = kept.get(FAVOURITES)
    return Usage(
        frozenset(filter(_is_text, favourites if isinstance(favourites, list) else ())),
        _visits(state.section(kept, RECENTS)),
        {name: order for name, order in state.section(kept, SORT).items() if isinstance(order, str)},
    )


def set_favourites(keys: Iterable[str], *, favourite: bool) -> None:
    """Make them favourites, or no longer.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    chosen = set(keys)

    def put(kept: state.State) -> None:
        known = kept.get(FAVOURITES)
        others = [key for key in known if _is_text(key) and key not in chosen] if isinstance(known, list) else []
        kept[FAVOURITES] = sorted({*others, *(chosen if favourite else ())})

    state.edit(put)


def remember_use(keys: Iterable[str], now: datetime) -> None:
    """Count one use of each that was not used within :data:`ONE_SITTING`; if that is none, nothing is written.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    used = set(keys)

    def put(kept: state.State) -> None:
        known = _visits(state.section(kept, RECENTS))
        known |= {key: visited(known.get(key), now) for key in used if _counts(known.get(key), now)}
        most = sorted(known, key=lambda key: frecency(known[key], now), reverse=True)[:MOST]
        kept[RECENTS] = {key: [round(known[key].weight, 3), int(known[key].at.timestamp())] for key in most}

    known = recall().recents
    if any(_counts(known.get(key), now) for key in used):
        state.edit(put)


def remember_sort(name: str, order: str) -> None:
    """Keep the order that was chosen for the list of that name.

    Raises:
        UnusableFile: the state file cannot be written.
    """

    def put(kept: state.State) -> None:
        state.section(kept, SORT)[name] = order

    state.edit(put)


def _counts(last: Visits | None, now: datetime) -> bool:
    return last is None or not timedelta() <= now - last.at < ONE_SITTING


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _visits(kept: state.State) -> dict[str, Visits]:
    found = {key: _read(entry) for key, entry in kept.items()}
    return {key: visits for key, visits in found.items() if visits}


def _read(entry: Any) -> Visits | None:
    try:
        weight, at = entry
        weight = float(weight)
        return Visits(weight, datetime.fromtimestamp(at, UTC)) if math.isfinite(weight) and weight > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
