"""Where a profile's keys come from, as a value that :func:`ssotui.actions.keys.fetching.fetch` can follow."""

from __future__ import annotations

from ssotui.model.credentials import RoleRef
from ssotui.model.profile import Profile, ProfileKind, RoleOptions
from ssotui.model.sources import AssumedRole, KeySource, MachineKeys, ProfileKeys

FETCHED_BY_PORTAL = (ProfileKind.SSO, ProfileKind.SSO_LEGACY)
"""No set, for a member is found sooner than its hash is made: each of 10,000 profiles is looked up here."""

WITHOUT_KEYS = frozenset({ProfileKind.EMPTY, ProfileKind.TOKEN_ONLY})


def role_of(profile: Profile) -> RoleRef | None:
    """Find the role whose keys the profile gets from the portal; ``None`` if the portal does not give them."""
    if profile.kind in FETCHED_BY_PORTAL and profile.session and profile.account_id and profile.role_name:
        return RoleRef(profile.session, profile.account_id, profile.role_name)
    return None


def source_of(profile: Profile) -> KeySource | None:
    """Return the source of the profile's keys; ``None`` if there is none, which the profile's problems explain."""
    if profile.kind is ProfileKind.ROLE_CHAIN:
        return _assumed(profile, profile.sources, profile)
    return None if profile.kind is ProfileKind.TOKEN_ONLY else _own(profile)


def cached_source_of(profile: Profile) -> RoleRef | AssumedRole | None:
    """The same, if it is one whose keys are cached in files."""
    return _assumed(profile, profile.sources, profile) if profile.kind is ProfileKind.ROLE_CHAIN else role_of(profile)


def _own(profile: Profile) -> KeySource | None:
    """The keys of a profile that takes no other one's."""
    if profile.kind in FETCHED_BY_PORTAL:
        return role_of(profile)
    if profile.kind is ProfileKind.ROLE_CHAIN:  # one that holds keys: a chain that comes to it uses them
        return ProfileKeys(profile.name, ProfileKind.STATIC)
    return ProfileKeys(profile.name, profile.kind, profile.account_id, profile.role_name)


def _assumed(profile: Profile, sources: tuple[Profile, ...], asked: Profile) -> AssumedRole | None:
    """The role of a chain's profile, and recursively of those behind it; all of them where the first one works."""
    base = _base(profile, sources, asked)
    if base is None or not profile.role_arn or profile.role_options is None:
        return None
    options = profile.role_options
    return AssumedRole(base, profile.role_arn, profile.account_id, profile.role_name, options, asked.region)


def _base(profile: Profile, sources: tuple[Profile, ...], asked: Profile) -> KeySource | None:
    """Return the source of the keys that assume the profile's role."""
    if sources:
        first, *rest = sources
        if first.kind in WITHOUT_KEYS:
            return None
        if first.kind is ProfileKind.ROLE_CHAIN and not first.as_source:
            return _assumed(first, tuple(rest), asked)
        return _own(first)
    if profile.source_profile is not None:
        # Only the first profile may have itself as its source, if it holds keys.
        own = profile is asked and profile.source_profile == profile.name and profile.as_source
        return ProfileKeys(profile.name, ProfileKind.STATIC) if own else None
    named = (profile.role_options or RoleOptions()).credential_source
    return MachineKeys(named) if named else None
