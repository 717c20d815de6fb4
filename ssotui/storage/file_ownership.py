"""Keep the owner and the mode of a file that is replaced."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from ssotui.model.errors import UnusableFile
from ssotui.model.paths import shown


def is_trusted(owner: int) -> bool:
    """Tell whether a file of that owner may hold our secrets.

    Root replaces a file and leaves it its owner's; so that one must be root, or whom root works for: the owner of the
    home, or of the AWS folder in it, which a container may have from outside.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or owner == 0:
        return True
    for place in ("~", "~/.aws"):
        with contextlib.suppress(OSError, RuntimeError):  # the latter where nothing tells the home
            if Path(place).expanduser().stat().st_uid == owner:
                return True
    return False


def check_owner(target: Path, owner: int) -> None:
    """Give root's secrets to nobody else.

    Raises:
        UnusableFile: the owner is not to be trusted (:func:`is_trusted`).
    """
    if not is_trusted(owner):
        raise UnusableFile(
            f"{shown(target)} belongs to another user (number {owner}), who could read the secrets.",
            "Name a file of your own, or run ssotui as that user.",
        )


def keep_owner_and_mode(handle: int, old: os.stat_result | None, *, secret: bool) -> None:
    """Give the new file, which mkstemp made 0600, the old one's owner; and its mode, unless it holds secrets."""
    if old is None or not hasattr(os, "fchmod"):
        return
    mode = 0o600 if secret else stat.S_IMODE(old.st_mode)
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except OSError:  # only root may give a file away; ours is as good, but not for our group to read
            mode &= ~stat.S_IRWXG
    with contextlib.suppress(PermissionError):  # how FAT says that it knows no modes; 0600 is the safest there is
        os.fchmod(handle, mode)
