"""Where a profile's values come from: the file and the line of each."""

from __future__ import annotations

from typing import NamedTuple

from ssotui.aws import locations
from ssotui.aws.config import RawSection, read_files
from ssotui.model.profile import Place, Profile

SESSION_KEYS = ("sso_start_url", "sso_region")
"""What an SSO profile has from its ``[sso-session]`` section."""


class Origin(NamedTuple):
    """A key of a section, and where the value stands that counts."""

    key: str
    place: Place


def origins(profile: Profile) -> tuple[Origin, ...]:
    """Each key of the profile in the order of the lines, then those of its SSO session. Reads both files.

    Never raises: of a file that cannot be read, nothing has a place.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    own = _origins(files.profiles.get(profile.name))
    session = files.sso_sessions.get(profile.session.name) if profile.session and profile.session.name else None
    return (
        *sorted(own, key=lambda origin: (origin.place.path != profile.place.path, origin.place)),
        *(origin for origin in _origins(session) if origin.key in SESSION_KEYS),
    )


def _origins(section: RawSection | None) -> list[Origin]:
    places = ((key, section.origin(key)) for key in section.values) if section else ()
    return [Origin(key, place) for key, place in places if place]
