"""Profiles and SSO sessions with types: what kind each profile is, what it leads to, and what is wrong with it.

A role chain leads from a profile with ``role_arn`` along ``source_profile`` to whoever has the first keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.aws.config import profile_problems as wrong
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.aws.config.profile_reader import ProfileReader
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession

MAX_LENGTH = 32
"""Longer chains are mistakes, and following each from each of its profiles would take for ever."""

_WITHOUT_KEYS = frozenset({ProfileKind.EMPTY, ProfileKind.TOKEN_ONLY})


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


class Chain(NamedTuple):
    """The way of a chain as far as it goes.

    Attributes:
        profiles: first the profile asked for, last the one whose credentials take the first role.
        problem: why it does not lead to credentials, if it does not.
    """

    profiles: tuple[Profile, ...]
    problem: Problem | None = None


def resolve_chain(profiles: Mapping[str, Profile], name: str) -> Chain:
    """Follow a profile's sources as botocore does (``credentials.py: AssumeRoleProvider``).

    A source that holds keys is the last, even if it names a role; it is then there as what it is without the role.
    So is the profile itself where it is its own source.

    Args:
        profiles: all of them, by name.
        name: the first; it must be one of them.
    """
    profile = profiles[name]
    way = [profile]
    seen = {name}
    while profile.kind is ProfileKind.ROLE_CHAIN and profile.source_profile is not None:
        source = profiles.get(profile.source_profile)
        if source is None:
            problem = wrong.source_unknown(profile.name, profile.source_profile)
            return Chain(tuple(way), problem.at(profile.place))
        if source.name in seen and not (source is profile and source.as_source):
            problem = wrong.source_loop([*(step.name for step in way), source.name])
            return Chain(tuple(way), problem.at(profile.place))
        if len(way) == MAX_LENGTH:
            return Chain(tuple(way), wrong.SOURCE_TOO_LONG.at(profile.place))
        profile = source.as_source or source
        way.append(profile)
        seen.add(profile.name)
    return Chain(tuple(way), _verdict(way))


def _verdict(way: list[Profile]) -> Problem | None:
    first, *sources = way
    for source in sources:
        # What is wrong with its own keys, it says itself.
        if source.name != first.name and any(problem.severity is Severity.ERROR for problem in source.problems):
            return wrong.source_broken(source.name).at(first.place)
    if sources and sources[-1].kind in _WITHOUT_KEYS:
        return wrong.source_empty(sources[-1].name).at(first.place)
    return None
