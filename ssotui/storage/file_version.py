"""Whether a file is still the one that was read: told by its times, size and inode, without opening it."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    Stamp: TypeAlias = tuple[int, int, int, int]

FRESH_NANOSECONDS = 2_000_000_000
"""What changed so shortly ago may change again within the same tick of the file system's clock."""


def stamp_of(found: os.stat_result) -> Stamp:
    """Content's time, time of any change (also of the permissions), size and inode."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def stamp(path: Path | str) -> Stamp | None:
    """The stamp of what a reader of that path reads, through every symlink; ``None`` if there is nothing."""
    try:
        return stamp_of(os.stat(path))  # noqa: PTH116 - a path object would cost as much as the call
    except (OSError, ValueError):
        return None


def settled(found: Stamp | None) -> bool:
    """Whether the stamp is old enough to tell this version from the next; one from the future tells nothing."""
    return found is None or max(found[0], found[1]) < time.time_ns() - FRESH_NANOSECONDS
