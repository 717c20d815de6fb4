"""Read the profiles that need no judgement, as nearly all of 10,000 do: they must not cost what the others do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ssotui.aws.config.config_file import RawSection
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.model.profile import Origin, Problem, Profile, ProfileKind, RoleOptions
from ssotui.model.records import NamedTuple
from ssotui.model.regions import KNOWN
from ssotui.model.token import SsoSession

REQUIRED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")
"""The keys that an SSO profile needs, with those of its session."""

_OF_SESSION = frozenset({"sso_start_url", "sso_region", "sso_registration_scopes"})

OPTIONS = frozenset(RoleOptions._fields) - {"session_name"} | {"role_session_name"}
"""The keys that say how a role is taken."""

NO_OPTIONS = RoleOptions()

OTHER_NAMES = ("AWSReservedSSO_", "arn:")
"""How a role's name begins that may be no permission set's."""

_SSO_KEYS = frozenset({"sso_session", "sso_account_id", "sso_role_name"})
_LEGACY_KEYS = frozenset(REQUIRED)
_CHAIN_KEYS = frozenset({"role_arn"})
# Each look into the enumeration takes as long as a dict's.
_SSO, _LEGACY, _CHAIN = ProfileKind.SSO, ProfileKind.SSO_LEGACY, ProfileKind.ROLE_CHAIN


class ProfileSessions:
    """The SSO sessions of two files, each of which all its profiles share.

    Args:
        files: both of them.
        named: the SSO sessions that one can sign in to, by name.
    """

    def __init__(self, files: AwsFiles, named: Mapping[str, SsoSession]) -> None:
        self.named = named
        self.simple = {
            name: session for name, session in named.items() if files.sso_sessions[name].values.keys() <= _OF_SESSION
        }
        """Those that say nothing of accounts, roles or anything else that a profile may have too."""
        self._origins = {name: tuple(_origins(files.sso_sessions[name])) for name in named}
        self._problems = files.session_problems
        self._legacy: dict[tuple[str, str], SsoSession] = {}

    def legacy(self, start_url: str | None, region: str | None) -> SsoSession | None:
        """The one session of that start URL and region, if both are known."""
        if not start_url or not region:
            return None
        session = self._legacy.get((start_url, region))
        if session is None:
            session = self._legacy[start_url, region] = SsoSession(None, start_url, region)
        return session

    def origins_of(self, session: SsoSession | None) -> tuple[Origin, ...]:
        """List the places of a session's start URL and region; a session without a name has those of its profiles."""
        return self._origins.get(session.name, ()) if session and session.name else ()

    def problems_of(self, name: str | None) -> tuple[Problem, ...]:
        """Give the problems of the section of the session of that name."""
        return tuple(self._problems.get(name, ())) if name is not None else ()


class _Shared(NamedTuple):
    """All that simple profiles of one session, role and region have in common."""

    kind: ProfileKind
    session: SsoSession
    role: str
    region: str | None
    origins: tuple[Origin, ...]
    problems: tuple[Problem, ...]


class SimpleProfiles:
    """Reads the profiles that have only the keys of an SSO profile or a role chain, and nothing wrong with them.

    Args:
        sessions: those of the files.
    """

    def __init__(self, sessions: ProfileSessions) -> None:
        self._sessions = sessions
        self._shared: dict[tuple[str | tuple[str, str], str, str | None], _Shared] = {}

    def read(self, name: str, raw: RawSection, keys: frozenset[str]) -> Profile | None:
        """Read a profile, if it is so simple.

        Args:
            name: the profile's.
            raw: its section, without nested values.
            keys: those that decide its kind.
        """
        values: Mapping[str, str] = raw.values  # type: ignore[assignment]  # it is not nested
        if keys == _SSO_KEYS:
            called: str | tuple[str, str] = values["sso_session"]
        elif keys == _LEGACY_KEYS:
            called = values["sso_start_url"], values["sso_region"]
        else:
            return _chain(name, raw, values) if keys == _CHAIN_KEYS else None
        account, alike = values["sso_account_id"], (called, values["sso_role_name"], values.get("region"))
        shared = self._shared.get(alike) or self._judge(*alike)
        if not shared or not is_account_id(account):
            return None
        kind, session, role, region, origins, problems = shared
        place, lines = raw.place, raw.lines()
        return Profile._make(
            (name, kind, place, session, account, role, region, lines, origins, None, None, problems, None, None, ())
        )

    def _judge(self, session: str | tuple[str, str], role: str, region: str | None) -> _Shared | None:
        """Judge once what many profiles have in common; ``None`` if it is not all as it should be.

        Args:
            session: its name, or its start URL and region.
            role: the role's name.
            region: the profile's own, if it names one.
        """
        sessions = self._sessions
        if isinstance(session, str):
            kind, found = _SSO, sessions.simple.get(session)
        else:
            kind, found = _LEGACY, sessions.legacy(*session)
        if not found or not role or role.startswith(OTHER_NAMES):
            return None
        if (region and region not in KNOWN) or (kind is _LEGACY and found.region not in KNOWN):
            return None
        shared = _Shared(
            kind, found, role, region or None, sessions.origins_of(found), sessions.problems_of(found.name)
        )
        self._shared[session, role, region] = shared
        return shared


def _chain(name: str, raw: RawSection, values: Mapping[str, str]) -> Profile | None:
    """One that names a role and its source, and says nothing of how the role is taken."""
    arn = values["role_arn"]
    named = role_of_arn(arn)
    if not named or "source_profile" not in values or not OPTIONS.isdisjoint(values):
        return None
    account, role = named
    source, region = values["source_profile"], values.get("region") or None
    if region and region not in KNOWN:
        return None
    lines = raw.lines()
    return Profile(name, _CHAIN, raw.place, None, account, role, region, lines, (), arn, source, (), None, NO_OPTIONS)


def _origins(session: RawSection) -> Iterator[Origin]:
    for key in session.values:
        if key in {"sso_start_url", "sso_region"} and (place := session.origin(key)):
            yield Origin(key, place)


def is_account_id(text: str) -> bool:
    """Tell whether a text is twelve digits."""
    return len(text) == 12 and text.isascii() and text.isdigit()


def role_of_arn(arn: str) -> tuple[str, str] | None:
    """Read account ID and role name in ``arn:aws:iam::111122223333:role/PATH/NAME``; ``None`` if it is no such ARN."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[1] or parts[2:4] != ["iam", ""] or not is_account_id(parts[4]):
        return None
    kind, _, path = parts[5].partition("/")
    name = path.rpartition("/")[2]
    return (parts[4], name) if kind == "role" and name and "\n" not in path else None
