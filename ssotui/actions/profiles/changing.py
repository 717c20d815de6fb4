"""Rename and delete profiles in both files, with the references to them, after a look at the change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.files.secret_files import edit_secret_file
from ssotui.actions.keys.credential_process import COMMAND, profile_of_command
from ssotui.actions.keys.switch import current
from ssotui.actions.profiles.file_places import profile_place
from ssotui.actions.profiles.new_profile import taken_names
from ssotui.actions.profiles.profile_names import name_problem
from ssotui.actions.settings import loading
from ssotui.actions.settings.environments import environment_of
from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.ini_sections import Section
from ssotui.aws.config.merged_files import profile_name_of
from ssotui.aws.config.section_names import profile_header
from ssotui.export import quoting
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.profile import FilePlace
from ssotui.model.records import NamedTuple
from ssotui.model.text import some_of, visible
from ssotui.storage import state, undo
from ssotui.storage.edits import edit_file, instead_of
from ssotui.storage.files import read_whole, resolve

DEFAULT_PROFILE = "default"
NO_DEFAULT = "AWS tools that are told no profile will find none."


Editing = Callable[[bytes, list[Section], Path], bytes]


class FileEdit(NamedTuple):
    """A file, the bytes that it holds, and those that it shall hold."""

    path: Path
    before: bytes
    after: bytes


class ProfileChange(NamedTuple):
    """A change of a profile, worked out and not made yet.

    Attributes:
        edits: of the files, in the order in which they are written.
        diff: its lines, in which no secret is shown.
        warning: what does not follow the change, in sentences; one a line.
    """

    edits: tuple[FileEdit, ...]
    diff: tuple[str, ...]
    warning: str


def renaming(old: str, new: str) -> ProfileChange:
    """Work out how the profile gets another name, and what refers to it follows.

    Args:
        old: the profile.
        new: its name from then on.

    Raises:
        UsageError: there is no such profile any more, or it cannot have that name.
        UnusableFile: a file cannot be read as a whole.
    """
    place = profile_place(old)
    if problem := name_problem(new, taken_names()):
        raise UsageError(problem.message, problem.fix)

    def renamed(before: bytes, sections: list[Section], path: Path) -> bytes:
        lines = before.splitlines(keepends=True)
        for section in sections:
            header = profile_header(new) if path == locations.config_file() else new
            was, now = (f"[{each}]".encode(errors="surrogateescape") for each in (section.header, header))
            lines[section.line - 1] = lines[section.line - 1].replace(was, now, 1)
        document = Document(b"".join(lines))
        for section in list(document.sections):
            if values := dict(_references(section, old, new)):
                document.set_section(section.header, values)
        return document.to_bytes()

    notes = [f"Other shells, scripts and tools that name {visible(old)} do not follow."]
    if current() == old:
        notes.insert(0, f"This shell uses {visible(old)}: run ssotui use {new} in it.")
    settings = loading.current()
    if (left := environment_of(settings, old)) and environment_of(settings, new) != left:
        notes.append(f"The pattern {visible(left.pattern)} of {visible(left.label)} does not match {new}.")
    if old == DEFAULT_PROFILE:
        notes.append(NO_DEFAULT)
    return _planned(old, place, renamed, notes)


def deletion(name: str) -> ProfileChange:
    """Work out how the profile goes from both files. What refers to it stays, and is told of.

    Raises:
        UsageError: there is no such profile any more.
        UnusableFile: a file cannot be read as a whole.
    """
    place = profile_place(name)
    referring: list[str] = []
    notes: list[str] = []

    def without(before: bytes, sections: list[Section], path: Path) -> bytes:
        document, config = Document(before), path == locations.config_file()
        for section in document.sections:
            of = _profile_of(section, config=config)
            if of and of != name and dict(_references(section, name, name)):
                referring.append(of)
        if any("aws_secret_access_key" in section.values for section in sections):
            notes.append("Its own keys go with it.")
        document.remove_sections([section.header for section in sections])
        return document.to_bytes()

    change = _planned(name, place, without, notes)
    if referring:
        named = some_of(sorted(set(referring)), most=5)
        notes.insert(0, f"These take their keys from it, and will have none: {named}.")
    if name == DEFAULT_PROFILE:
        notes.append(NO_DEFAULT)
    if current() == name:
        notes.append(f"This shell uses {visible(name)}: ssotui use --clear ends that.")
    return change._replace(warning="\n".join(notes))


def rename(change: ProfileChange, old: str, new: str) -> str:
    """Make the change, have favourites and recent uses follow, and say so in a sentence.

    Raises:
        UnusableFile: a file has changed since, or cannot be written. Both are as they were.
    """
    where = _apply(change)
    state.keep(lambda kept: kept.copy_usage(old, new))
    return f"{visible(old)} is called {visible(new)} now, in {where}."


def delete(change: ProfileChange, name: str) -> str:
    """Make the change, and say so in a sentence.

    Raises:
        UnusableFile: a file has changed since, or cannot be written. Both are as they were.
    """
    return f"{visible(name)} is deleted from {_apply(change)}."


def _planned(name: str, place: FilePlace, edited: Editing, notes: list[str]) -> ProfileChange:
    """Work the edits of both files out; a file that does not change is in none.

    Args:
        name: the profile.
        place: its line, by which a section is found that AWS tools do not take for a profile.
        edited: gives the new content of a file from its content, the profile's sections in it, and its path.
        notes: what to say of it, which ``edited`` may add to.
    """
    config, credentials = locations.config_file(), locations.credentials_file()
    edits: list[FileEdit] = []
    for path in dict.fromkeys((credentials, config)):
        before = read_whole(path) or b""
        document = Document(before)
        sections = [
            section
            for section in document.sections
            if _profile_of(section, config=path == config) == name or (str(path), section.line) == tuple(place)
        ]
        if len(sections) > 1:
            raise _by_hand(f"{visible(name)} is in {locations.shown(path)} more than once.")
        try:
            after = edited(before, sections, path)
        except ValueError as error:
            raise _by_hand(f"{locations.shown(path)} cannot be changed: {error}") from None
        if after == before:
            continue
        if document.faults:  # nobody can tell how AWS tools would read what comes of it
            raise UnusableFile(
                f"{locations.shown(path)} cannot be read as a whole.",
                "Fix its problems first: ssotui doctor lists them.",
                on_screen="Fix its problems first: {app.doctor} lists them.",
            )
        edits.append(FileEdit(path, before, after))
    lines = [line for each in edits for line in diff(each.before, each.after, locations.shorten(str(each.path)))]
    return ProfileChange(tuple(edits), tuple(lines), "\n".join(notes))


def _by_hand(message: str) -> UnusableFile:
    return UnusableFile(message, "Edit it by hand.", on_screen="{profile.edit} opens it in your editor.")


def _profile_of(section: Section, *, config: bool) -> str | None:
    """Name the profile that the section is, in the config file or in the credentials file, as AWS tools take it."""
    return profile_name_of(section.header) if config else section.header


def _references(section: Section, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give each key of the section that names the old profile, with the value that names the new one."""
    if section.values.get("source_profile") == old:
        yield "source_profile", new
    command = section.values.get("credential_process", "")
    if command and profile_of_command(command) == old:
        program, between, arguments = command.partition(f" {COMMAND} ")
        for form in (old, quoting.posix(old), f'"{old}"'):
            if re.search(mentioned := rf"(?<!\S){re.escape(form)}(?!\S)", arguments):
                yield "credential_process", program + between + re.sub(mentioned, lambda _: new, arguments, count=1)
                return


def _apply(change: ProfileChange) -> str:
    """Write the files as one change, which can be taken back as one; their names.

    Raises:
        UnusableFile: a file has changed since, or cannot be written. Both are as they were.
    """
    if change.edits:
        first, *others = change.edits
        along = None
        if others:
            (other,) = others
            path = resolve(other.path)
            change_of_other = undo.planned(path, other.before, other.after, undo.backup_of(path))
            along = undo.Along(change_of_other, lambda: _write(other))
        _write(first, along)
    return " and ".join(locations.shown(each.path) for each in change.edits)


def _write(edit: FileEdit, along: undo.Along | None = None) -> None:
    put = instead_of(edit.path, edit.before, edit.after)
    if edit.path == locations.credentials_file():
        edit_secret_file(edit.path, put, along)
    else:
        edit_file(edit.path, put, secret=False, along=along)
