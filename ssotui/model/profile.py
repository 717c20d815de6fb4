"""Profiles as the config and credentials files describe them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession


class ProfileKind(StrEnum):
    """The way in which a profile gets its credentials."""

    SSO = "sso"
    SSO_LEGACY = "sso-legacy"
    TOKEN_ONLY = "token-only"  # noqa: S105 - the kind's name in JSON, not a password
    ROLE_CHAIN = "role-chain"
    STATIC = "static"
    PROCESS = "process"
    WEB_IDENTITY = "web-identity"
    LOGIN = "login"
    EMPTY = "empty"


class Severity(StrEnum):
    """The weight of a problem: an error stops AWS tools, a warning makes them disagree, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FilePlace(NamedTuple):
    """A line of a file; ``line`` counts from 1, and is 0 for the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Problem(NamedTuple):
    """Something wrong with a row or a file, in plain words, and what to do about it."""

    code: str
    message: str
    fix: str
    place: FilePlace | None = None
    severity: Severity = Severity.ERROR

    def at(self, place: FilePlace | None) -> Problem:
        """Give the same problem at that place, as far as it is known."""
        return self._replace(place=place)


def warning(code: str, message: str, fix: str) -> Problem:
    """Make a problem that keeps nothing from working, or only with some tools."""
    return Problem(code, message, fix, severity=Severity.WARNING)


class RoleOptions(NamedTuple):
    """The options with which a profile's ``role_arn`` is assumed; ``None`` where the file gives no value.

    An empty value is not the same as none: botocore sends it, and makes it part of the cache file's name.

    Attributes:
        credential_source: who has the first keys, where no profile has: the environment, or the machine.
    """

    session_name: str | None = None
    external_id: str | None = None
    mfa_serial: str | None = None
    duration_seconds: int | None = None
    credential_source: str | None = None


class Origin(NamedTuple):
    """A key, and the place of the value that counts."""

    key: str
    place: FilePlace


class Profile(NamedTuple):
    """One profile, both files merged as botocore merges them."""

    name: str
    kind: ProfileKind
    place: FilePlace
    session: SsoSession | None = None
    account_id: str | None = None
    role_name: str | None = None
    region: str | None = None
    lines: Mapping[str, int | FilePlace] = MappingProxyType({})
    """Where each key stands: so many lines below ``place``, or elsewhere. Profiles laid out alike share one."""
    session_origins: tuple[Origin, ...] = ()
    """Where the session's own start URL and region stand."""
    role_arn: str | None = None
    source_profile: str | None = None
    problems: tuple[Problem, ...] = ()
    as_source: Profile | None = None
    """For a profile that names a role and also holds keys: the profile as the end of another one's chain."""
    role_options: RoleOptions | None = None
    """How the role of a chain is taken; ``None`` for every other kind."""
    sources: tuple[Profile, ...] = ()
    """For a role chain: the profiles along ``source_profile``, as far as they exist."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Each of its keys in the order of the lines, its own file's first, then those of its SSO session."""
        path, line = self.place
        own = (Origin(key, FilePlace(path, line + at) if isinstance(at, int) else at) for key, at in self.lines.items())
        return (*sorted(own, key=lambda origin: (origin.place.path != path, origin.place)), *self.session_origins)

    def place_of(self, key: str) -> FilePlace:
        """Find the line that gives the key; the profile's own if none does."""
        return next((origin.place for origin in self.origins if origin.key == key), self.place)
