"""Decides which variables of a shell change when it switches to a profile, or to the keys of one.

The shell's own environment remembers what a switch did, so that the next one leaves nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from ssotui.aws.environment import (
    KEYS_OF,
    REGIONS_OF_OURS,
    SERVER,
    SERVER_URI,
    SUBSHELL,
    region_changes,
    regions_of_ours,
)
from ssotui.export.shells import INIT, Changes
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError

PROFILE = "AWS_PROFILE"
OTHER_PROFILE = "AWS_DEFAULT_PROFILE"
"""The SDKs disagree which of the two wins."""

STATIC_KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",  # botocore still reads this old name, and before the new one
    "AWS_CREDENTIAL_EXPIRATION",
)
"""Variables that win over a profile wherever they are set."""

PREVIOUS = "SSOTUI_PREVIOUS"
"""Names the profile that was in use before this one."""


def current() -> str | None:
    """Return the profile that the shell uses, or whose keys it holds or is served."""
    environ = os.environ
    keys_of = environ.get(KEYS_OF) if STATIC_KEYS[0] in environ or SERVER_URI in environ else None
    return keys_of or environ.get(PROFILE) or environ.get(OTHER_PROFILE) or None


def previous() -> str:
    """Return the profile before the current one.

    Raises:
        UsageError: there was none.
    """
    if name := os.environ.get(PREVIOUS):
        return name
    raise UsageError("No other profile was in use here before.", "ssotui use NAME switches to one.")


def leaving(following: str | None = None) -> dict[str, str | None]:
    """Return the changes that unset all rivals of a profile, and what ssotui has set before.

    Args:
        following: the profile that is used then; none is if not given.
    """
    environ = os.environ
    changes: dict[str, str | None] = dict.fromkeys((PROFILE, OTHER_PROFILE, *STATIC_KEYS, *regions_of_ours(environ)))
    changes |= {name: None for name in (KEYS_OF, REGIONS_OF_OURS, SUBSHELL, *SERVER) if name in environ}
    now = current()
    if now and now != following:
        changes[PREVIOUS] = now
    return changes


def to_profile(name: str) -> Changes:
    """Return the changes to use the profile; nothing that would win over it stays."""
    return {**leaving(name), PROFILE: name}


def to_keys(outgoing: Outgoing) -> Changes:
    """Return the changes that put the keys themselves into the environment.

    Raises:
        UsageError: a value is none that AWS gives.
    """
    from ssotui.export.formats.variables import variables  # late: to switch to a profile takes none of the formats

    exported = {**variables(outgoing), **region_changes(outgoing.region, os.environ)}
    return {**leaving(outgoing.name), **exported, KEYS_OF: outgoing.name}


def applied(changes: Changes, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment as it is once the changes are made."""
    kept = {name: value for name, value in environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


def shell_environment(outgoing: Outgoing) -> dict[str, str]:
    """Return this process's environment for a child that is to work with the keys."""
    return applied({**to_keys(outgoing), INIT: None}, os.environ)


def run_shell(outgoing: Outgoing, mark: str) -> int:
    """Run the person's own shell with the keys in its environment, and return its exit status.

    Args:
        outgoing: the keys.
        mark: says in the shell's prompt whose they are.

    Raises:
        SsotuiError: there is no such shell, or it cannot be run.
    """
    from ssotui.export import processes

    return processes.run_shell({**shell_environment(outgoing), SUBSHELL: mark})
