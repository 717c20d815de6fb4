"""The few changes that the doctor offers to make itself: those that take nothing away that anybody still needs.

What edits the config or the credentials file does so in the sections that the findings name, and nowhere else.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.files.secret_files import edit_secret_file
from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.section_names import session_header
from ssotui.aws.locations import shown
from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.findings import Repair
from ssotui.model.profile import FilePlace
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.storage.edits import Edit, edit_file
from ssotui.storage.files import read_whole

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
MOST_SHOWN = 20


def tightening(paths: Sequence[Path], bits: int) -> Repair:
    """Take those permission bits away from the files or folders."""

    def preview() -> tuple[str, ...]:
        lines = []
        for path in paths[:MOST_SHOWN]:
            mode = _mode(path)
            lines += [f"--- {shown(path)}", f"-mode {mode:04o}", f"+mode {mode & ~bits:04o}"]
        return (*lines, *([f"… and {len(paths) - MOST_SHOWN} more"] if len(paths) > MOST_SHOWN else []))

    def apply() -> str:
        for path in paths:
            try:
                path.chmod(_mode(path) & ~bits)
            except OSError as error:
                raise _refused(path, "changed", error) from None
        return f"{_counted(paths)} for you alone now."

    return Repair("Change the permissions so that only you have access.", preview, apply)


def deletion(path: Path) -> Repair:
    """Offer to delete the file."""

    def preview() -> tuple[str, ...]:
        _mode(path)
        return (f"--- {shown(path)}", "+++ /dev/null")

    def apply() -> str:
        try:
            path.unlink()
        except OSError as error:
            raise _refused(path, "deleted", error) from None
        return f"{shown(path)} is deleted."

    return Repair("Delete the file.", preview, apply)


def without_key(place: FilePlace, key: str) -> Repair:
    """Remove the key that stands on that line from its section."""

    def change(document: Document) -> None:
        for section in document.sections:
            if key in section.offsets and section.line + section.offsets[key] == place.line:
                document.set_section(section.header, {}, remove=[key])
                return
        raise _changed(place)

    return _edit(f"Remove {key} from the profile.", place.path, change)


def with_session(places: Sequence[FilePlace], session: str, new: SsoSession | None = None) -> Repair | None:
    """Have the profiles of these sections name the session, in the place of another, or of a start URL and a region.

    Args:
        places: the sections.
        session: the name.
        new: the session itself, if it has no section yet: it gets one.

    Returns:
        The repair, or ``None`` if the sections are not all in one file, which one edit could change.
    """
    path = places[0].path
    if any(place.path != path for place in places):
        return None

    def change(document: Document) -> None:
        headers = {section.line: section.header for section in document.sections}
        for place in places:
            if place.line not in headers:
                raise _changed(place)
        for place in places:
            values = {"sso_session": session}
            document.set_section(headers[place.line], values, remove=["sso_start_url", "sso_region"])
        if new:
            values = {"sso_start_url": new.start_url, "sso_region": new.region}
            document.set_section(
                session_header(session, document), values | {"sso_registration_scopes": ",".join(new.scopes)}
            )

    return _edit(f"Have them use [sso-session {visible(session)}].", path, change)


def with_header(place: FilePlace, right: str) -> Repair:
    """Write the header on that line as every SDK wants it, which is ``right``."""

    def edited(data: bytes) -> bytes:
        document = _whole(data, place.path)
        if document.find(right):
            raise UnusableFile(f"There is a section [{right}] already.", "Merge the two sections into one.")
        wrong = next((section.header for section in document.sections if section.line == place.line), None)
        lines = data.splitlines(keepends=True)
        before = lines[place.line - 1] if wrong is not None else b""
        after = before.replace(f"[{wrong}]".encode(errors="surrogateescape"), f"[{right}]".encode(), 1)
        if after == before:
            raise _changed(place)
        lines[place.line - 1] = after
        return b"".join(lines)

    return _repair(f"Write it as [{right}].", place.path, edited)


def _changed(place: FilePlace) -> UnusableFile:
    return UnusableFile(f"{shown(place)} has changed meanwhile.", "Look again.")


def _whole(data: bytes, path: str) -> Document:
    document = Document(data)
    if document.faults:  # which of two sections of one name is meant, for one, nobody can tell
        raise UnusableFile(f"{shown(path)} cannot be read as a whole.", "Fix its other problems first.")
    return document


def _edit(what: str, path: str, change: Callable[[Document], None]) -> Repair:
    def edited(data: bytes) -> bytes:
        document = _whole(data, path)
        try:
            change(document)
        except ValueError as error:
            raise UnusableFile(f"{shown(path)} cannot be changed: {error}", "Change it yourself.") from None
        return document.to_bytes()

    return _repair(what, path, edited)


def _repair(what: str, path: str, edited: Edit) -> Repair:
    file = Path(path)

    def preview() -> tuple[str, ...]:
        before = read_whole(file) or b""
        return tuple(diff(before, edited(before), locations.shorten(path)))

    def apply() -> str:
        if file == locations.credentials_file():
            edit_secret_file(file, edited)
        else:
            edit_file(file, edited, secret=False)
        return f"{shown(path)} is changed. It can be undone."

    return Repair(what, preview, apply)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise _refused(path, "read", error) from None


def _counted(paths: Sequence[Path]) -> str:
    return f"{shown(paths[0])} is" if len(paths) == 1 else f"{len(paths)} files are"


def _refused(path: Path, done: str, error: OSError) -> UnusableFile:
    return UnusableFile(
        f"{shown(path)} cannot be {done}: {reason_of(error)}.", "Check its owner, and its folder's permissions."
    )
