"""Reading a file that anybody may have put there."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from pathlib import Path


def read_regular(path: Path | str, limit: int = -1) -> bytes:
    """The first ``limit`` bytes of a regular file, or all of them. A FIFO or a device, which may block, is refused.

    Raises:
        OSError: it cannot be read, or is something else.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return file.read(limit)


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end of a FIFO; Windows has neither."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
