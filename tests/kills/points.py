"""The steps at which a process changes the disk, and what can befall it there."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

MAKES, SYNCS, RENAMES, REMOVES, SETS = "makes", "syncs", "renames", "removes", "sets"

_CALLS = {
    "mkdir": MAKES,
    "symlink": MAKES,
    "link": MAKES,
    "write": MAKES,
    "fsync": SYNCS,
    "rename": RENAMES,
    "replace": RENAMES,
    "unlink": REMOVES,
    "remove": REMOVES,
    "rmdir": REMOVES,
    "ftruncate": SETS,
    "truncate": SETS,
    "chmod": SETS,
    "fchmod": SETS,
}
"""The functions of ``os`` that change a disk; ``open`` is one of them if it may make a file. What a file object writes
is on the disk before the ``fsync`` that follows it, and under a temporary name."""


class Fate(StrEnum):
    """What happens at a point."""

    KILLED = "killed"
    """The process gets SIGKILL before the step."""
    INTERRUPTED = "interrupted"
    """Somebody presses ctrl+c at the step; the process tidies up and ends."""
    FULL = "disk full"
    """From this step on there is no space: nothing can be made or synced."""
    DENIED = "denied"
    """From this step on the folders are read-only: nothing can be made, renamed or removed."""


_REFUSED: dict[Fate, tuple[int, frozenset[str]]] = {
    Fate.FULL: (errno.ENOSPC, frozenset({MAKES, SYNCS})),
    Fate.DENIED: (errno.EACCES, frozenset({MAKES, RENAMES, REMOVES})),
}


def stops(kinds: Sequence[str], fate: Fate) -> list[int]:
    """Give the points at which that makes a difference: at another one it is the same as at the next of these."""
    return [at for at, kind in enumerate(kinds) if fate not in _REFUSED or kind in _REFUSED[fate][1]]


class Points:
    """Counts the points of this process, and lets something happen from one of them on.

    Args:
        at: the number of the point, from 0; ``None`` to count only.
        fate: what happens there.
    """

    def __init__(self, at: int | None = None, fate: Fate = Fate.KILLED) -> None:
        self.kinds: list[str] = []
        self._at = at
        self._fate = fate

    def watch(self) -> None:
        """Wrap the functions of ``os`` for the rest of this process's life."""
        for name, kind in _CALLS.items():
            setattr(os, name, self._watched(getattr(os, name), kind))
        opened = os.open
        making = self._watched(opened, MAKES)

        def open_(path: Any, flags: int, *rest: Any, **options: Any) -> int:
            return int((making if flags & os.O_CREAT else opened)(path, flags, *rest, **options))

        os.open = open_

    def _watched(self, call: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            at = len(self.kinds)
            self.kinds.append(kind)
            if self._at is not None and at >= self._at:
                self._befall(kind, args, first=at == self._at)
            return call(*args, **options)

        return watched

    def _befall(self, kind: str, args: tuple[Any, ...], *, first: bool) -> None:
        if self._fate is Fate.KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fate is Fate.INTERRUPTED:
            if first:
                raise KeyboardInterrupt
            return
        number, kinds = _REFUSED[self._fate]
        if kind in kinds:
            raise OSError(number, os.strerror(number), str(args[0]))
