"""Take no more memory than is used, where Python and the C library would keep what they once had."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

M_MMAP_THRESHOLD = -3
"""glibc's number for the size from which on a block is a mapping of its own, which goes when it is freed."""

LARGE = 128 * 1024
"""That size, in bytes: glibc begins with it too, but then raises it to that of the largest block it has seen freed."""


def give_back() -> None:
    """Give free memory back to the system. It takes 0.2 ms, and is worth it after much was done."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Find the function of glibc; other C libraries keep little, or have none."""
    if sys.platform != "linux":
        return None
    import ctypes  # late: the process has it for its core dumps, but not before the first frame

    library = ctypes.CDLL(None)
    if not hasattr(library, "malloc_trim"):
        return None
    library.mallopt(M_MMAP_THRESHOLD, LARGE)
    trim: Callable[[int], int] = library.malloc_trim
    return trim
