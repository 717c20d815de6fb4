"""Remove the sections of the credentials file that ssotui wrote and whose keys have ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.files.secret_files import edit_secret_file
from ssotui.aws import locations
from ssotui.aws.config import expiry_comment
from ssotui.aws.config.ini import Document
from ssotui.export.credentials_file import is_untouched
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.profile import FilePlace
from ssotui.model.records import NamedTuple
from ssotui.model.text import some_of, visible
from ssotui.storage.files import read_whole, resolve


class Expired(NamedTuple):
    """A section whose keys have ended."""

    section: str
    place: FilePlace


class PurgePreview(NamedTuple):
    """A purge before it is done: a question, and a diff in which no secret is shown."""

    what: str
    diff: tuple[str, ...]


def preview(now: datetime) -> PurgePreview:
    """Work out what :func:`purge` would remove.

    Raises:
        UsageError: nothing.
        UnusableFile: as that does.
    """
    path = locations.credentials_file()
    before = read_whole(resolve(path)) or b""
    gone: list[Expired] = []
    after = _without(before, now, gone)
    if not gone:
        raise UsageError(_nothing(), "Keys that have not expired stay, and so do sections that ssotui did not write.")
    count = "the expired section" if len(gone) == 1 else f"the {len(gone)} expired sections"
    shown = locations.shorten(str(path))
    return PurgePreview(f"Remove {count} that ssotui wrote to {visible(shown)}?", tuple(diff(before, after, shown)))


def expired_sections(now: datetime) -> tuple[Expired, ...]:
    """List the sections that :func:`purge` would remove; none if the file cannot be read."""
    try:
        data = read_whole(resolve(locations.credentials_file()))
    except UnusableFile:
        return ()
    return tuple(_expired(Document(data), now)) if data else ()


def purge(now: datetime) -> str:
    """Remove the expired sections in one edit, which can be undone, and say so. All else stays, to the byte.

    A section stays too if anything in it is not as ssotui wrote it.

    Raises:
        UnusableFile: the file cannot be read or written; it is as it was.
    """
    gone: list[Expired] = []
    path = locations.credentials_file()
    if expired_sections(now):
        edit_secret_file(path, lambda data: _without(data, now, gone))
    if not gone:
        return _nothing()
    return f"Removed {some_of([f'[{each.section}]' for each in gone])} from {locations.shown(path)}."


def _without(data: bytes, now: datetime, gone: list[Expired]) -> bytes:
    """The file without what has expired, which is put into ``gone``."""
    document = Document(data)
    gone[:] = _expired(document, now)
    try:
        document.remove_sections({each.section for each in gone})
    except ValueError as error:
        raise UnusableFile(f"The expired sections cannot be removed: {error}", "Remove the indentation.") from None
    return document.to_bytes()


def _nothing() -> str:
    return f"Nothing that ssotui wrote to {locations.shown(locations.credentials_file())} has expired."


def _expired(document: Document, now: datetime) -> Iterator[Expired]:
    if document.faults:  # which of two sections of one name is meant, for one, nobody can tell
        return
    path = str(locations.credentials_file())
    for marked in document.marked():
        end = expiry_comment.expiry(marked.comment)
        if end and end <= now and is_untouched(marked):
            yield Expired(marked.section.header, FilePlace(path, marked.section.line))
