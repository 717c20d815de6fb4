"""Notice when anybody changes the files that the inventory is read from, whether they exist yet or not.

By looking at them every 0.4 s, not by the system's notifications (inotify, FSEvents; ``watchfiles``): those tell
nothing of a home on a network drive or a bind mount, need the folders to exist, and cost a dependency with a thread and
a library of its own. A look takes 0.2 ms of a slow core for a home with ten files in its caches, that is 0.05 %, and
1.5 ms with 200 of them; with a thousand and more it is taken less often, so that it stays below one percent.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from ssotui.actions.background import Waiter, wait
from ssotui.aws import locations

LOOK_SECONDS = 0.4
MOST_SECONDS = 5.0
SHARE = 125
"""At most one part in so many of a core is spent on looking."""

SETTLE_SECONDS = 0.05
SETTLE_LOOKS = 4
"""A writer's temporary file is there for a moment only; after that many looks it is read as it is."""

FRESH_NANOSECONDS = 2_000_000_000
"""What changed so shortly before the first look may have been read before it changed."""

Stamp: TypeAlias = tuple[str, int, int, int] | None
"""What tells one version of a file from another: name, time, size, inode."""

Follow: TypeAlias = Callable[[Callable[[], object], threading.Event], None]


def follow(changed: Callable[[], object], stop: threading.Event, waiter: Waiter = wait) -> None:
    """Call ``changed`` each time that the files have changed, until stopped. Blocks; meant for a daemon thread.

    Args:
        changed: reads the files again; called on this thread.
        stop: set by whoever has enough.
        waiter: waits between two looks.
    """
    seen, pause = _look()
    if _newest(seen) > time.time_ns() - FRESH_NANOSECONDS:
        seen = ()
    while not stop.is_set():
        waiter(stop, pause)
        now, pause = _look()
        if now == seen or stop.is_set():
            continue
        for _ in range(SETTLE_LOOKS):
            waiter(stop, SETTLE_SECONDS)
            before, (now, pause) = now, _look()
            if before == now:
                break
        seen = now  # from before the reading: what changes during it is read again
        if not stop.is_set():
            changed()


def _look() -> tuple[tuple[Stamp, ...], float]:
    """How the files are now, and how long to wait before the next look."""
    begun = time.thread_time()
    stamps = (
        _stamp(locations.config_file()),
        _stamp(locations.credentials_file()),
        *_stamps(locations.sso_cache()),
        *_stamps(locations.login_cache()),
        None,  # a file that moves from one folder to the other is a change
        *_stamps(locations.cli_cache()),
    )
    spent = time.thread_time() - begun
    return stamps, min(MOST_SECONDS, max(LOOK_SECONDS, spent * SHARE))


def _stamp(path: Path) -> Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 - through a symlink, as the reader goes
    except (OSError, ValueError):
        return None
    return "", found.st_mtime_ns, found.st_size, found.st_ino


def _stamps(folder: Path) -> Sequence[Stamp]:
    """Each file of a cache: the AWS CLI rewrites them in place, which does not show on the folder."""
    return sorted(_entries(folder))


def _entries(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                # The CLI's session.db changes with each of its commands, and nothing is read from it.
                if entry.name.endswith(".db") or ".db-" in entry.name:
                    continue
                try:
                    found = entry.stat()
                except OSError:  # gone meanwhile
                    continue
                yield entry.name, found.st_mtime_ns, found.st_size, found.st_ino
    except OSError:
        return


def _newest(stamps: tuple[Stamp, ...]) -> int:
    return max((stamp[1] for stamp in stamps if stamp), default=0)
