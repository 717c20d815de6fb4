"""Read one profile of two ordinary files, with nothing imported that takes long: a shell's prompt waits for it.

Whatever takes a judgement (repeated sections, values of several lines, options of a role, mistakes) is left to
:mod:`ssotui.aws.config.profiles`, which reads all profiles and takes ten times as long. A test holds both to the same.
"""

from __future__ import annotations

import os
import stat

from ssotui.aws.config.section_names import PROFILE, SESSION, botocore_name
from ssotui.storage.bounded_read import read_regular

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROLE_ARN, SOURCE = "role_arn", "source_profile"
_ENDS = "x_security_token_expires"
_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_SESSION_KEYS = frozenset({"sso_start_url", "sso_region", "sso_registration_scopes"})
_SSO = frozenset({"sso_session", "sso_account_id", "sso_role_name"})
_LEGACY = frozenset({"sso_start_url", "sso_region", "sso_account_id", "sso_role_name"})
_PROCESS = frozenset({"credential_process"})
_TELLING = _KEYS | _SSO | _LEGACY | _PROCESS | {ROLE_ARN, "web_identity_token_file", "login_session"}
_OPTIONS = frozenset(
    {
        "role_session_name",
        "external_id",
        "mfa_serial",
        "duration_seconds",
        "credential_source",
        "web_identity_token_file",
    }
)
_SECRET = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"})
_MOST_SOURCES = 10


class NotPlain(Exception):
    """The files, or the profile, take more than a look."""


class PlainProfile:
    """The facts of one profile that a prompt needs.

    Attributes:
        account_id: of the role, if it has one.
        role_name: of the role, if it has one.
        region: in which commands work.
        session: name (``None`` for a legacy start URL), start URL and region of the SSO session that it needs.
        role_arn: the role that is assumed, of a role chain.
        ends: when the keys end that stand in the credentials file, as it says.
    """

    __slots__ = ("account_id", "ends", "region", "role_arn", "role_name", "session")

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self.account_id = values.get("sso_account_id")
        self.role_name = values.get("sso_role_name")
        self.region = values.get("region") or None
        self.session: tuple[str | None, str, str] | None = None
        self.role_arn: str | None = None
        self.ends: str | None = None


class PlainFiles:
    """The config and the credentials file, as far as they are plain.

    Args:
        config: the config file's path.
        credentials: the credentials file's path.

    Raises:
        NotPlain: one of them is no plain text.
        OSError: one of them cannot be read.
    """

    def __init__(self, config: str, credentials: str) -> None:
        self._config = _text(config)
        self._credentials = _text(credentials)

    def profile(self, name: str, depth: int = 0) -> PlainProfile:
        """Read the profile of that name.

        Raises:
            NotPlain: there is none, or it takes more than a look.
        """
        config = _section(self._config, PROFILE, name)
        credentials = _section(self._credentials, "", name)
        if config is None and credentials is None:
            raise NotPlain
        values = {**(config or {}), **(credentials or {})}
        telling = values.keys() & _TELLING
        if any(values[key] is None for key in telling | (values.keys() & {"region", SOURCE, _ENDS})):
            raise NotPlain
        profile = PlainProfile(values)
        if telling == {ROLE_ARN}:
            self._take_chain(profile, values, depth)
        elif telling == _KEYS:
            _take_keys(profile, values, config or {})
        elif telling & (_SSO | _LEGACY):
            self._take_sso(profile, values, telling)
        elif telling and telling != _PROCESS:
            raise NotPlain
        return profile

    def _take_sso(self, profile: PlainProfile, values: Mapping[str, str | None], telling: set[str]) -> None:
        """Find the session of a profile that the portal gives the keys of."""
        if telling == _SSO:
            profile.session = self._session(values["sso_session"] or "")
        elif telling == _LEGACY:
            profile.session = (None, values["sso_start_url"] or "", values["sso_region"] or "")
        if not (profile.session and all(profile.session[1:]) and profile.role_name and _is_account(profile.account_id)):
            raise NotPlain

    def _take_chain(self, profile: PlainProfile, values: Mapping[str, str | None], depth: int) -> None:
        """Follow the profile's sources to the first, whose sign-in it needs."""
        arn, source = values[ROLE_ARN] or "", values.get(SOURCE)
        parts = arn.split(":")
        if not source or depth > _MOST_SOURCES or not _OPTIONS.isdisjoint(values) or len(parts) != 6:
            raise NotPlain
        kind, _, path = parts[5].partition("/")
        name = path.rpartition("/")[2]
        if [parts[0], *parts[2:4], kind] != ["arn", "iam", "", "role"] or not name or not _is_account(parts[4]):
            raise NotPlain
        base = self.profile(source, depth + 1)
        if base.ends is not None or not (base.role_arn or base.session):
            raise NotPlain
        profile.session, profile.role_arn, profile.account_id, profile.role_name = base.session, arn, parts[4], name

    def _session(self, name: str) -> tuple[str, str, str]:
        values = _section(self._config, SESSION, name)
        if not name or values is None or not values.keys() <= _SESSION_KEYS:
            raise NotPlain
        return name, values.get("sso_start_url") or "", values.get("sso_region") or ""


def _take_keys(profile: PlainProfile, values: Mapping[str, str | None], config: Mapping[str, str | None]) -> None:
    """See when the keys of the credentials file end; those without a session token never do."""
    if not config.keys().isdisjoint(_KEYS | {"aws_session_token"}):
        raise NotPlain
    if "aws_session_token" in values:
        if _ENDS not in values or _ENDS in config:
            raise NotPlain  # our own comment may say it
        profile.ends = values[_ENDS]


def _is_account(text: str | None) -> bool:
    return text is not None and len(text) == 12 and text.isascii() and text.isdigit()


def _text(path: str) -> str:
    """Read a file; one that is not there is empty, as is ``/dev/null``."""
    try:
        if stat.S_ISCHR(os.stat(path).st_mode):  # noqa: PTH116 - a string
            return ""
        text = read_regular(path).decode()
    except FileNotFoundError:
        return ""
    except ValueError:
        raise NotPlain from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("\ufeff") or "\0" in text or "[DEFAULT]" in text:
        raise NotPlain
    return f"\n{text}"


def _section(text: str, kind: str, name: str) -> dict[str, str | None] | None:
    """Read the section of that name; ``None`` if there is none.

    Args:
        text: the file's, after a line feed.
        kind: how its header begins; empty in the credentials file, whose headers are nothing but names.
        name: of the profile or session.

    Raises:
        NotPlain: there are several, or what is in it takes a judgement.
    """
    part = SESSION if kind == SESSION else name  # all profiles name their session, few sections are one
    found = [start for start in _headers_with(text, part) if _name(_header(text, start), kind) == name]
    if kind == PROFILE and any(sign in text for sign in "\"'\\"):  # a name in quotes need not hold the name as it is
        quoted = [start for start in _headers_with(text, "") if any(sign in _header(text, start) for sign in "\"'\\")]
        found += [start for start in quoted if start not in found and _name(_header(text, start), kind) == name]
    if not found:
        return None
    end = text.find("\n[", found[0])
    if len(found) > 1 or (end >= 0 and not _header(text, end + 1)):
        raise NotPlain
    return dict(_values(text[found[0] : end if end >= 0 else len(text)]))


def _headers_with(text: str, part: str) -> Iterator[int]:
    """Find the lines that begin with a bracket and hold that text, by where they start."""
    at = text.find(part or "\n[")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1 if part else at + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start] == "[":
            yield start
        elif text[start:end].lstrip()[:1] == "[":
            raise NotPlain
        at = text.find(part or "\n[", end)


def _header(text: str, start: int) -> str:
    """Read what stands between the brackets of that line; empty where they do not close."""
    end = text.find("\n", start)
    return text[start + 1 : end if end >= 0 else len(text)].rpartition("]")[0]


def _name(header: str, kind: str) -> str | None:
    if not kind or (kind == PROFILE and header == "default"):
        return header
    return botocore_name(header) if header.startswith(kind) else None


def _values(section: str) -> Iterator[tuple[str, str | None]]:
    """Give the keys and values of a section; ``None`` for a value of several lines, and for none of the secrets."""
    key = ""
    for line in section.split("\n")[1:]:
        body = line.strip()
        if not body or body[0] in "#;":
            continue
        if line[0] != body[0]:
            if not key:
                raise NotPlain
            yield key, None
            continue
        name, separator, value = body.partition("=")
        if not separator or ":" in name or not name.strip():
            raise NotPlain
        key = name.rstrip().lower()
        yield key, "" if key in _SECRET else value.lstrip()
