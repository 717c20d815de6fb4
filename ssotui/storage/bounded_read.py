"""Read a file that anybody may have put there."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 32 * 1024 * 1024
"""10,000 profiles take 1.5 MB: what is larger than this is something else, and may not fit in memory."""

DOCUMENT_BYTES = 1_000_000
"""A token, a registration or a set of keys is a few kilobytes; what is larger than this is something else."""

SETTINGS_BYTES = 1 << 16
"""Nobody's settings are longer, and what is should not hold up the start."""


class TooLarge(OSError):
    """A file that has more than :data:`MAX_BYTES`."""


def read_regular(path: Path | str, limit: int | None = None) -> bytes:
    """Read the first ``limit`` bytes of a regular file, or all. A FIFO or a device, which may block, is refused.

    Raises:
        TooLarge: all are wanted, and they are too many.
        OSError: it cannot be read, or is something else.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        if limit is not None:
            return file.read(limit)
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(errno.EFBIG, f"it has more than {MAX_BYTES >> 20} MB", str(path))
    return data


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end of a FIFO; Windows has neither."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
