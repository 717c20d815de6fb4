"""Which kind a profile is, and botocore's verdict on it.

The kind is botocore's choice where a profile could be several: ``role_arn``, web identity, SSO, keys in the
credentials file, ``login_session``, ``credential_process``, keys in the config file (``credentials.py:
create_credential_resolver`` and ``ProfileProviderBuilder.providers``; reference, 1.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ssotui.aws import profile_problems as wrong
from ssotui.aws.config import AwsFiles, RawSection
from ssotui.aws.config_file import merged
from ssotui.model.profile import Problem, Profile, ProfileKind, RoleOptions
from ssotui.model.token import SsoSession

ACCOUNT_ID = re.compile(r"[0-9]{12}")
_ROLE_ARN = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/(?:.*/)?([^/]+)")

_CREDENTIAL_SOURCES = frozenset({"Environment", "Ec2InstanceMetadata", "EcsContainer"})
"""By their exact names (``CanonicalNameCredentialSourcer.is_supported``)."""

_KEY_ID, _SECRET_KEY = "aws_access_key_id", "aws_secret_access_key"
_WORDS = {
    ProfileKind.ROLE_CHAIN: "role_arn",
    ProfileKind.WEB_IDENTITY: "web_identity_token_file",
    ProfileKind.SSO: "SSO keys",
    ProfileKind.SSO_LEGACY: "SSO keys",
    ProfileKind.STATIC: "static keys",
    ProfileKind.LOGIN: "login_session",
    ProfileKind.PROCESS: "credential_process",
}
_REQUIRED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")


class ProfileReader:
    """Gives a type to any profile of two files.

    Args:
        files: both of them.
        sessions: the SSO sessions that one can sign in to, by name.
    """

    def __init__(self, files: AwsFiles, sessions: Mapping[str, SsoSession]) -> None:
        self.files = files
        self.sessions = sessions
        self._legacy: dict[tuple[str, str], SsoSession] = {}

    def legacy_session(self, start_url: str | None, region: str | None) -> SsoSession | None:
        """The one session of that start URL, if both are known."""
        if not start_url or not region:
            return None
        return self._legacy.setdefault((start_url, region), SsoSession(None, start_url, region))

    def read(self, name: str, raw: RawSection) -> Profile:
        """The profile, with all its problems but those that only its sources show."""
        reading = _Reading(self, name, raw)
        kind, *rivals = reading.claims() or [reading.without_keys()]
        profile = Profile(
            name,
            kind,
            raw.place,
            region=raw.text("region") or None,
            has_static_keys=_KEY_ID in raw.values or _SECRET_KEY in raw.values,
        )
        match kind:
            case ProfileKind.ROLE_CHAIN:
                profile = reading.role_chain(profile)
            case ProfileKind.WEB_IDENTITY:
                profile = reading.web_identity(profile)
            case ProfileKind.SSO | ProfileKind.SSO_LEGACY:
                profile = reading.sso(profile)
            case ProfileKind.TOKEN_ONLY:
                profile = reading.token_only(profile)
            case _:
                reading.keys(kind)
        reading.check_rivals(profile, rivals)
        return profile._replace(problems=tuple(reading.problems))


class _Reading:
    """One profile's."""

    def __init__(self, reader: ProfileReader, name: str, raw: RawSection) -> None:
        self.problems: list[Problem] = list(reader.files.profile_problems.get(name, ()))
        self._reader = reader
        self._raw = raw
        self._values = raw.values

    def claims(self) -> list[ProfileKind]:
        """The kinds that the profile could be, each once, the one that botocore takes first."""
        values = self._values
        sso = ProfileKind.SSO if "sso_session" in values else ProfileKind.SSO_LEGACY
        claims = {
            # Its presence alone, even if it is empty, keeps botocore from taking the role in any other way.
            ProfileKind.WEB_IDENTITY: bool(values.get("web_identity_token_file")),
            ProfileKind.ROLE_CHAIN: "role_arn" in values and "web_identity_token_file" not in values,
            sso: "sso_account_id" in values or "sso_role_name" in values,
        }
        in_credentials = self._raw.has_in(self._reader.files.credentials, _KEY_ID)
        claims |= {ProfileKind.STATIC: True} if in_credentials else {}
        claims |= {
            ProfileKind.LOGIN: "login_session" in values,
            ProfileKind.PROCESS: "credential_process" in values,
            ProfileKind.STATIC: _KEY_ID in values,
        }
        return [kind for kind, there in claims.items() if there]

    def without_keys(self) -> ProfileKind:
        return ProfileKind.TOKEN_ONLY if "sso_session" in self._values else ProfileKind.EMPTY

    def role_chain(self, profile: Profile) -> Profile:
        source, named = self._raw.text("source_profile"), self._raw.text("credential_source")
        if source is not None and named is not None:
            self._add(wrong.source_ambiguous(self._raw.origin("credential_source")))
        elif source is None and named is None:
            self._add(wrong.source_missing(self._raw.origin("role_arn")))
        elif named is not None and named not in _CREDENTIAL_SOURCES:
            self._add(wrong.source_invalid(self._raw.origin("credential_source")))
        return self._with_role(profile)._replace(
            source_profile=source if named is None else None, role_options=self._role_options()
        )

    def web_identity(self, profile: Profile) -> Profile:
        if not self._values.get("role_arn"):
            self._add(wrong.role_arn_missing(self._raw.origin("web_identity_token_file")))
            return profile
        return self._with_role(profile)

    def sso(self, profile: Profile) -> Profile:
        name = self._raw.text("sso_session")
        if name is None:
            sso = self._raw
            session = self._reader.legacy_session(sso.text("sso_start_url"), sso.text("sso_region"))
        elif (section := self._session(name)) is None:
            return profile._replace(
                account_id=self._raw.text("sso_account_id") or None, role_name=self._raw.text("sso_role_name") or None
            )
        else:
            self._compare(name, section)
            sso = merged(self._raw, section, self._raw.place)
            session = self._reader.sessions.get(name)
        for key in _REQUIRED:
            if (value := sso.text(key)) is None:
                self._add(wrong.sso_missing(key, self._raw.place))
            elif not value:
                self._add(wrong.empty_value(key, sso.origin(key)))
        account = sso.text("sso_account_id") or None
        if account and not ACCOUNT_ID.fullmatch(account):
            self._add(wrong.account_id(sso.origin("sso_account_id")))
        return profile._replace(session=session, account_id=account, role_name=sso.text("sso_role_name") or None)

    def token_only(self, profile: Profile) -> Profile:
        name = self._raw.text("sso_session") or ""
        section = self._session(name)
        if section is None:
            return profile
        for key in ("sso_start_url", "sso_region"):
            if not section.text(key):
                self._add(wrong.sso_missing(key, section.place))
        self._add(wrong.token_only(self._raw.origin("sso_session")))
        return profile._replace(session=self._reader.sessions.get(name))

    def keys(self, kind: ProfileKind) -> None:
        """What is wrong with the kinds that name no role and no session."""
        if kind is ProfileKind.STATIC:
            self._check_static()
        elif kind is ProfileKind.PROCESS and not self._values["credential_process"]:
            self._add(wrong.empty_value("credential_process", self._raw.origin("credential_process")))
        elif kind is ProfileKind.LOGIN and not self._values["login_session"]:
            self._add(wrong.empty_value("login_session", self._raw.origin("login_session")))
        elif kind is ProfileKind.EMPTY:
            if _SECRET_KEY in self._values:
                self._add(wrong.keys_incomplete(_KEY_ID, self._raw.origin(_SECRET_KEY)))
            if "sso_start_url" in self._values:
                self._add(wrong.sso_unused(self._raw.origin("sso_start_url")))

    def check_rivals(self, profile: Profile, rivals: list[ProfileKind]) -> None:
        """Tell of other credentials in the profile, which another SDK may prefer."""
        others = [
            _WORDS[kind]
            for kind in rivals
            # With itself as its source, a role's static keys are no rival.
            if not (kind is ProfileKind.STATIC and profile.source_profile == profile.name)
        ]
        if others:
            self._add(wrong.mixed(_WORDS[profile.kind], others, self._raw.place))

    def _check_static(self) -> None:
        files = self._reader.files
        path = files.credentials if self._raw.has_in(files.credentials, _KEY_ID) else files.config
        if not self._raw.has_in(path, _SECRET_KEY):
            self._add(wrong.keys_incomplete(_SECRET_KEY, self._raw.origin(_KEY_ID)))
        for key in (_KEY_ID, _SECRET_KEY):
            if key in self._values and not self._values[key]:
                self._add(wrong.empty_value(key, self._raw.origin(key)))

    def _session(self, name: str) -> RawSection | None:
        section = self._reader.files.sso_sessions.get(name)
        if section is None:
            self._add(wrong.session_missing(name, self._raw.origin("sso_session")))
        return section

    def _compare(self, name: str, section: RawSection) -> None:
        """Every key that the session has, not only its own, must be the same in the profile."""
        for key, value in section.values.items():
            if self._values.get(key, value) != value:
                self._add(wrong.session_inconsistent(key, name, self._raw.origin(key)))
            elif key in self._values and key in {"sso_start_url", "sso_region"}:
                self._add(wrong.session_repeated(key, name, self._raw.origin(key)))

    def _with_role(self, profile: Profile) -> Profile:
        arn = self._raw.text("role_arn") or ""
        match = _ROLE_ARN.fullmatch(arn)
        if match is None:
            self._add(wrong.role_arn(self._raw.origin("role_arn")))
            return profile._replace(role_arn=arn or None)
        return profile._replace(role_arn=arn, account_id=match[1], role_name=match[2])

    def _role_options(self) -> RoleOptions:
        """What goes with AssumeRole, read as ``AssumeRoleProvider._get_role_config`` does."""
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
            sts_regional_endpoints=self._raw.text("sts_regional_endpoints"),
        )

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
