"""Choose sections of the credentials file for keys, apart from profiles that have another source."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.model.profile import ProfileKind
from ssotui.model.text import visible

_FREE = frozenset({None, ProfileKind.STATIC, ProfileKind.EMPTY})
"""The kinds of profiles (or none) under whose names keys can be written."""


def kinds_by_name() -> Mapping[str, ProfileKind]:
    """Read the kind of each profile there is."""
    profiles = read_profiles(read_files(locations.config_file(), locations.credentials_file()))
    return {profile.name: profile.kind for profile in profiles}


def section_for(name: str, kinds: Mapping[str, ProfileKind] | None = None) -> tuple[str, str]:
    """Choose the section for keys of that name.

    Keys under the name of a profile that has another source would be mixed with it: botocore would go on using the
    other source, and the Go and JavaScript SDKs the keys, long after they have ended.

    Args:
        name: the keys' name.
        kinds: from :func:`kinds_by_name`, if it was asked already.

    Returns:
        The section's name, and why it is not that of the keys; empty if it is.
    """
    kinds = kinds_by_name() if kinds is None else kinds
    kind = kinds.get(name)
    if kind in _FREE:
        return name, ""
    plain = "".join(char for char in name if char.isprintable())  # it is shown in a field, as it is
    others = (f"{plain}-keys", *(f"{plain}-keys-{number}" for number in range(2, len(kinds) + 2)))
    other = next(other for other in others if kinds.get(other) in _FREE)
    return other, f"({visible(name)}, a profile of kind {kind}, is unchanged.)"


def mixed_use(section: str) -> str:
    """Warn of a name that a person has given to keys although a profile with another source has it."""
    kind = kinds_by_name().get(section)
    if kind in _FREE:
        return ""
    return f"{visible(section)} is also a profile of kind {kind}: some SDKs use that profile, others these keys."
