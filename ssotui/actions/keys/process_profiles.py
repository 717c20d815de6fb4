"""Add profiles that run ``ssotui credential-process`` for the keys of many others, in one edit of the config file."""

from __future__ import annotations

from collections.abc import Iterable

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.keys.credential_process import asked_by
from ssotui.actions.keys.fetching import target_of_profile
from ssotui.actions.keys.install_process import command, own_program, plain_name, with_processes
from ssotui.aws import locations
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.model.errors import UnusableFile
from ssotui.model.profile import Profile
from ssotui.model.records import NamedTuple
from ssotui.model.text import counted, visible
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole


class Twin(NamedTuple):
    """A profile to be added: its name, and the name and the region of the one whose keys it gives."""

    name: str
    source: str
    region: str | None


class TwinPlan(NamedTuple):
    """Profiles that are worked out, but not written yet."""

    added: tuple[Twin, ...]

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
        return f"Added {self.counted} to {visible(locations.shorten(str(path)))}: {visible(self.added[0].name)}, …"


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
        base = name = f"{plain_name(source)}-process"
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        added.append(Twin(name, source, region))
    return tuple(added)


def with_twins(data: bytes, added: Iterable[Twin]) -> bytes:
    """Return the config file with those profiles.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is.
        UsageError: a profile cannot be written; the message says which.
    """
    program = own_program()
    sections = {}
    for twin in added:
        region = {"region": twin.region} if twin.region else {}
        sections[twin.name] = {"credential_process": command(twin.source, program), **region}
    return with_processes(data, sections)
