"""Profiles and SSO sessions with types: what kind each profile is, what it leads to, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ssotui.aws.chains import Chain, resolve_chain
from ssotui.aws.config import AwsFiles, RawSection
from ssotui.aws.profile_kinds import ACCOUNT_ID, ProfileReader
from ssotui.model.profile import Profile, ProfileKind
from ssotui.model.token import SsoSession

__all__ = ["Chain", "read_profiles", "read_sessions", "resolve_chain"]

_SESSION_KEYS = frozenset({"sso_start_url", "sso_region", "sso_registration_scopes"})
_PLAIN_KEYS = frozenset({"sso_session", "sso_account_id", "sso_role_name", "region", "output"})

_SSO = ProfileKind.SSO  # Looking it up in the enumeration costs as much as making a profile.


def read_sessions(files: AwsFiles) -> dict[str, SsoSession]:
    """The SSO sessions that one can sign in to, by name: those that have a start URL and a region."""
    sessions = {}
    for name, raw in files.sso_sessions.items():
        start_url, region = raw.text("sso_start_url"), raw.text("sso_region")
        if start_url and region:
            # The scopes are separated by commas (``awscli/customizations/sso/utils.py``).
            scopes = (scope.strip() for scope in (raw.text("sso_registration_scopes") or "").split(","))
            sessions[name] = SsoSession(name, start_url, region, tuple(filter(None, scopes)))
    return sessions


def read_profiles(files: AwsFiles) -> tuple[Profile, ...]:
    """Every profile of both files, in their order, then the sections that were meant as profiles.

    Nothing is raised: whatever is wrong with a profile is one of its problems. All profiles of a session, or of a
    legacy start URL and region, share one `SsoSession`. A role chain has the session of its last source.
    """
    sessions = read_sessions(files)
    read_any = ProfileReader(files, sessions).read
    simple_sessions = {
        name: session for name, session in sessions.items() if files.sso_sessions[name].values.keys() <= _SESSION_KEYS
    }
    profiles: dict[str, Profile] = {}
    chains: list[str] = []
    for name, raw in files.profiles.items():
        simple = None if name in files.profile_problems else _read_simple(name, raw, simple_sessions)
        profile = profiles[name] = simple or read_any(name, raw)
        if not simple and profile.kind is ProfileKind.ROLE_CHAIN and profile.source_profile is not None:
            chains.append(name)
    profiles |= {name: _with_chain(name, profiles) for name in chains}
    ignored = [
        Profile(name, ProfileKind.EMPTY, place, problems=tuple(files.profile_problems[name]))
        for name, place in files.ignored.items()
    ]
    return (*profiles.values(), *ignored)


def _read_simple(name: str, raw: RawSection, sessions: Mapping[str, SsoSession]) -> Profile | None:
    """A profile as the AWS CLI's wizard writes it, on a session as it writes it: nothing in it needs a judgement.

    Nearly all of 10,000 profiles are so, and reading them must not cost what the others do. ``None`` for any other.
    """
    if raw.nested or not raw.values.keys() <= _PLAIN_KEYS:
        return None
    values = cast("dict[str, str]", raw.values)  # None of these keys is a secret's.
    session = sessions.get(values.get("sso_session", ""))
    account = values.get("sso_account_id", "")
    role = values.get("sso_role_name")
    if not session or not role or not ACCOUNT_ID.fullmatch(account):
        return None
    return Profile(name, _SSO, raw.place, session, account, role, values.get("region") or None)


def _with_chain(name: str, profiles: Mapping[str, Profile]) -> Profile:
    chain = resolve_chain(profiles, name)
    profile = chain.profiles[0]
    problems = (*profile.problems, chain.problem) if chain.problem else profile.problems
    return profile._replace(session=chain.profiles[-1].session, problems=problems, sources=chain.profiles[1:])
