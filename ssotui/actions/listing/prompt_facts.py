"""Find out what a shell uses, for ``ssotui prompt``, whatever its files look like."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.prompt import KEY_ID, profile_of
from ssotui.actions.profiles.key_source import cached_source_of
from ssotui.actions.settings.environments import environment_of_row
from ssotui.actions.settings.loading import current
from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, keys_file
from ssotui.model.clock import format_optional
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.token import TokenLife


def find_facts(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read the files for what the shell uses.

    Returns:
        What :func:`ssotui.actions.listing.prompt.segment` takes; empty if there is nothing to say.
    """
    exported = bool(environ.get(KEY_ID))
    wanted = environ.get(environment.KEYS_OF) if exported else profile_of(environ)
    if not (exported or wanted):
        return {}
    row = _row_of(read_configured(), environ)
    if row is None:
        return {"name": wanted or "exported keys", "profile": None if exported else wanted, "found": exported}
    profile = row.profile
    label = environment_of_row(current(), row)
    return {
        "name": profile.name if not exported or wanted else profile.role_name or profile.name,
        "profile": profile.name,
        "label": label.label if label else None,
        "colour": label.colour if label else None,
        "role": profile.role_name,
        "account": row.account_name,
        "account_id": profile.account_id,
        "region": profile.region,
        "session": profile.session.label if profile.session else None,
        "token": _token(row.token) if row.token else None,
        "keys_end": format_optional(row.keys_expire_at),
    }


def _row_of(inventory: Inventory, environ: Mapping[str, str]) -> ProfileRow | None:
    """Find the profile that is used, or whose role the exported keys are of."""
    if environ.get(KEY_ID):
        named = inventory.find(environ[environment.KEYS_OF]) if environ.get(environment.KEYS_OF) else None
        return named or _row_of_keys(inventory, environ[KEY_ID])
    return inventory.find(profile_of(environ) or "")


def _row_of_keys(inventory: Inventory, key_id: str) -> ProfileRow | None:
    """Find the profile whose cached keys are the exported ones."""
    for row in inventory.profiles:
        if row.keys_expire_at and (source := cached_source_of(row.profile)):
            keys = keys_file.load(os.path.join(environment.cli_cache(), keys_cache.file_name(source)))  # noqa: PTH118
            if keys and keys[0].reveal() == key_id:
                return row
    return None


def _token(life: TokenLife) -> list[Any]:
    """Give the parts of a token's lifetime as texts."""
    return [life.present, format_optional(life.expires_at), format_optional(life.renewable_until), life.refused]
