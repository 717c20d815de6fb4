"""Switch a shell to a profile, or to the keys of one: which variables of its environment change.

What an earlier switch did is remembered in the shell's own environment, so that the next one leaves nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from ssotui.export.shells import INIT, Changes
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError

PROFILE = "AWS_PROFILE"
OTHER_PROFILE = "AWS_DEFAULT_PROFILE"
"""The SDKs disagree which of the two wins (reference, 1.6)."""

STATIC_KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",  # botocore still reads this old name, and before the new one
    "AWS_CREDENTIAL_EXPIRATION",
)
"""What wins over a profile wherever it is set."""

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")

KEYS_OF = "SSOTUI_KEYS"
"""Whose keys are in the environment: the profile's name, for prompts and for going back."""

PREVIOUS = "SSOTUI_PREVIOUS"
"""The profile before this one."""

REGIONS_OF_OURS = "SSOTUI_REGIONS"
"""Which of the region's variables a switch has set, each as ``NAME=value``. One that has changed since is the
person's own, and stays."""


def current(environ: Mapping[str, str]) -> str | None:
    """The profile that the shell uses, or whose keys it holds."""
    keys_of = environ.get(KEYS_OF) if STATIC_KEYS[0] in environ else None
    return keys_of or environ.get(PROFILE) or environ.get(OTHER_PROFILE) or None


def previous(environ: Mapping[str, str]) -> str:
    """The profile before the current one.

    Raises:
        UsageError: there was none.
    """
    if name := environ.get(PREVIOUS):
        return name
    raise UsageError("No other profile was in use here before.", "ssotui use NAME switches to one.")


def to_profile(name: str, environ: Mapping[str, str]) -> Changes:
    """Use the profile; nothing that would win over it stays."""
    return {**_leave(environ, name), PROFILE: name}


def to_keys(outgoing: Outgoing, environ: Mapping[str, str]) -> Changes:
    """Use the keys themselves."""
    from ssotui.export.formats.variables import variables  # late: to switch to a profile takes none of the formats

    ours = _regions_of_ours(environ)
    free = [name for name in REGIONS if not environ.get(name) or name in ours]
    mark = {REGIONS_OF_OURS: " ".join(f"{name}={outgoing.region}" for name in free)} if outgoing.region and free else {}
    return {**_leave(environ, outgoing.name), **variables(outgoing), KEYS_OF: outgoing.name, **mark}


def to_none(environ: Mapping[str, str]) -> Changes:
    """Use no profile and no keys."""
    return _leave(environ, None)


def applied(changes: Changes, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment once the changes are made."""
    kept = {name: value for name, value in environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


def without_switch(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what switches have set: what a new one starts from."""
    return applied(_leave(environ, None), environ)


def shell_environment(outgoing: Outgoing) -> dict[str, str]:
    """This process's environment for a child that is to work with the keys."""
    return applied({**to_keys(outgoing, os.environ), INIT: None}, os.environ)


def run_shell(outgoing: Outgoing) -> int:
    """Run the person's own shell with the keys in its environment until they leave it; its exit status.

    Raises:
        SsotuiError: there is no such shell, or it cannot be run.
    """
    from ssotui.export import processes

    return processes.run_shell(shell_environment(outgoing))


def _regions_of_ours(environ: Mapping[str, str]) -> list[str]:
    """The region's variables that are still as a switch has set them."""
    marks = environ.get(REGIONS_OF_OURS, "").split(" ")
    return [name for name in REGIONS if name in environ and f"{name}={environ[name]}" in marks]


def _leave(environ: Mapping[str, str], following: str | None) -> dict[str, str | None]:
    """Unset all rivals of a profile, and what an earlier switch has set."""
    changes: dict[str, str | None] = dict.fromkeys((PROFILE, OTHER_PROFILE, *STATIC_KEYS, *_regions_of_ours(environ)))
    changes |= {name: None for name in (KEYS_OF, REGIONS_OF_OURS) if name in environ}
    now = current(environ)
    if now and now != following:
        changes[PREVIOUS] = now
    return changes
