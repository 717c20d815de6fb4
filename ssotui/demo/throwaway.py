"""The demo's folder: made for one process, and removed when that ends, however it ends.

The next demo removes what ``kill -9`` or a power cut left behind. A running demo holds a lock in its folder, which
the kernel releases with the process: a process ID would mean nothing to a container that shares the folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ssotui.storage.locks import StillHeld, take_lock

PREFIX = "ssotui-demo-"
LOCK = ".demo-is-running"
SETTLED_SECONDS = 60.0
"""A younger folder may belong to a demo that has not taken its lock yet."""


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """Make a new folder of mode 0700, and remove it afterwards."""
    _remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = take_lock(folder / LOCK, seconds=0)
    try:
        yield folder
    finally:
        lock.release()
        try:
            with suppress(FileNotFoundError):  # a thread that ends has removed its lock meanwhile
                shutil.rmtree(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # either may have cut the first short; there is no second


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders that earlier demos of this user left behind."""
    with suppress(OSError):
        for folder in parent.glob(f"{PREFIX}*"):
            with suppress(OSError, StillHeld):
                if _is_ours(folder) and _is_settled(folder / LOCK):
                    # Nobody lives there. Not held any longer, since Windows deletes no open file.
                    take_lock(folder / LOCK, seconds=0).release()
                    shutil.rmtree(folder)


def _is_ours(folder: Path) -> bool:
    """Tell whether it is a folder, not a link to one, and this user's own."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _is_settled(lock: Path) -> bool:
    """Tell whether its lock file is old enough; a folder without one is somebody else's."""
    found = lock.lstat()
    return stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > SETTLED_SECONDS
