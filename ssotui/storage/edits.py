"""Edit files that other programs write too: start from a whole file, and never overwrite a newer one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ssotui.model.errors import UnusableFile
from ssotui.model.paths import shown
from ssotui.storage import undo
from ssotui.storage.bounded_read import TooLarge, read_regular
from ssotui.storage.file_version import stamp
from ssotui.storage.files import prepared, resolve
from ssotui.storage.locks import Held, locked
from ssotui.storage.refusals import explained

if TYPE_CHECKING:
    from ssotui.storage.file_version import Stamp

Edit = Callable[[bytes], bytes]
"""Takes what a file holds (empty if there is none), and gives what it shall hold."""

STILL_SECONDS = 0.05
"""Programs that write in place (the AWS CLI, editors) truncate a file and fill it again within a millisecond or two.
A file that has not changed for so long is whole."""

EMPTY_SECONDS = 0.5
"""The same for a file that has nothing in it: most often somebody is about to fill it."""

LOOK_SECONDS = 0.005
PATIENCE_SECONDS = 5.0
"""With a file that changes all the time, for so long."""


def edit_file(
    path: Path,
    edit: Edit,
    *,
    secret: bool,
    backup: bool = True,
    beside: bool = True,
    along: undo.Along | None = None,
) -> bool:
    """Change ``path`` by ``edit``, alone under its lock, and keep what it held in a 0600 backup, for undo.

    Args:
        path: the file; a symlink is written through.
        edit: gives the new content from the newest one. It may be called again if another program changes the file
            meanwhile. An exception from it leaves everything as it was.
        secret: the file holds secrets, so its mode becomes 0600; otherwise an existing mode stays.
        backup: whether what it held is worth keeping, and the change one that a person may want to take back.
        beside: whether the backup may stand beside the file. Where others look after the folder (git, a container's
            build), what hides the file from them would not hide its backup; then it goes to our state folder.
        along: the change of another file that belongs to this one. It takes a backup.

    Returns:
        Whether the file changed.

    Raises:
        UnusableFile: it cannot be read, locked or written, or another program goes on changing it. The old content
            is intact.
    """
    target = resolve(path)
    with locked(target) as held, explained(target):
        undo.recover(target)
        watched = _Watched(target, held, worth_keeping=backup)
        place = undo.backup_of(target, beside=beside)
        while True:
            content = watched.still().content
            after = edit(content or b"")
            if after == (content or b""):
                return False
            before = content or watched.last_whole or content
            try:
                if backup:
                    undo.change_file(
                        target, before, after, secret=secret, backup=place, check=watched.check, along=along
                    )
                else:
                    with prepared(target, after, secret=secret) as put:
                        watched.check()
                        put()
            except _Changed:
                continue
            held.leave(stamp(target))
            return True


def instead_of(path: Path, before: bytes, after: bytes) -> Edit:
    """Return an edit that replaces what was looked at, and refuses a file that has changed since.

    Args:
        path: the file, for the error.
        before: what it held.
        after: what it shall hold.
    """

    def edit(found: bytes) -> bytes:
        if found != before:
            raise UnusableFile(f"{shown(path)} has changed meanwhile.", "Look at the change again.")
        return after

    return edit


class _Found(NamedTuple):
    """A file as it was read: what it held, ``None`` for no file, and which version of it that was."""

    content: bytes | None
    version: Stamp | None


class _Changed(Exception):
    """Another program has changed the file since it was read."""


class _Watched:
    """A file that other programs may be writing.

    Attributes:
        last_whole: the last content that was seen of it and was not empty.
    """

    def __init__(self, target: Path, held: Held, *, worth_keeping: bool) -> None:
        self.last_whole = b""
        self._target = target
        self._held = held
        self._worth_keeping = worth_keeping
        self._deadline = time.monotonic() + PATIENCE_SECONDS
        self._found = _Found(None, None)

    def still(self) -> _Found:
        """Read the file as soon as it stands still, or is as the last ssotui left it.

        Raises:
            UnusableFile: it never does.
        """
        self._look()
        since = time.monotonic()
        while not self._is_still(since):
            if time.monotonic() > self._deadline:
                raise UnusableFile(
                    f"Another program keeps writing {shown(self._target)}.", "Try again when it has finished."
                )
            time.sleep(LOOK_SECONDS)
            if self._look():
                since = time.monotonic()
        return self._found

    def check(self) -> None:
        """Look once more, right before the file is replaced.

        Raises:
            _Changed: it is another version, or holds something else, by now.
        """
        if self._look():
            raise _Changed

    def _look(self) -> bool:
        """Read the file, and tell whether it differs from the last look."""
        before = self._found
        while True:
            version = stamp(self._target)
            content = _read(self._target, worth_keeping=self._worth_keeping)
            if version == stamp(self._target):
                break
        self._found = _Found(content, version)
        self.last_whole = content or self.last_whole
        return self._found != before

    def _is_still(self, since: float) -> bool:
        version = self._found.version
        if self._held.is_as_left(version):
            return True
        if version is None:
            needed, age = (EMPTY_SECONDS if self.last_whole else 0.0), 0.0
        else:
            needed = STILL_SECONDS if self._found.content else EMPTY_SECONDS
            age = time.time() - max(version[0], version[1]) / 1e9
        return max(age, time.monotonic() - since) >= needed


def _read(target: Path, *, worth_keeping: bool) -> bytes | None:
    """Read the file; one that cannot be read, or is too large, and is not worth keeping, counts as none."""
    try:
        return read_regular(target)
    except FileNotFoundError:
        return None
    except (PermissionError, TooLarge):
        if worth_keeping:
            raise
        return None
