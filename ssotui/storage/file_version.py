"""Tell by its times, size and inode whether a file is still the one that was read, without opening it."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias, TypeVar

    Stamp: TypeAlias = tuple[int, int, int, int]
    Result = TypeVar("Result")

FRESH_NANOSECONDS = 2_000_000_000
"""What changed so shortly ago may change again within the same tick of the file system's clock."""


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the time of the content, the time of any change (of the permissions too), size and inode."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def stamp(path: Path | str) -> Stamp | None:
    """Return the stamp of the file that a reader of that path reads, through symlinks; ``None`` if there is none."""
    try:
        return stamp_of(os.stat(path))  # noqa: PTH116 - a path object would cost as much as the call
    except (OSError, ValueError):
        return None


def settled(found: Stamp | None) -> bool:
    """Tell whether the stamp is old enough to differ from the next version's; one from the future is not."""
    return found is None or max(found[0], found[1]) < time.time_ns() - FRESH_NANOSECONDS


def read_once(
    known: dict[str, tuple[Stamp, Result]], path: str, read: Callable[[str], Result], missing: Result
) -> Result:
    """Read a file, unless what this version of it holds is known.

    Args:
        known: the versions that were read last and what they hold, by path; this one is added once it is settled.
        path: the file's.
        read: reads it. What it raises is raised, and nothing is known then.
        missing: the result where there is no file.
    """
    now = stamp(path)
    if now is None:
        return missing
    if (found := known.get(path)) and found[0] == now:
        return found[1]
    result = read(path)
    if settled(now):
        known[path] = now, result
    return result
