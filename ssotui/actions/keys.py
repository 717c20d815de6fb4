"""Get the keys of a role, from the cache or the portal."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass

from ssotui.actions.inventory import role_of
from ssotui.actions.tokens import sign_in_needed, usable_token
from ssotui.aws import keys_cache, portal
from ssotui.model.clock import Clock
from ssotui.model.credentials import Outgoing, RoleCredentials, RoleRef
from ssotui.model.errors import SignInNeeded, UnusableFile
from ssotui.model.profile import Profile, ProfileKind, Severity


@dataclass(frozen=True, slots=True)
class Target:
    """Whose keys are wanted, and under which name and work region they go out."""

    name: str
    role: RoleRef
    region: str | None = None


def target_of_profile(profile: Profile, region: str | None = None) -> Target:
    """The profile's role, under its name.

    Raises:
        UnusableFile: its section is broken, or its kind has no role to fetch.
    """
    if role := role_of(profile):
        return Target(profile.name, role, work_region(profile, region))
    for problem in profile.problems:
        if problem.severity is Severity.ERROR:
            raise UnusableFile(f"Profile {profile.name!r}: {problem.message}", problem.fix)
    raise UnusableFile(
        f"Profile {profile.name!r} {_WHY_NOT.get(profile.kind, 'has no role to fetch keys for')}.",
        "Pick a profile with an SSO account and role, or a role of one of your accounts.",
    )


def target_of_role(role: RoleRef, account_name: str = "", region: str | None = None) -> Target:
    """A role that no profile names, under a name made from its account's and its own."""
    account = re.sub(r"[^a-z0-9]+", "-", account_name.lower()).strip("-") or role.account_id
    return Target(f"{account}-{role.role_name}", role, work_region(None, region))


def obtain(target: Target, clock: Clock) -> Outgoing:
    """The target's keys, ready to go out. Raises as :func:`fetch` does."""
    return Outgoing(target.name, fetch(target.role, clock), target.region)


def fetch(role: RoleRef, clock: Clock) -> RoleCredentials:
    """The role's keys: cached ones while at least 15 minutes remain, otherwise new ones, which are then cached.

    Raises:
        SignInNeeded: the session has no usable token.
        AccessDenied: the session has no access to that account or role.
        ServiceFailure: the network or a service failed.
        UnusableFile: the token's file is damaged.
    """
    if cached := keys_cache.read(role, clock()):
        return cached
    token = usable_token(role.session, clock)
    try:
        keys = portal.get_role_credentials(role, token.access_token)
    except SignInNeeded as error:
        raise sign_in_needed(role.session, "is signed out: the portal does not accept its token") from error
    with contextlib.suppress(UnusableFile):  # the cache saves the next fetch; this one has succeeded without it
        keys_cache.write(role, keys)
    return keys


def work_region(profile: Profile | None, wanted: str | None = None) -> str | None:
    """The region to export: what was asked for, the environment's, the profile's; never the SSO region."""
    return (
        wanted
        or os.environ.get("AWS_REGION")
        or os.environ.get("AWS_DEFAULT_REGION")
        or (profile.region if profile else None)
        or None
    )


_WHY_NOT = {
    ProfileKind.TOKEN_ONLY: "names a session but no account and role",
    ProfileKind.ROLE_CHAIN: "assumes a role from another profile: get the keys of that one",
    ProfileKind.STATIC: "holds static keys, which are in its file already",
    ProfileKind.PROCESS: "gets its keys from a program of its own",
    ProfileKind.WEB_IDENTITY: "gets its keys for a web identity token",
    ProfileKind.LOGIN: "belongs to aws login, which keeps its keys to itself",
    ProfileKind.EMPTY: "says nothing of where its keys come from",
}
