"""The last change that ssotui made to a file, and taking it back.

What the file held is in its backup; here is only remembered which file it was, and how to know both contents again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ssotui.model.clock import format_timestamp, parse_timestamp, utc_now
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.storage.files import backup_of, locked, read_regular, read_whole, write_atomically
from ssotui.storage.folders import state_folder


class Change(NamedTuple):
    """A change, by the SHA-256 of the content before and after it; ``None`` where there was no file.

    ``backup`` holds the content before it, if there was any.
    """

    path: Path
    before: str | None
    after: str | None
    at: datetime
    backup: Path


class Contents(NamedTuple):
    """What the file holds, and what it will hold once the change is taken back; ``None`` for no file."""

    now: bytes | None
    then: bytes | None


def record(
    path: Path, before: bytes | None, after: bytes | None, at: datetime | None = None, *, backup: Path | None = None
) -> None:
    """Remember the change of ``path`` as the last one. Called under the file's lock, when it is done.

    ``backup`` is where the content before it was put: :func:`backup_of` the path, unless it says otherwise.

    Raises:
        UnusableFile: our state folder cannot be written.
    """
    content = {
        "path": str(path),
        "before": _digest(before),
        "after": _digest(after),
        "at": format_timestamp(at or utc_now()),
        "backup": str(backup or backup_of(path)),
    }
    write_atomically(_record_file(), json.dumps(content).encode(), secret=True)


def last() -> Change:
    """The last change.

    Raises:
        UsageError: there is none.
    """
    try:
        fields: dict[str, Any] = json.loads(read_regular(_record_file()))
        at = parse_timestamp(fields["at"])
        path = Path(fields["path"])
        change = Change(
            path,
            fields["before"],
            fields["after"],
            at if at.tzinfo else at.replace(tzinfo=UTC),
            Path(fields.get("backup") or backup_of(path)),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            "There is nothing to undo.", "Only the last change that ssotui made to a file is kept."
        ) from None
    return change


def contents(change: Change) -> Contents:
    """Both contents, if taking the change back loses nothing.

    Raises:
        UnusableFile: the file has changed since, or its backup has.
    """
    now, backup = read_whole(change.path), change.backup
    if _digest(now) != change.after:
        raise UnusableFile(
            f"{change.path} has changed since ssotui wrote it, so the change is not taken back.",
            f"Compare it with {backup} by hand." if change.before else "Look into it, and delete it by hand.",
        )
    then = b"" if change.before == _digest(b"") else read_whole(backup) if change.before else None
    if _digest(then) != change.before:
        raise UnusableFile(f"{backup} no longer holds what {change.path} held before.", "Mend the file by hand.")
    return Contents(now, then)


def take_back(change: Change) -> None:
    """Put back what the file held before. That is itself a change, which can be taken back.

    Raises:
        UnusableFile: as :func:`contents`, or the file cannot be written; it is as it was.
    """
    with locked(change.path):
        now, then = contents(change)
        if now:
            write_atomically(change.backup, now, secret=True, follow=False)
        if then is None:
            _remove(change.path)
        else:
            write_atomically(change.path, then, secret=False)  # a mode that was tightened stays so
        record(change.path, now, then, backup=change.backup)


def _record_file() -> Path:
    return state_folder() / "undo.json"


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UnusableFile(f"{path} cannot be deleted: {reason}.", "Check its folder's permissions.") from error
