"""Turn the system's refusals to read or write a file into sentences that a person can act on."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from ssotui.model.errors import UnusableFile, reason_of
from ssotui.storage.bounded_read import TooLarge

_PERMISSIONS = "Check the permissions of the file and its folder; the file is as it was."
_SPACE = "Free some space and try again; the file is as it was."
_HINTS = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EFBIG: "Raise the file size limit and try again; the file is as it was.",
    errno.EACCES: _PERMISSIONS,
    errno.EPERM: _PERMISSIONS,
    errno.EROFS: "Name a file on a writable disk; the file is as it was.",
    errno.EBUSY: "If it is mounted by itself (in a container), mount its folder instead; the file is as it was.",
    errno.ENOTDIR: "A folder of its path is a file: move that away.",
    errno.ELOOP: "Fix the symbolic link.",
}


@contextlib.contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn an error of the system about ``target`` into one for a person.

    Raises:
        UnusableFile: the system refused; the text says why, and what to do.
    """
    try:
        yield
    except TooLarge as error:
        raise UnusableFile(f"{target} cannot be edited: {reason_of(error)}.", "Name another file.") from error
    except OSError as error:
        hint = _HINTS.get(error.errno or 0, "The file is as it was.")
        raise UnusableFile(f"{target} cannot be written: {reason_of(error)}.", hint) from error
