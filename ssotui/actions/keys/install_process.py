"""Add a profile whose keys come from ``ssotui credential-process``, for SDKs that know no SSO sessions."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.keys.credential_process import AS_MODULE, COMMAND, check_loop
from ssotui.actions.keys.fetching import target_of_profile
from ssotui.actions.profiles.not_found import no_profile
from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.merged_files import EXPIRES, PROFILE_KEYS, AwsFiles, read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.aws.config.section_names import is_plain_name, profile_header
from ssotui.export import quoting
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.profile import Profile
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole

PROGRAM = "ssotui"

KEPT = frozenset({"region", "output"})
OTHER_SOURCES = PROFILE_KEYS - KEPT - {"credential_process"} | {"aws_session_token", "sso_region", EXPIRES}
"""What gives a profile keys; the SDKs disagree which of several counts, so that none may stand beside ours."""


class Installation(NamedTuple):
    """A new profile that is worked out, but not written yet.

    Attributes:
        name: of the new profile.
        values: of its section.
        overwrites: whether a profile that ssotui did not write has that name.
        diff: of the config file, with no secret in it.
    """

    name: str
    values: dict[str, str]
    overwrites: bool
    diff: tuple[str, ...]


def proposed_name(source: str) -> str:
    """Propose a name for a profile with the keys of ``source``: every SDK reads it, and it is free or ours."""
    plain = plain_name(source)
    files = read_files(locations.config_file(), locations.credentials_file())
    try:
        ours = Document(read_whole(locations.config_file()) or b"")
    except UnusableFile:  # told when the change is looked at
        ours = Document(b"")
    taken = {name for name in files.profiles if name == source or ours.mark(profile_header(name, ours)) is None}
    names = (f"{plain}-process", *(f"{plain}-process-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def plain_name(name: str) -> str:
    """The name with ``-`` in the place of what some SDK does not read."""
    return "".join(char if is_plain_name(char) else "-" for char in name).strip("-") or "profile"


def preview(source: str, name: str) -> Installation:
    """Work out how the config file gets a profile ``name`` whose keys are those of ``source``.

    Raises:
        UsageError: there can be no such profile, or it would ask for its own keys.
        UnusableFile: ``source`` gives no keys, or ``name`` has keys in the credentials file; or the config file
            cannot be read.
    """
    if not is_plain_name(name):
        raise UsageError(f"Not every SDK reads a profile called {name!r}.", "Use letters, digits and _-/.%@:+ only.")
    files = read_files(locations.config_file(), locations.credentials_file())
    profile = _source(files, source)
    if name in {source, *(hop.name for hop in profile.sources)}:
        raise UsageError(f"Profile {name!r} would ask for its own keys.", "Use another name.")
    check_loop(files, source, name)
    raw = files.profiles.get(name)
    credentials = str(locations.credentials_file())
    if raw and any(raw.has_in(credentials, key) for key in OTHER_SOURCES):
        raise UnusableFile(f"{name!r} has keys in the credentials file.", "Use another name, or remove them there.")
    values = {"credential_process": command(source, own_program())}
    if profile.region:
        values["region"] = profile.region
    path = locations.config_file()
    before = read_whole(path) or b""
    document = Document(before)
    ours = document.mark(profile_header(name, document)) is not None
    after = with_processes(before, {name: values})
    return Installation(name, values, bool(raw) and not ours, tuple(diff(before, after, locations.shorten(str(path)))))


def install(change: Installation) -> str:
    """Write the profile that was previewed, and say so in a sentence.

    Raises:
        UnusableFile: the file cannot be written; it is as it was.
    """
    path = locations.config_file()
    edit_file(path, lambda data: with_processes(data, {change.name: change.values}), secret=False)
    line = change.values["credential_process"]
    place = locations.shorten(str(path))
    return f"Profile {visible(change.name)} is in {visible(place)}. Its keys come from: {visible(line)}"


def _source(files: AwsFiles, name: str) -> Profile:
    found = next((profile for profile in read_profiles(files) if profile.name == name), None)
    if found is None:
        raise no_profile(files.problems, name, files.profiles)
    target_of_profile(found)  # it gives keys, or this says why not
    return found


def command(source: str, program: str) -> str:
    """The command line that gives the profile's keys; ``program`` is what :func:`own_program` gives."""
    return f"{program} {source if is_plain_name(source) else quoting.posix(source)}"


def own_program() -> str:
    """The words that all those command lines begin with: ours by its full path, which ``PATH`` need not have."""
    started = Path(sys.argv[0])
    found = shutil.which(started if started.stem == PROGRAM else PROGRAM)
    # A link stays one: what it leads to may go with the next update. -P: an SDK may run in a folder of anybody's,
    # and a module "ssotui" in there must not be the one that is run.
    program = [os.path.abspath(found)] if found else [sys.executable, *AS_MODULE]  # noqa: PTH100
    return " ".join(word if is_plain_name(word) else quoting.posix(word) for word in (*program, COMMAND))


def with_processes(data: bytes, profiles: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return the config file with the sections of those names and values, which have no other keys then.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is.
        UsageError: a profile cannot be written; the message says why.
    """
    document = Document(data)
    for fault in document.faults:
        raise UnusableFile(f"The AWS CLI cannot read the config file: {fault.message}.", fault.fix)
    try:
        for name, values in profiles.items():
            document.set_section(
                profile_header(name, document), values, comment="runs ssotui for its keys", remove=OTHER_SOURCES
            )
    except ValueError as error:
        raise UsageError(f"The profile cannot be written: {error}", "Rename the profile.") from None
    return document.to_bytes()
