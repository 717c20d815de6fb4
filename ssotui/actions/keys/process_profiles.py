"""Add profiles whose keys come from ``ssotui credential-process``, for SDKs that know no SSO sessions."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.keys.credential_process import AS_MODULE, COMMAND, asked_by, check_loop
from ssotui.actions.keys.fetching import target_of_profile
from ssotui.actions.profiles.not_found import find_profile
from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.merged_files import EXPIRES, PROFILE_KEYS, AwsFiles, read_files
from ssotui.aws.config.section_names import is_plain_name, profile_header
from ssotui.export import quoting
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.profile import Profile
from ssotui.model.records import NamedTuple
from ssotui.model.text import counted, visible
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole

PROGRAM = "ssotui"

OTHER_SOURCES = PROFILE_KEYS - {"region", "output", "credential_process"} | {"aws_session_token", "sso_region", EXPIRES}
"""Settings that give a profile keys: the SDKs disagree which of several counts, so none may stand beside ours."""


class Twin(NamedTuple):
    """A profile to be added: its name, and the name and the region of the one whose keys it gives."""

    name: str
    source: str
    region: str | None


class TwinPlan(NamedTuple):
    """Profiles that are worked out, but not written yet.

    Attributes:
        added: the profiles, at least one if they are written.
        overwrites: whether a profile that ssotui did not write has the name of one.
    """

    added: tuple[Twin, ...]
    overwrites: bool = False

    @property
    def counted(self) -> str:
        """How many they are, in words."""
        return counted(len(self.added), "credential_process profile")

    def diff(self) -> tuple[str, ...]:
        """How the config file changes, with no secret in it.

        Raises:
            UnusableFile: it cannot be read.
        """
        path = locations.config_file()
        before = read_whole(path) or b""
        return tuple(diff(before, with_twins(before, self.added), locations.shorten(str(path))))

    def apply(self) -> str:
        """Write them in one edit, which can be undone, and say so in a sentence.

        Raises:
            UnusableFile: the file cannot be written; it is as it was.
        """
        path = locations.config_file()
        edit_file(path, lambda data: with_twins(data, self.added), secret=False)
        first, place = self.added[0], locations.shown(path)
        if len(self.added) > 1:
            return f"Added {self.counted} to {place}: {visible(first.name)}, …"
        return f"Profile {visible(first.name)} is in {place}. Its keys come from: {visible(_command(first.source))}"


def proposed_name(source: str) -> str:
    """Propose a name for a profile with the keys of ``source``: every SDK reads it, and it is free or ours."""
    files = read_files(locations.config_file(), locations.credentials_file())
    try:
        ours = Document(read_whole(locations.config_file()) or b"")
    except UnusableFile:  # told when the change is looked at
        ours = Document(b"")
    return _free_name(
        source, {name for name in files.profiles if name == source or ours.mark(profile_header(name, ours)) is None}
    )


def plan(source: str, name: str) -> TwinPlan:
    """Work out how the config file gets a profile ``name`` whose keys are those of ``source``.

    Raises:
        UsageError: there can be no such profile, or it would ask for its own keys.
        UnusableFile: ``source`` gives no keys, or ``name`` has keys in the credentials file; or the config file
            cannot be read.
    """
    if not is_plain_name(name):
        raise UsageError(f"Not every SDK reads a profile called {name!r}.", "Use letters, digits and _-/.%@:+ only.")
    files = read_files(locations.config_file(), locations.credentials_file())
    profile = find_profile(files, source)
    target_of_profile(profile)  # it gives keys, or this says why not
    if name in {source, *(hop.name for hop in profile.sources)}:
        raise UsageError(f"Profile {name!r} would ask for its own keys.", "Use another name.")
    check_loop(files, source, name)
    raw = files.profiles.get(name)
    credentials = str(locations.credentials_file())
    if raw and any(raw.has_in(credentials, key) for key in OTHER_SOURCES):
        raise UnusableFile(f"{name!r} has keys in the credentials file.", "Use another name, or remove them there.")
    document = Document(read_whole(locations.config_file()) or b"")
    ours = document.mark(profile_header(name, document)) is not None
    return TwinPlan((Twin(name, source, profile.region),), overwrites=bool(raw) and not ours)


def plan_for(files: AwsFiles, profiles: Iterable[Profile]) -> TwinPlan:
    """Plan a profile for each of those that give keys, unless another profile runs ssotui for them already.

    Args:
        files: the config and the credentials file.
        profiles: those whose keys other tools cannot get.
    """
    wanted = []
    for profile in profiles:
        try:
            target_of_profile(profile)
        except UnusableFile:  # it gives no keys, whoever asks
            continue
        wanted.append((profile.name, profile.region))
    return TwinPlan(twins(files, wanted))


def twins(files: AwsFiles, wanted: Iterable[tuple[str, str | None]]) -> tuple[Twin, ...]:
    """Name a new profile for each of those, but for those that have one.

    Args:
        files: the config and the credentials file.
        wanted: the names of the profiles whose keys they are to give, each with its region.
    """
    served = {asked_by(files, name) for name in files.profiles}
    wanted = [(source, region) for source, region in wanted if source not in served]
    taken = {*files.profiles, *files.ignored, *(source for source, _ in wanted)}
    added = []
    for source, region in wanted:
        name = _free_name(source, taken)
        taken.add(name)
        added.append(Twin(name, source, region))
    return tuple(added)


def with_twins(data: bytes, added: Iterable[Twin]) -> bytes:
    """Return the config file with those profiles, which have no other keys then.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is.
        UsageError: a profile cannot be written; the message says why.
    """
    document = Document(data)
    for fault in document.faults:
        raise UnusableFile(f"The AWS CLI cannot read the config file: {fault.message}.", fault.fix)
    program = _own_program()
    try:
        for twin in added:
            region = {"region": twin.region} if twin.region else {}
            document.set_section(
                profile_header(twin.name, document),
                {"credential_process": _command(twin.source, program), **region},
                comment="runs ssotui for its keys",
                remove=OTHER_SOURCES,
            )
    except ValueError as error:
        raise UsageError(f"The profile cannot be written: {error}", "Rename the profile.") from None
    return document.to_bytes()


def _free_name(source: str, taken: Iterable[str]) -> str:
    """Name a profile after the one whose keys it gives, with ``-`` in the place of what some SDK does not read."""
    plain = "".join(char if is_plain_name(char) else "-" for char in source).strip("-") or "profile"
    name, number = f"{plain}-process", 2
    while name in taken:
        name, number = f"{plain}-process-{number}", number + 1
    return name


def _command(source: str, program: str = "") -> str:
    """The command line that gives the profile's keys; ``program`` is from :func:`_own_program`, if it was asked."""
    return f"{program or _own_program()} {source if is_plain_name(source) else quoting.posix(source)}"


def _own_program() -> str:
    """The words that all those command lines begin with: ours by its full path, which ``PATH`` need not have."""
    started = Path(sys.argv[0])
    found = shutil.which(started if started.stem == PROGRAM else PROGRAM)
    # A link stays one: what it leads to may go with the next update. -P: an SDK may run in a folder of anybody's,
    # and a module "ssotui" in there must not be the one that is run.
    program = [os.path.abspath(found)] if found else [sys.executable, *AS_MODULE]  # noqa: PTH100
    return " ".join(word if is_plain_name(word) else quoting.posix(word) for word in (*program, COMMAND))
