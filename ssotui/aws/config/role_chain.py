"""Role chains: from a profile with ``role_arn`` along ``source_profile`` to whoever has the first keys."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.aws.config import profile_problems as wrong
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.records import NamedTuple

MAX_LENGTH = 32
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
