"""Find the line of the config or the credentials file at which a profile or an SSO session stands now."""

from __future__ import annotations

from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.model.errors import UsageError
from ssotui.model.profile import FilePlace
from ssotui.model.text import visible
from ssotui.model.token import SsoSession


def profile_place(name: str) -> FilePlace:
    """Find the header of the profile's section; of one that is in both files, the config file's.

    Raises:
        UsageError: it is in neither file any more.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    if raw := files.profiles.get(name):
        return raw.place
    if place := files.ignored.get(name):
        return place
    raise _gone(f"profile {visible(name)}")


def session_place(session: SsoSession) -> FilePlace:
    """Find the header of the session's section, or of the first profile that has its start URL inline.

    Raises:
        UsageError: it is in neither file any more.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    if session.name:
        section = files.sso_sessions.get(session.name)
    else:
        legacy = (raw for raw in files.profiles.values() if raw.text("sso_start_url") == session.start_url)
        section = next(legacy, None)
    if section:
        return section.place
    raise _gone(f"session {visible(session.label)}")


def _gone(what: str) -> UsageError:
    again = "{list.reload} reads the files again."
    return UsageError(f"The {what} is in no file any more.", "Read the files again.", on_screen=again)
