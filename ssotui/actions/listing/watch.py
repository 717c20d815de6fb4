"""Notice when anybody changes the files that the inventory is read from, whether they exist yet or not.

By looking at them every quarter of a second, not by the system's notifications (inotify, FSEvents; ``watchfiles``):
those tell nothing of a home on a network drive or a bind mount, need the folders to exist, and cost a dependency with a
thread and a library of its own. A look takes 0.2 ms of a slow core with ten files in the caches, and 1.5 ms with 200.
With many more it is taken less often, to stay below one percent; but a glance at the two files and the folders, which
show every file that comes, goes or is replaced, costs nothing. So only what is rewritten in place among more than a
thousand cached keys may take longer than a second to show: 0.6 s with 1,000 of them, 1.4 s with 3,000.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ssotui.actions.background import Waiter
from ssotui.aws import environment
from ssotui.model.records import NamedTuple
from ssotui.storage import file_version, keychain_index
from ssotui.storage.folders import LOCK_SUFFIX

LOOK_SECONDS = 0.25
MOST_SECONDS = 5.0
SHARE = 125
"""At most one part in so many of a core is spent on looking."""

SETTLE_SECONDS = 0.05
SETTLE_GLANCES = 4
"""A writer's temporary file is there for a moment only; after that many glances it is read as it is."""

FRESH_NANOSECONDS = 2_000_000_000
"""What changed so shortly before the first look may have been read before it changed."""

Version: TypeAlias = tuple[int, ...]
"""Of a file: its times and size, without its inode, of which some network drives make up a new one each time."""

Stamp: TypeAlias = tuple[str, Version] | None
Glance: TypeAlias = tuple[Version | None, ...]
Follow: TypeAlias = Callable[[Callable[[], object], threading.Event], None]


class _Places(NamedTuple):
    """The paths to look at, made once: made anew at each look, they took three quarters of its time."""

    files: tuple[str, ...]
    folders: tuple[str, ...]


def _places() -> _Places:
    files = (environment.config_file(), environment.credentials_file(), keychain_index.index_file())
    return _Places(files, (environment.sso_cache(), environment.login_cache(), environment.cli_cache()))


def follow(changed: Callable[[], object], stop: threading.Event, waiter: Waiter = threading.Event.wait) -> None:
    """Call ``changed`` each time that the files have changed, until stopped. Blocks; meant for a daemon thread.

    Args:
        changed: reads the files again; called on this thread.
        stop: set by whoever has enough.
        waiter: waits between two looks.
    """
    places = _places()
    glance, waited = _glance(places), 0.0
    seen, pause = _look(places)
    if max((stamp[1][0] for stamp in seen if stamp), default=0) > time.time_ns() - FRESH_NANOSECONDS:
        seen, pause = (), LOOK_SECONDS
    while not stop.is_set():
        waiter(stop, LOOK_SECONDS)
        waited += LOOK_SECONDS
        before, glance = glance, _glance(places)
        if glance == before and waited < pause:
            continue
        if glance != before:
            glance = _settled(places, stop, waiter, glance)
        waited = 0.0
        last, (seen, pause) = seen, _look(places)  # before the reading: what changes during it is read again
        if seen != last and not stop.is_set():
            changed()


def _settled(places: _Places, stop: threading.Event, waiter: Waiter, glance: Glance) -> Glance:
    """Look until no file comes or goes any more, or until the time for that is over."""
    for _ in range(SETTLE_GLANCES):
        waiter(stop, SETTLE_SECONDS)
        before, glance = glance, _glance(places)
        if glance == before:
            break
    return glance


def _glance(places: _Places) -> Glance:
    """The two files, the keychain's index and the folders, which show what comes, goes or is replaced in them."""
    return tuple(map(_version, (*places.files, *places.folders)))


def _look(places: _Places) -> tuple[tuple[Stamp, ...], float]:
    """Return the state of the files now, and the time to wait before all of them are looked at again."""
    begun = time.thread_time()
    stamps = [_stamp(path) for path in places.files]
    for folder in places.folders:
        stamps += [None, *sorted(_entries(folder))]  # a file that moves from one folder to the other is a change
    spent = time.thread_time() - begun
    return tuple(stamps), min(MOST_SECONDS, max(LOOK_SECONDS, spent * SHARE))


def _stamp(path: str) -> Stamp:
    found = _version(path)
    return ("", found) if found else None


def _version(path: str) -> Version | None:
    found = file_version.stamp(path)
    return found[:3] if found else None


def _entries(folder: str) -> Iterator[tuple[str, Version]]:
    """Each file of a cache: the AWS CLI rewrites them in place, which does not show on the folder."""
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                # The CLI's session.db changes with each of its commands, and nothing is read from it or from locks.
                if entry.name.endswith((".db", LOCK_SUFFIX)) or ".db-" in entry.name:
                    continue
                try:
                    found = entry.stat()
                except OSError:  # gone meanwhile
                    continue
                yield entry.name, file_version.stamp_of(found)[:3]
    except OSError:
        return
