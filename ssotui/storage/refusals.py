"""Turn the system's refusals to read or write a file into sentences that a person can act on."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.paths import shown
from ssotui.storage.bounded_read import TooLarge

_PERMISSIONS = "Check the permissions of the file and its folder"
_SPACE = "Free some space and try again"
_OTHER = "Name another file"
_DISK = "Look after the disk or network share that it is on, and try again"
_HINTS = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EFBIG: "Raise the file size limit and try again",
    errno.EACCES: _PERMISSIONS,
    errno.EPERM: _PERMISSIONS,
    errno.EROFS: "Name a file on a writable disk",
    errno.EBUSY: "If it is mounted by itself (in a container), mount its folder instead",
    errno.ENOTDIR: "A folder of its path is a file: move that away",
    errno.ELOOP: "Fix the symbolic link",
    errno.EISDIR: "Move the folder away, or name another file",
    errno.EINVAL: _OTHER,
    errno.ENAMETOOLONG: _OTHER,
    errno.EIO: _DISK,
    errno.ESTALE: _DISK,
}


def unreadable(place: object, error: OSError) -> UnusableFile:
    """Tell that the system does not let a file be read, why, and what to do."""
    return UnusableFile(f"{shown(place)} cannot be read: {reason_of(error)}.", hint_to_read(error))


def hint_to_read(error: OSError) -> str:
    """Tell what to do about a file that the system does not let be read."""
    return f"{_hint(error) or 'Try again'}."


def unchanged(place: object, done: str, error: OSError) -> UnusableFile:
    """Tell that the system does not let a file be ``done`` (written, deleted), why, and what to do."""
    hint = _hint(error)
    as_it_was = f"{hint}; the file is as it was." if hint else "The file is as it was."
    return UnusableFile(f"{shown(place)} cannot be {done}: {reason_of(error)}.", as_it_was)


def _hint(error: OSError) -> str:
    return _OTHER if isinstance(error, TooLarge) else _HINTS.get(error.errno or 0, "")


@contextlib.contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn an error of the system about ``target``, which is to be written, into one for a person.

    Raises:
        UnusableFile: the system refused; the text says why, and what to do.
    """
    try:
        yield
    except OSError as error:
        raise unchanged(target, "edited" if isinstance(error, TooLarge) else "written", error) from error
