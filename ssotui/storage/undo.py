"""Change files so that the change can be taken back: a backup keeps what a file held, and a record says which file.

A change is staged before the file is touched: its old content under a name of its own beside the backup, its record
beside the last one. Once the file is written, both take their places by a rename each, which needs no space on a disk.
So the backup of the change before is there until the new one is, and a crash in between leaves both contents in files
that :func:`recover` finds.

Two files change as one: while everything of the first is staged, the second is written as a whole, and then the first.
If that does not happen, or the process dies in between, the second gets back what it held.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ssotui.model.clock import aware, format_timestamp, parse_timestamp, utc_now
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.paths import shown
from ssotui.model.records import NamedTuple
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import DAMAGED
from ssotui.storage.file_ownership import check_owner, is_trusted
from ssotui.storage.file_version import stamp
from ssotui.storage.files import prepared, read_whole, resolve, sync_folder, write_atomically
from ssotui.storage.folders import state_folder
from ssotui.storage.locks import Busy, digest_of, locked
from ssotui.storage.refusals import unchanged

BACKUP_SUFFIX = ".ssotui-backup"
STAGED_SUFFIX = ".new"


class FileChange(NamedTuple):
    """A change of a file.

    Attributes:
        path: the file.
        before: the SHA-256 of what it held before; ``None`` where there was no file.
        after: the SHA-256 of what it held afterwards; ``None`` where there was none any more.
        at: the moment of the change.
        backup: the file that holds the content before, if there was any.
        also: the change of another file that was made with it (:class:`Along`), and is taken back with it.
    """

    path: Path
    before: str | None
    after: str | None
    at: datetime
    backup: Path
    also: FileChange | None = None

    def reverse(self) -> FileChange:
        """Describe the change that takes this one back now."""
        also = self.also.reverse() if self.also else None
        return self._replace(before=self.after, after=self.before, at=utc_now(), also=also)


class Along(NamedTuple):
    """The change of another file that belongs to one: both are made, or none.

    Attributes:
        change: the change as it will be.
        make: makes it; an error from it leaves everything as it was.
    """

    change: FileChange
    make: Callable[[], object]


def backup_of(target: Path, *, beside: bool = True) -> Path:
    """Name the file for what the target held before its last change: beside it, or in our state folder."""
    if beside:
        return target.with_name(target.name + BACKUP_SUFFIX)
    return state_folder() / "backups" / (digest_of(target) + BACKUP_SUFFIX)


def planned(target: Path, before: bytes | None, after: bytes | None, backup: Path) -> FileChange:
    """Describe a change before it is made; its moment is now."""
    return FileChange(target, _digest(before), _digest(after), utc_now(), backup)


def change_file(
    target: Path,
    before: bytes | None,
    after: bytes | None,
    *,
    secret: bool,
    backup: Path,
    check: Callable[[], object] = lambda: None,
    along: Along | None = None,
) -> None:
    """Have the target hold ``after`` instead of ``before``, so that it can be taken back. Called under its lock.

    Args:
        target: the file, every symlink resolved.
        before: the content to keep; ``None`` for no file.
        after: the content to write; ``None`` to delete the file.
        secret: whether the mode becomes 0600.
        backup: where ``before`` goes.
        check: called immediately before the file is replaced; an error from it leaves everything as it was.
        along: the change of another file, which is made when nothing but a rename is left to do of this one.

    Raises:
        UnusableFile: the file or its backup cannot be written. Both are as they were.
    """
    made = planned(target, before, after, backup)._replace(also=along and along.change)
    with _deletion(target) if after is None else prepared(target, after, secret=secret) as put:
        try:
            _stage(made, before)
            check()
            if along:
                along.make()
                check()
        except BaseException:
            if _is_whole(made):
                _unstage(made)
            raise
        try:
            put()
        finally:  # by a signal it may have ended before or after the file was written: the file itself tells
            _settle(made)


def recover(target: Path) -> None:
    """Finish what a writer of the target that was killed has left staged. Called under its lock."""
    if left := _parsed(_staged_record(target)):
        _settle(left)
    for backup in (backup_of(target), backup_of(target, beside=False)):
        with _tried():
            _settle_backup(target, backup)  # staged by an ssotui that has another state folder


def last() -> FileChange:
    """Read which change was the last.

    Raises:
        UsageError: there is none.
    """
    for record in state_folder().glob("undo-*.json"):
        left = _parsed(record)
        if left and left.path.parent.is_dir():
            with contextlib.suppress(Busy), locked(left.path, seconds=0):
                recover(left.path)
    if found := _parsed(_record()):
        return found
    raise UsageError("There is nothing to undo.", "ssotui keeps its last change to a file only.")


def contents(change: FileChange) -> tuple[bytes | None, bytes | None]:
    """Read both contents, if taking the change back loses nothing.

    Returns:
        The file's content now, and after the change is taken back; ``None`` for no file.

    Raises:
        UnusableFile: the file has changed since, or its backup has.
    """
    now, backup = read_whole(change.path), change.backup
    if _digest(now) != change.after:
        raise UnusableFile(
            f"{shown(change.path)} has changed since ssotui wrote it, so the change is not taken back.",
            f"Compare it with {shown(backup)} by hand." if change.before else "Check it, and delete it by hand.",
        )
    then = b"" if change.before == _digest(b"") else read_whole(backup) if change.before else None
    if _digest(then) != change.before:
        raise UnusableFile(
            f"{shown(backup)} no longer holds what {shown(change.path)} held before.", "Restore the file by hand."
        )
    return now, then


def take_back(taken: FileChange) -> None:
    """Put back what the file held before, and the file that was changed with it. That can be taken back in its turn.

    Raises:
        UnusableFile: as :func:`contents`, or a file cannot be written. Both are as they were.
    """
    with locked(taken.path) as held:
        recover(taken.path)
        now, then = contents(taken)
        along = None
        if also := taken.also:
            along = Along(also.reverse(), lambda: take_back(also))
        # Not secret: a mode that was tightened stays so.
        change_file(
            taken.path, now, then, secret=False, backup=taken.backup, check=lambda: contents(taken), along=along
        )
        held.leave(stamp(taken.path))


def _stage(made: FileChange, before: bytes | None) -> None:
    """Put the old content and the record where a rename each puts them in their places."""
    if before:
        backup = resolve(made.backup, follow=False)
        with contextlib.suppress(FileNotFoundError):
            check_owner(backup, backup.lstat().st_uid)
        like = made.path if made.path.exists() and is_trusted(made.path.stat().st_uid) else None
        write_atomically(_staged(backup), before, secret=True, follow=False, like=like)
    with contextlib.suppress(UnusableFile):  # that a change cannot be taken back is no reason not to make it
        write_atomically(_staged_record(made.path), json.dumps(_fields(made)).encode(), secret=True)


def _unstage(made: FileChange) -> None:
    """Remove what is staged for a change that was not made."""
    with _tried():
        _staged(made.backup).unlink(missing_ok=True)
        _staged_record(made.path).unlink(missing_ok=True)


def _settle(made: FileChange) -> None:
    """Put what is staged in its place if the file has been written, and remove it if the file is as it was."""
    with _tried():
        _settle_backup(made.path, made.backup)
        record = _staged_record(made.path)
        if _digest(read_whole(made.path)) == made.before:
            if _is_whole(made):
                record.unlink(missing_ok=True)
        elif record.exists():
            record.replace(_record())


def _is_whole(made: FileChange) -> bool:
    """Have the other file be as it was before, if it was changed for a change that was not made itself.

    Returns:
        Whether it is. Otherwise its own record is there, and what is staged for the first has to stay.
    """
    also = made.also
    if also is None:
        return True
    try:
        with locked(also.path) as held:
            recover(also.path)
            if _digest(read_whole(also.path)) != also.after:
                return True
            now, then = contents(also)
            change_file(also.path, now, then, secret=False, backup=also.backup)
            held.leave(stamp(also.path))
        _record_again(made.reverse())
    except (OSError, UnusableFile):
        return False
    return True


def _record_again(earlier: FileChange) -> None:
    """Have a change that was about to be taken back stay the last one; there is none if it cannot be taken back."""
    try:
        contents(earlier)
    except UnusableFile:
        _record().unlink(missing_ok=True)
    else:
        write_atomically(_record(), json.dumps(_fields(earlier)).encode(), secret=True)


def _settle_backup(target: Path, backup: Path) -> None:
    """Put the staged backup in its place, unless the target still holds the same."""
    staged = _staged(backup)
    kept = read_whole(staged)
    if kept is None:
        return
    if kept == read_whole(target):
        staged.unlink()
    else:
        staged.replace(backup)
        sync_folder(backup.parent)


def _tried() -> contextlib.AbstractContextManager[None]:
    """Leave staged what cannot be put in its place now: the next writer tries again."""
    return contextlib.suppress(OSError, UnusableFile)


@contextlib.contextmanager
def _deletion(target: Path) -> Iterator[Callable[[], None]]:
    """Yield a function that deletes the file, as :func:`~ssotui.storage.files.prepared` yields one that replaces it."""

    def put() -> None:
        try:
            target.unlink()
        except OSError as error:
            raise unchanged(target, "deleted", error) from error
        sync_folder(target.parent)

    yield put


def _parsed(record: Path) -> FileChange | None:
    """Read a record; a damaged one is none."""
    try:
        return _change(json.loads(read_regular(record)))
    except (OSError, *DAMAGED):
        return None


def _fields(change: FileChange) -> dict[str, Any]:
    """Write the change as the fields of a record."""
    return {
        "path": str(change.path),
        "before": change.before,
        "after": change.after,
        "at": format_timestamp(change.at),
        "backup": str(change.backup),
        **({"also": _fields(change.also)} if change.also else {}),
    }


def _change(fields: dict[str, Any]) -> FileChange:
    """Read the fields of a record; a damaged one raises one of :data:`DAMAGED`."""
    path = Path(fields["path"])
    return FileChange(
        path,
        fields["before"],
        fields["after"],
        aware(parse_timestamp(fields["at"])),
        Path(fields.get("backup") or backup_of(path)),
        _change(fields["also"]) if fields.get("also") else None,
    )


def _record() -> Path:
    return state_folder() / "undo.json"


def _staged_record(target: Path) -> Path:
    return state_folder() / f"undo-{digest_of(target)}.json"


def _staged(backup: Path) -> Path:
    return backup.with_name(backup.name + STAGED_SUFFIX)


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
