"""Profiles and SSO sessions with types: what kind each profile is, what it leads to, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.aws.config.merged_files import AwsFiles
from ssotui.aws.config.profile_reader import ProfileReader
from ssotui.aws.config.role_chain import resolve_chain
from ssotui.model.profile import Profile, ProfileKind
from ssotui.model.token import SsoSession


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
    read = ProfileReader(files, read_sessions(files)).read
    profiles = {name: read(name, raw) for name, raw in files.profiles.items()}
    chains = [name for name, profile in profiles.items() if profile.source_profile is not None]
    profiles |= {name: _with_chain(name, profiles) for name in chains}
    ignored = [
        Profile(name, ProfileKind.EMPTY, place, problems=tuple(files.profile_problems[name]))
        for name, place in files.ignored.items()
    ]
    return (*profiles.values(), *ignored)


def _with_chain(name: str, profiles: Mapping[str, Profile]) -> Profile:
    chain = resolve_chain(profiles, name)
    profile = chain.profiles[0]
    problems = (*profile.problems, chain.problem) if chain.problem else profile.problems
    last = chain.profiles[-1]
    return profile._replace(
        session=last.session, session_origins=last.session_origins, problems=problems, sources=chain.profiles[1:]
    )
