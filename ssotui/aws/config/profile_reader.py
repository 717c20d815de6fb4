"""Read one profile: the source of its credentials, and botocore's verdict on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssotui.aws.config import profile_problems as wrong
from ssotui.aws.config.config_file import RawSection, merged
from ssotui.aws.config.merged_files import AwsFiles, wrong_region
from ssotui.aws.config.profile_kinds import KEY_ID, SECRET_KEY, TELLING, WEB_IDENTITY, WORDS, claims
from ssotui.aws.config.simple_profiles import (
    NO_OPTIONS,
    OPTIONS,
    OTHER_NAMES,
    REQUIRED,
    ProfileSessions,
    SimpleProfiles,
    is_account_id,
    role_of_arn,
)
from ssotui.model.profile import Problem, Profile, ProfileKind, RoleOptions, Severity
from ssotui.model.token import SsoSession

_CREDENTIAL_SOURCES = frozenset({"Environment", "Ec2InstanceMetadata", "EcsContainer"})
"""By their exact names (``CanonicalNameCredentialSourcer.is_supported``)."""


class ProfileReader:
    """Gives a type to each profile of two files.

    Args:
        files: both of them.
        sessions: the SSO sessions that one can sign in to, by name.
    """

    def __init__(self, files: AwsFiles, sessions: Mapping[str, SsoSession]) -> None:
        self.files = files
        self.sessions = ProfileSessions(files, sessions)
        self._simple = SimpleProfiles(self.sessions)
        self._telling: dict[int, frozenset[str]] = {}

    def read(self, name: str, raw: RawSection) -> Profile:
        """The profile, with all its problems but those that only its sources show."""
        keys = self._telling.get(id(raw.offsets)) or self._telling_keys(raw)
        if (
            not raw.nested
            and name not in self.files.profile_problems
            and (profile := self._simple.read(name, raw, keys))
        ):
            return profile
        reading = _Reading(self, name, raw, keys)
        profile = reading.profile(self.files.profile_problems.get(name, ()))
        if profile.kind is ProfileKind.ROLE_CHAIN and not keys.isdisjoint({KEY_ID, SECRET_KEY}):
            profile = _with_own_keys(profile, _Reading(self, name, raw, keys - {"role_arn"}).profile())
        return profile

    def _telling_keys(self, raw: RawSection) -> frozenset[str]:
        """Return the keys that decide a profile's kind. Sections of one layout share the result."""
        if raw.parts:
            return TELLING.intersection(raw.values)
        keys = self._telling[id(raw.offsets)] = TELLING.intersection(raw.offsets)
        return keys


def _with_own_keys(profile: Profile, own: Profile) -> Profile:
    """Read a profile that names a role and holds keys; problems of the keys matter if it is its own source."""
    problems = [problem for problem in own.problems if problem.severity is Severity.ERROR]
    if profile.source_profile == profile.name:
        profile = profile._replace(problems=(*profile.problems, *problems))
    return profile._replace(as_source=own)


class _Reading:
    """One profile that needs a judgement."""

    def __init__(self, reader: ProfileReader, name: str, raw: RawSection, keys: frozenset[str]) -> None:
        self._reader = reader
        self._name = name
        self._raw = raw
        self._values = raw.values
        self._keys = keys
        self._problems: list[Problem] = []
        self._session: SsoSession | None = None
        self._account_id: str | None = None
        self._role_name: str | None = None
        self._role_arn: str | None = None
        self._source: str | None = None
        self._options: RoleOptions | None = None

    def profile(self, before: Iterable[Problem] = ()) -> Profile:
        """The profile; its problems come after those that were known ``before``."""
        kind, *rivals = self._claims()
        self._check_region("region", self._raw)
        match kind:
            case ProfileKind.ROLE_CHAIN:
                self._read_role_chain()
            case ProfileKind.WEB_IDENTITY:
                self._read_web_identity()
            case ProfileKind.SSO | ProfileKind.SSO_LEGACY:
                self._read_sso()
            case ProfileKind.TOKEN_ONLY:
                self._read_token_only()
            case ProfileKind.STATIC:
                self._check_static()
            case ProfileKind.LOGIN:
                self._check_filled("login_session")
            case ProfileKind.PROCESS:
                self._check_filled("credential_process")
            case ProfileKind.EMPTY:
                self._check_empty()
        if rivals:
            self._check_rivals(kind, rivals)
        return Profile(
            self._name,
            kind,
            self._raw.place,
            self._session,
            self._account_id,
            self._role_name,
            self._raw.text("region") or None,
            self._raw.lines(),
            self._reader.sessions.origins_of(self._session),
            self._role_arn,
            self._source,
            (*before, *self._problems),
            None,
            self._options,
        )

    def _claims(self) -> tuple[ProfileKind, ...]:
        keys = self._keys
        if WEB_IDENTITY in keys and not self._values[WEB_IDENTITY]:
            # An empty one is none, but its presence keeps botocore from taking the role in any other way.
            keys -= {WEB_IDENTITY, "role_arn"}
        in_credentials = KEY_ID in keys and self._raw.has_in(self._reader.files.credentials, KEY_ID)
        return claims(keys, in_credentials=in_credentials)

    def _read_role_chain(self) -> None:
        source, named = self._raw.text("source_profile"), self._raw.text("credential_source")
        if source is not None and named is not None:
            self._add(wrong.SOURCE_AMBIGUOUS.at(self._raw.origin("credential_source")))
        elif source is None and named is None:
            self._add(wrong.SOURCE_MISSING.at(self._raw.origin("role_arn")))
        elif named is not None and named not in _CREDENTIAL_SOURCES:
            self._add(wrong.SOURCE_INVALID.at(self._raw.origin("credential_source")))
        self._source = source if named is None else None
        self._options = self._read_options()
        self._read_role()

    def _read_options(self) -> RoleOptions:
        """Read the options of AssumeRole, as ``AssumeRoleProvider._get_role_config`` does."""
        if OPTIONS.isdisjoint(self._values):
            return NO_OPTIONS
        duration = self._raw.text("duration_seconds")
        try:
            seconds = None if duration is None else int(duration)
        except ValueError:
            seconds = None  # botocore passes over it too
        return RoleOptions(
            session_name=self._raw.text("role_session_name"),
            external_id=self._raw.text("external_id"),
            mfa_serial=self._raw.text("mfa_serial"),
            duration_seconds=seconds,
            credential_source=self._raw.text("credential_source"),
        )

    def _read_web_identity(self) -> None:
        if self._values.get("role_arn"):
            self._read_role()
        else:
            self._add(wrong.ROLE_ARN_MISSING.at(self._raw.origin(WEB_IDENTITY)))

    def _read_role(self) -> None:
        self._role_arn = self._raw.text("role_arn") or None
        named = role_of_arn(self._role_arn or "")
        if named:
            self._account_id, self._role_name = named
        else:
            self._add(wrong.ROLE_ARN.at(self._raw.origin("role_arn")))

    def _read_sso(self) -> None:
        name = self._raw.text("sso_session")
        sso = self._raw
        if name is None:
            self._session = self._reader.sessions.legacy(sso.text("sso_start_url"), sso.text("sso_region"))
            self._check_region("sso_region", sso)
        elif section := self._section_of_session(name):
            self._compare(name, section)
            sso = merged(sso, section, sso.place)
            self._session = self._reader.sessions.named.get(name)
        self._account_id = sso.text("sso_account_id") or None
        self._role_name = sso.text("sso_role_name") or None
        if name is not None and sso is self._raw:
            return  # There is no such session; botocore looks no further.
        for key in REQUIRED:
            if (value := sso.text(key)) is None:
                self._add(wrong.sso_missing(key).at(self._raw.place))
            elif not value:
                self._add(wrong.empty_value(key).at(sso.origin(key)))
        if self._account_id and not is_account_id(self._account_id):
            from ssotui.model.accounts import read_account_id  # late, as below: nearly all are right

            self._add(wrong.account_id(read_account_id(self._account_id)).at(sso.origin("sso_account_id")))
        if self._role_name and self._role_name.startswith(OTHER_NAMES):
            from ssotui.aws.config.role_names import permission_set

            if (meant := permission_set(self._role_name)) != self._role_name:
                self._add(wrong.role_in_iam(meant).at(sso.origin("sso_role_name")))

    def _read_token_only(self) -> None:
        name = self._raw.text("sso_session") or ""
        if section := self._section_of_session(name):
            for key in ("sso_start_url", "sso_region"):
                if not section.text(key):
                    self._add(wrong.sso_missing(key).at(section.place))
            self._add(wrong.TOKEN_ONLY.at(self._raw.origin("sso_session")))
            self._session = self._reader.sessions.named.get(name)

    def _section_of_session(self, name: str) -> RawSection | None:
        section = self._reader.files.sso_sessions.get(name)
        if section is None:
            self._add(wrong.session_missing(name).at(self._raw.origin("sso_session")))
        self._problems += self._reader.sessions.problems_of(name)
        return section

    def _compare(self, name: str, section: RawSection) -> None:
        """Every key that the session has, not only its own, must be the same in the profile."""
        for key, value in section.values.items():
            if self._values.get(key, value) != value:
                self._add(wrong.session_inconsistent(key, name).at(self._raw.origin(key)))
            elif key in self._values and key in {"sso_start_url", "sso_region"}:
                self._add(wrong.session_repeated(key, name).at(self._raw.origin(key)))

    def _check_region(self, key: str, section: RawSection) -> None:
        if problem := wrong_region(key, section):
            self._add(problem)

    def _check_static(self) -> None:
        """Both keys must be in one file: each file is asked by a provider of its own."""
        files = self._reader.files
        path = files.credentials if self._raw.has_in(files.credentials, KEY_ID) else files.config
        if not self._raw.has_in(path, SECRET_KEY):
            self._add(wrong.keys_incomplete(SECRET_KEY).at(self._raw.origin(KEY_ID)))
        self._check_filled(KEY_ID)
        self._check_filled(SECRET_KEY)

    def _check_filled(self, key: str) -> None:
        if key in self._values and not self._values[key]:
            self._add(wrong.empty_value(key).at(self._raw.origin(key)))

    def _check_empty(self) -> None:
        if SECRET_KEY in self._keys:
            self._add(wrong.keys_incomplete(KEY_ID).at(self._raw.origin(SECRET_KEY)))
        if "sso_start_url" in self._keys:
            self._add(wrong.SSO_UNUSED.at(self._raw.origin("sso_start_url")))

    def _check_rivals(self, kind: ProfileKind, rivals: list[ProfileKind]) -> None:
        """Tell of other credentials in the profile, which another SDK may prefer."""
        if self._source == self._name:  # Then its own static keys are the role's source, and no rival.
            rivals = [rival for rival in rivals if rival is not ProfileKind.STATIC]
        if rivals:
            self._add(wrong.mixed(WORDS[kind], [WORDS[rival] for rival in rivals]).at(self._raw.place))

    def _add(self, problem: Problem) -> None:
        self._problems.append(problem)
