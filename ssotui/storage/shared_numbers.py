"""A few numbers that the processes of one machine share, in a small file that is locked while one changes them.

They say nothing of a person, and losing them loses nothing: whatever stands in the way, each process goes on alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import sys
import time
from array import array
from collections.abc import Iterator

from ssotui.storage.folders import make_folder, state_folder

if sys.platform != "win32":
    import fcntl

LOCK_SECONDS = 0.05
"""A process that has the lock for longer was stopped, and the others go on without it."""
POLL_SECONDS = 0.001
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
        try:
            handle = self._locked()
        except OSError:
            yield None
            return
        try:
            numbers = array("d")
            with contextlib.suppress(OSError, struct.error, ValueError):
                numbers.frombytes(os.pread(handle, MOST * numbers.itemsize, 0))
            before = numbers.tobytes()
            yield numbers
            if numbers.tobytes() != before:
                with contextlib.suppress(OSError):
                    os.pwrite(handle, numbers.tobytes(), 0)
        finally:
            os.close(handle)

    def _locked(self) -> int:
        """Open the file, and lock it.

        Raises:
            OSError: it cannot be opened, or another process holds it.
        """
        if sys.platform == "win32":
            raise OSError("no locks that end with the process")
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        try:
            handle = os.open(self._place, flags, 0o600)
        except FileNotFoundError:
            make_folder(self._place.parent)
            handle = os.open(self._place, flags, 0o600)
        patience = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > patience:
                    os.close(handle)
                    raise
                time.sleep(POLL_SECONDS)
            else:
                return handle
