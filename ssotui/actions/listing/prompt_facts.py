"""Finds out what a shell would use, for ``ssotui prompt`` to remember and say."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import Any

from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.prompt import KEY_ID, KEYS_OF, PROFILES, shell_of
from ssotui.actions.profiles.key_source import cached_source_of
from ssotui.actions.settings.environments import environment_of_row
from ssotui.actions.settings.loading import current
from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, keys_file, sso_cache
from ssotui.model.clock import format_optional
from ssotui.model.errors import UnusableFile
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import ProfileKind
from ssotui.model.token import TokenLife
from ssotui.storage import prompt_memory, state
from ssotui.storage.folders import settings_path
from ssotui.storage.profile_key_cache import Stamps

DEFAULT_PROFILE = "default"


def find_facts(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read the files for what the shell would use, and remember it for the next prompt.

    Returns:
        What :func:`ssotui.actions.listing.prompt.filled` takes; empty if there is nothing to say.
    """
    files = [environment.config_file(), environment.credentials_file(), settings_path(), str(state.state_file())]
    if environ.get(KEY_ID):
        files.append(environment.cli_cache())  # in which exported keys are looked for
    stamps = Stamps(files)  # before they are read
    inventory = read_configured()
    row = _row_of(inventory, environ)
    if row and row.profile.session:
        token = os.path.join(environment.sso_cache(), sso_cache.file_name(row.profile.session))  # noqa: PTH118
        stamps = Stamps([*files, token])
        inventory = read_configured()  # again: a token that is written meanwhile must not be missed
        row = _row_of(inventory, environ)
    facts = _facts(row, environ)
    with contextlib.suppress(UnusableFile):  # the next prompt takes as long as this one
        prompt_memory.remember(shell_of(environ), stamps, facts)
    return facts


def _row_of(inventory: Inventory, environ: Mapping[str, str]) -> ProfileRow | None:
    """The profile that is used, or whose role the exported keys are of."""
    if environ.get(KEY_ID):
        named = inventory.find(environ[KEYS_OF]) if environ.get(KEYS_OF) else None
        return named or _row_of_keys(inventory, environ[KEY_ID])
    return inventory.find(_profile(environ) or DEFAULT_PROFILE)


def _row_of_keys(inventory: Inventory, key_id: str) -> ProfileRow | None:
    """The profile whose cached keys are the exported ones."""
    for row in inventory.profiles:
        if row.keys_expire_at and (source := cached_source_of(row.profile)):
            keys = keys_file.load(os.path.join(environment.cli_cache(), keys_cache.file_name(source)))  # noqa: PTH118
            if keys and keys[0].reveal() == key_id:
                return row
    return None


def _profile(environ: Mapping[str, str]) -> str | None:
    return next((environ[name] for name in PROFILES if environ.get(name)), None)


def _facts(row: ProfileRow | None, environ: Mapping[str, str]) -> dict[str, Any]:
    exported = bool(environ.get(KEY_ID))
    wanted = environ.get(KEYS_OF) if exported else _profile(environ)
    if row is None:
        name = wanted or ("exported keys" if exported else "")
        return {"name": name, "profile": None if exported else wanted, "found": exported} if name else {}
    profile = row.profile
    if not exported and not wanted and profile.kind is ProfileKind.EMPTY:
        return {}  # a [default] that only names a region
    label = environment_of_row(current(), row)
    return {
        "name": profile.name if not exported or wanted else profile.role_name or profile.name,
        "profile": profile.name,
        "label": label.label if label else None,
        "role": profile.role_name,
        "account": row.account_name,
        "account_id": profile.account_id,
        "region": profile.region,
        "session": profile.session.label if profile.session else None,
        "token": _token(row.token) if row.token else None,
        "keys_end": format_optional(row.keys_expire_at),
    }


def _token(life: TokenLife) -> list[Any]:
    """The parts of a token's lifetime, as JSON can hold them."""
    return [life.present, format_optional(life.expires_at), format_optional(life.renewable_until), life.refused]
