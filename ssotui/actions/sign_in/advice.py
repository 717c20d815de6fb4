"""The command lines that sign a person in, for hints: ours, and the AWS CLI's, which serves as well."""

from __future__ import annotations

from ssotui.aws.caches import stores
from ssotui.model.errors import UnusableFile
from ssotui.model.text import visible
from ssotui.model.token import SsoSession


def login_command(session: SsoSession) -> str:
    """``ssotui login SESSION``, fit to be typed into a shell."""
    return f"ssotui login {_word(session.label)}"


def aws_login_command(session: SsoSession) -> str:
    """``aws sso login`` with the session's name, or with a profile that has its start URL; empty if that is of no use.

    The AWS CLI puts its token into a file, where a session of the keychain has none.
    """
    if _in_keychain(session):
        return ""
    if session.name:
        return f"aws sso login --sso-session {_word(session.name)}"
    profile = _profile_of(session)
    return f"aws sso login --profile {_word(profile)}" if profile else ""


def _in_keychain(session: SsoSession) -> bool:
    try:
        return stores.is_in_keychain(session)
    except UnusableFile:
        return False


def _profile_of(session: SsoSession) -> str | None:
    """The first profile of a legacy start URL."""
    from ssotui.aws import locations  # late: only who is not signed in waits for it
    from ssotui.aws.config.merged_files import read_files
    from ssotui.aws.config.profiles import read_profiles

    profiles = read_profiles(read_files(locations.config_file(), locations.credentials_file()))
    return next((profile.name for profile in profiles if profile.session == session and not profile.sources), None)


def _word(text: str) -> str:
    import shlex  # late, as above

    return shlex.quote(visible(text))
