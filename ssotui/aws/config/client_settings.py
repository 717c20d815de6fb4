"""Reads the settings of clients from the config and the credentials file.

botocore takes them from the section of the profile in use, and nothing is inherited from ``[default]``
(``botocore/configprovider.py: BOTOCORE_DEFAUT_SESSION_VARIABLES``, ``ConfiguredEndpointProvider``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssotui.aws import environment
from ssotui.aws.config.config_file import RawSection
from ssotui.aws.config.merged_files import AwsFiles, read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.aws.environment import profile_or_default
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.token import SsoSession
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.file_version import settled, stamp

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.storage.file_version import Stamp

VALUES = (
    "ca_bundle",
    "max_attempts",
    "retry_mode",
    "sts_regional_endpoints",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
)
"""The settings that botocore interprets itself, in alphabetical order."""

SERVICES = {"signin": "signin", "sso": "sso", "sso-oidc": "sso_oidc", "sts": "sts"}
"""The clients that we and botocore's resolver make, and the name of each one's block in a ``[services]`` section."""

_IGNORE = "ignore_configured_endpoint_urls"
_KEYS = frozenset({*VALUES, _IGNORE, "services", "endpoint_url"})
_SIGNS = tuple(key.encode() for key in sorted(_KEYS))


def of_profile(name: str) -> ClientSettings:
    """Return the settings of the profile with that name; none of them if there is no such profile."""
    return _settings(_files(), name)


def of_all() -> dict[str, ClientSettings]:
    """Return the settings of every profile that has any, by its name."""
    files = _files()
    return {name: _settings(files, name) for name, raw in files.profiles.items() if _concerns(raw)}


def of_session(session: SsoSession) -> ClientSettings:
    """Return the settings for a request that no profile asks for, such as a sign-in to the session.

    A value counts if the profiles of the session that set it agree. Where they differ, the value of the profile in
    use here (``AWS_PROFILE``, else ``default``) counts if that is one of them, else none. Where none of them sets it,
    the value of the profile in use counts, as for ``aws sso login --sso-session``. An endpoint counts only if all
    profiles of the session have it: the session's token goes there.
    """
    files = _files()
    if not any(map(_concerns, files.profiles.values())):
        return NO_SETTINGS
    # Those that name the session themselves, rather than reach it through a source profile.
    direct = (profile for profile in read_profiles(files) if profile.session == session and not profile.sources)
    names = [profile.name for profile in direct]
    here = profile_or_default(None)
    own = [_settings(files, name) for name in names]
    values = _agreed(own, _settings(files, here), is_own=here in names)
    whole = own[0] if own and all(_endpoints(each) == _endpoints(own[0]) for each in own) else NO_SETTINGS
    return whole._replace(values=values, source=f"the profiles of session {session.label!r}")


def _endpoints(settings: ClientSettings) -> object:
    return settings.endpoints, settings.ignores_endpoints, settings.missing_services


def _agreed(own: Iterable[ClientSettings], active: ClientSettings, *, is_own: bool) -> tuple[tuple[str, str], ...]:
    """Return the values that count for a session.

    Args:
        own: the settings of each profile of the session.
        active: the settings of the profile in use.
        is_own: whether the profile in use is one of the session's.
    """
    found: dict[str, set[str]] = {}
    for settings in own:
        for name, value in settings.values:
            found.setdefault(name, set()).add(value)
    agreed = {name: values.pop() for name, values in found.items() if len(values) == 1}
    taken = {name: value for name, value in active.values if name not in found or (is_own and name not in agreed)}
    return tuple(sorted((agreed | taken).items()))


def _settings(files: AwsFiles, name: str) -> ClientSettings:
    """Return the settings of the profile with that name; none of them if there is no such profile."""
    raw = files.profiles.get(name)
    if raw is None or not _concerns(raw):
        return NO_SETTINGS
    source = f"profile {name!r}"
    values = tuple((key, value) for key in VALUES if (value := raw.text(key)))
    ignores = (raw.text(_IGNORE) or "").lower() == "true"
    section = raw.text("services") if "services" in raw.values else None
    services = files.services.get(section) if section is not None else None
    endpoints = []
    for service, block_name in SERVICES.items():
        block = services.values.get(block_name) if services else None
        url = (block.get("endpoint_url") if isinstance(block, dict) else None) or raw.text("endpoint_url")
        if url:
            endpoints.append((service, url))
    # botocore raises for an empty section too: ``if not services_section``.
    missing = section if section is not None and not (services and services.values) else None
    return ClientSettings(values, tuple(endpoints), ignores, missing, source)


def _concerns(raw: RawSection) -> bool:
    return not _KEYS.isdisjoint(raw.values)


_read: dict[Sequence[tuple[str, Stamp | None]], AwsFiles] = {}
"""The files as they were read last, by their paths and stamps: a listing of accounts asks hundreds of times."""


def _files() -> AwsFiles:
    """Return both files; empty ones if neither has any of the settings, which takes no parsing to tell."""
    paths = environment.config_file(), environment.credentials_file()
    versions = tuple((path, stamp(path)) for path in paths)
    if versions in _read:
        return _read[versions]
    files = read_files(*paths) if any(map(_may_have_settings, paths)) else AwsFiles(*paths)
    _read.clear()
    if all(settled(version) for _, version in versions):
        _read[versions] = files
    return files


def _may_have_settings(path: str) -> bool:
    try:
        data = read_regular(path).lower()
    except (OSError, ValueError):
        return False
    return any(sign in data for sign in _SIGNS)
