"""A few numbers that the processes of one machine share, in a small file that is locked while one changes them.

They say nothing of a person, and losing them loses nothing: whatever stands in the way, each process goes on alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import sys
from array import array
from collections.abc import Iterator

from ssotui.storage.folders import make_folder, state_folder
from ssotui.storage.locks import Lock, StillHeld, take_lock

LOCK_SECONDS = 0.05
"""A process that has the lock for longer was stopped, and the others go on without it."""
MOST = 64


class SharedNumbers:
    """The numbers of that name.

    Args:
        name: what they are of. Processes of other machines, whose clocks are others, share other ones.
    """

    def __init__(self, name: str) -> None:
        host = os.uname().nodename if sys.platform != "win32" else ""
        digest = hashlib.sha256(f"{host} {name}".encode()).hexdigest()
        self._place = state_folder() / f"shared-{digest[:16]}"

    @contextlib.contextmanager
    def held(self) -> Iterator[array[float] | None]:
        """Hold the numbers, empty if there are none yet; what is in the array at the end is what the next one gets.

        ``None`` where they cannot be held.
        """
        lock = self._lock()
        if lock is None:
            yield None
            return
        with lock:
            numbers = array("d")
            with contextlib.suppress(OSError, struct.error, ValueError):
                numbers.frombytes(os.pread(lock.handle, MOST * numbers.itemsize, 0))
            before = numbers.tobytes()
            yield numbers
            if numbers.tobytes() != before:
                with contextlib.suppress(OSError):
                    os.pwrite(lock.handle, numbers.tobytes(), 0)

    def _lock(self) -> Lock | None:
        """Lock the file, which is made if need be, unless another process holds it."""
        if sys.platform == "win32":  # no locks that end with the process
            return None
        try:
            make_folder(self._place.parent)
            return take_lock(self._place, seconds=LOCK_SECONDS)
        except (OSError, StillHeld):
            return None
