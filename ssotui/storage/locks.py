"""Lock files between processes: one ssotui at a time changes a file, whichever state folder each of them has."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.paths import shown
from ssotui.storage.folders import LOCK_SUFFIX, make_folder, state_folder
from ssotui.storage.refusals import explained

if TYPE_CHECKING:
    from ssotui.storage.file_version import Stamp

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_SECONDS = 20.0
POLL_SECONDS = 0.01
"""An edit takes a few milliseconds, so that eight writers need not wait for one another in longer turns."""

_NOTE_BYTES = 200
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF})
"""How a file system says that it knows no locks; the last is NFS's word for a file that is open for reading only."""
_NO_PLACE = frozenset({errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS})
"""How it says that the folder is not there yet, or read-only."""


class StillHeld(Exception):
    """Another process has held a lock for longer than this one was to wait."""


class Busy(UnusableFile):
    """Another ssotui holds the lock."""


class Lock(NamedTuple):
    """A lock that this process holds until :meth:`release`, the end of a ``with`` block, or until it dies.

    Attributes:
        place: the lock's own file.
        handle: the open file.
    """

    place: Path
    handle: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self, *, remove: bool = False) -> None:
        """Let the next one take the lock.

        Args:
            remove: whether nothing is to be left of the lock's file.
        """
        if remove and _is_at(self.handle, self.place):
            with contextlib.suppress(OSError):  # Windows removes no file that somebody has open
                self.place.unlink()
        os.close(self.handle)


class Held(NamedTuple):
    """The locks of one file, and a note of which version of it the last ssotui left. The note may be missing.

    Attributes:
        beside: stands beside the file, where every ssotui finds it; ``None`` where no file can be made or locked.
        ours: stands in the state folder, where earlier versions look for it; ``None`` where that cannot be written.
    """

    beside: Lock | None
    ours: Lock | None

    def is_as_left(self, version: Stamp | None) -> bool:
        """Tell whether the last ssotui that changed the file has left this very version of it."""
        if not (self.ours and version):
            return False
        os.lseek(self.ours.handle, 0, os.SEEK_SET)
        return os.read(self.ours.handle, _NOTE_BYTES) == _noted(version)

    def leave(self, version: Stamp | None) -> None:
        """Note for the next holder which version of the file this one has left."""
        if self.ours:
            with contextlib.suppress(OSError):  # on a full disk the next one does without
                os.lseek(self.ours.handle, 0, os.SEEK_SET)
                os.ftruncate(self.ours.handle, 0)
                os.write(self.ours.handle, _noted(version))


def take_lock(place: Path, *, seconds: float, mode: int = 0o600) -> Lock:
    """Wait for the lock on the file ``place``, which is made if need be; the kernel frees it when a process dies.

    Raises:
        StillHeld: another process has held it for that many ``seconds``.
        OSError: the file cannot be made, or its file system has no locks.
    """
    deadline = time.monotonic() + seconds
    while True:
        handle = _opened(place, mode)
        taken = False
        try:
            free = _locked(handle)
            taken = free and _is_at(handle, place)
        finally:
            if not taken:
                os.close(handle)
        if taken:
            return Lock(place, handle)
        if free:  # the last holder has just removed the file: the next round makes a new one
            continue
        if time.monotonic() >= deadline:
            raise StillHeld
        time.sleep(POLL_SECONDS)


@contextlib.contextmanager
def locked(target: Path, *, seconds: float | None = None) -> Iterator[Held]:
    """Be the only ssotui that changes ``target``.

    The lock is a file beside the target, so that two users, two state folders, or a container and its host share it;
    it is gone when the lock is free. Where the target's folder is not there yet, or its file system has no locks, the
    one in our state folder is all there is. That one is taken in any case, because earlier versions take no other.

    Args:
        target: the file, every symlink resolved.
        seconds: how long to wait for another ssotui; :data:`LOCK_SECONDS` if not given.

    Raises:
        Busy: another one has held the lock for so long.
        UnusableFile: there can be no lock.
    """
    seconds = LOCK_SECONDS if seconds is None else seconds
    deadline = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        try:
            beside = _beside(target, seconds)
            if beside:
                stack.callback(beside.release, remove=True)
            ours = _in_state_folder(target, max(0.0, deadline - time.monotonic()), needed=beside is None)
            if ours:
                stack.callback(ours.release)
        except StillHeld:
            raise Busy(
                f"Another ssotui has been changing {shown(target)} for {seconds:.0f} s.", "Try again, or end it."
            ) from None
        yield Held(beside, ours)


def digest_of(target: Path) -> str:
    """Return what stands for the file's path in the names of files in our state folder."""
    return hashlib.sha256(os.fsencode(target)).hexdigest()[:32]


def _beside(target: Path, seconds: float) -> Lock | None:
    """Take the lock beside the target; ``None`` where there can be none, and the target's write will say why."""
    with explained(target):
        try:
            return take_lock(target.with_name(f".{target.name}{LOCK_SUFFIX}"), seconds=seconds, mode=0o644)
        except OSError as error:
            if error.errno in _NO_LOCKS | _NO_PLACE:
                return None
            raise


def _in_state_folder(target: Path, seconds: float, *, needed: bool) -> Lock | None:
    """Take the lock in the state folder; ``None`` where there can be none and it is not ``needed``."""
    folder = state_folder() / "locks"
    try:
        make_folder(folder)
        return take_lock(folder / f"{digest_of(target)}.lock", seconds=seconds)
    except OSError as error:
        if not needed:
            return None
        reason, hint = reason_of(error), "Make it a folder that you may write to."
        if error.errno in _NO_LOCKS:
            reason, hint = "its file system has no locks", "Set XDG_STATE_HOME to a folder on another disk."
        raise UnusableFile(f"{shown(folder)} cannot hold the lock: {reason}.", hint) from error


def _opened(place: Path, mode: int) -> int:
    flags = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(place, os.O_RDWR | os.O_CREAT | flags, mode)
    except PermissionError as error:
        try:
            return os.open(place, os.O_RDONLY | flags)  # another user's, who is at it; reading is enough for a lock
        except FileNotFoundError:
            raise error from None


def _is_at(handle: int, place: Path) -> bool:
    """Tell whether the open file is still the one under that name."""
    try:
        return os.path.samestat(os.fstat(handle), place.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _locked(handle: int) -> bool:
    """Lock the open file, unless somebody else has."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _noted(version: Stamp | None) -> bytes:
    return " ".join(map(str, version or ())).encode()
