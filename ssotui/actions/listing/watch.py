"""Notice when anybody changes the files that the inventory is read from, whether they exist yet or not.

By looking at them twice a second, not by the system's notifications (inotify, FSEvents; ``watchfiles``):
those tell nothing of a home on a network drive or a bind mount, need the folders to exist, and cost a dependency with a
thread and a library of its own. A look takes 0.2 ms of a slow core with ten files in the caches, and 1.5 ms with 200.
With many more it is taken less often, to stay below one percent; but a glance at the two files and the folders, which
show every file that comes, goes or is replaced, costs nothing. So only what is rewritten in place among more than a
thousand cached keys may take longer than a second to show: 0.6 s with 1,000 of them, 1.4 s with 3,000.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ssotui.actions.background import Waiter
from ssotui.aws import environment
from ssotui.model.records import NamedTuple
from ssotui.storage import file_version, keychain_index
from ssotui.storage.folders import LOCK_SUFFIX

LOOK_SECONDS = 0.5
MOST_SECONDS = 5.0
SHARE = 125
"""At most one part in so many of a core is spent on looking."""

SETTLE_SECONDS = 0.05
SETTLE_GLANCES = 4
"""A writer's temporary file is there for a moment only; after that many glances it is read as it is."""

FRESH_NANOSECONDS = 2_000_000_000
"""What changed so shortly before the first look may have been read before it changed."""

IGNORED = (".db", LOCK_SUFFIX)
"""Ends the names of files that nothing is read from: locks, and databases, which each command of the CLI changes."""

Version: TypeAlias = tuple[int, ...]
"""Of a file: its times and size, without its inode, of which some network drives make up a new one each time."""

Glance: TypeAlias = tuple[Version | None, ...]
Follow: TypeAlias = Callable[[Callable[[], object], threading.Event, threading.Lock], None]


class _Places(NamedTuple):
    """The paths to look at, made once: made anew at each look, they took three quarters of its time."""

    files: tuple[str, ...]
    folders: tuple[str, ...]


def _places() -> _Places:
    files = (environment.config_file(), environment.credentials_file(), keychain_index.index_file())
    return _Places(files, (environment.sso_cache(), environment.login_cache(), environment.cli_cache()))


def follow(
    changed: Callable[[], object],
    stop: threading.Event,
    reading: threading.Lock,
    waiter: Waiter = threading.Event.wait,
) -> None:
    """Call ``changed`` each time that the files have changed, until stopped. Blocks; meant for a daemon thread.

    Args:
        changed: reads the files again; called on this thread.
        stop: set by whoever has enough.
        reading: held by whoever reads the files, and here while all of them are looked at. Two threads that ask the
            system for thousands of files hand Python's own lock to and fro, and take five times as long.
        waiter: waits between two looks.
    """
    begun = time.time_ns()
    places = _places()
    glance, waited = _glance(places), 0.0
    look = _look(places, reading)
    seen, pause = look.seen, look.pause
    if look.newest > begun - FRESH_NANOSECONDS:
        seen, pause = -1, LOOK_SECONDS
    while not stop.is_set():
        waiter(stop, LOOK_SECONDS)
        waited += LOOK_SECONDS
        before, glance = glance, _glance(places)
        if glance == before and waited < pause:
            continue
        if glance != before:
            glance = _settled(places, stop, waiter, glance)
        waited = 0.0
        look = _look(places, reading)  # before the reading: what changes during it is read again
        last, seen, pause = seen, look.seen, look.pause
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


class _Look(NamedTuple):
    """A look at all files. With thousands of them, their names and times would take megabytes until the next one.

    Attributes:
        seen: a number that is another one, from 0 on, when any file has come, gone, moved or changed.
        newest: when the last of them changed, in nanoseconds.
        pause: seconds to wait before all of them are looked at again.
    """

    seen: int
    newest: int
    pause: float


def _look(places: _Places, reading: threading.Lock) -> _Look:
    seen = newest = 0
    with reading:
        begun = time.thread_time()
        for place, name, version in _stamps(places):
            seen ^= hash((place, name, version))
            newest = max(newest, version[0])
        spent = time.thread_time() - begun
    return _Look(seen & sys.maxsize, newest, min(MOST_SECONDS, max(LOOK_SECONDS, spent * SHARE)))


def _stamps(places: _Places) -> Iterator[tuple[str, str, Version]]:
    """Give the place, the name there and the version of each file, in any order."""
    for path in places.files:
        if version := _version(path):
            yield path, "", version
    for folder in places.folders:
        for name, version in _entries(folder):
            yield folder, name, version


def _version(path: str) -> Version | None:
    found = file_version.stamp(path)
    return found[:3] if found else None


def _entries(folder: str) -> Iterator[tuple[str, Version]]:
    """Each file of a cache: the AWS CLI rewrites them in place, which does not show on the folder."""
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                name = entry.name
                if name.endswith(IGNORED) or ".db-" in name:
                    continue
                try:
                    found = entry.stat()
                except OSError:  # gone meanwhile
                    continue
                yield name, (found.st_mtime_ns, found.st_ctime_ns, found.st_size)
    except OSError:
        return
