"""Role chains: from a profile with ``role_arn`` along ``source_profile`` to whoever has the first keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ssotui.aws import profile_problems as wrong
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity

MAX_LENGTH = 100
"""Longer chains are mistakes, and following each from each of its profiles would take for ever."""

_WITHOUT_KEYS = frozenset({ProfileKind.EMPTY, ProfileKind.TOKEN_ONLY})


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

    A source that has static keys is the last, even if it names a role; only for the first profile are its own keys
    the source of its own role.

    Args:
        profiles: all of them, by name.
        name: the first; it must be one of them.
    """
    profile = profiles[name]
    way = {name: profile}
    while _goes_on(profile, first=len(way) == 1):
        source = profiles.get(profile.source_profile or "")
        if source is None:
            problem = wrong.source_unknown(profile.name, profile.source_profile or "", profile.place)
            return Chain(tuple(way.values()), problem)
        if source is profile and source.has_static_keys:
            break
        if source.name in way:
            return Chain(tuple(way.values()), wrong.source_loop([*way, source.name], profile.place))
        if len(way) == MAX_LENGTH:
            return Chain(tuple(way.values()), wrong.source_too_long(profile.place))
        way[source.name] = profile = source
    return Chain(tuple(way.values()), _verdict(tuple(way.values())))


def _goes_on(profile: Profile, *, first: bool) -> bool:
    if profile.kind is not ProfileKind.ROLE_CHAIN or profile.source_profile is None:
        return False
    return first or not profile.has_static_keys


def _verdict(way: tuple[Profile, ...]) -> Problem | None:
    first, *sources = way
    for source in sources:
        if source.has_static_keys and source.kind is ProfileKind.ROLE_CHAIN:
            return None  # Its keys are used, and whether its role could be taken does not matter.
        if any(problem.severity is Severity.ERROR for problem in source.problems):
            return wrong.source_broken(source.name, first.place)
    if sources and sources[-1].kind in _WITHOUT_KEYS:
        return wrong.source_empty(sources[-1].name, first.place)
    return None
