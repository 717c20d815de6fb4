"""Delete what a sign-out leaves in AWS's two caches: a session's token, and the keys of its roles."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, keys_file, sso_cache, stores
from ssotui.aws.caches.token_document import read_document
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UnusableFile
from ssotui.model.sources import Cached
from ssotui.model.token import SsoSession
from ssotui.storage import keychain_index

LOOKED_AT = 500
"""So many files of the cache are read in search of keys that no profile names."""


def delete_token(session: SsoSession) -> bool:
    """Delete the session's token wherever it is, and tell whether there was one. A symlink stays, with no target.

    Raises:
        UnusableFile: it cannot be deleted.
    """
    name = sso_cache.file_name(session)
    in_file = stores.files_of_tokens().delete(name)
    if not (stores.is_in_keychain(session) or keychain_index.held(keychain_index.read().get(f"{stores.SSO}/{name}"))):
        return in_file
    return stores.keychain_of_tokens(session).delete(name) or in_file


def delete_keys(roles: Iterable[Cached]) -> int:
    """Delete the cached keys of exactly those roles, wherever they are, and count them. What cannot be deleted is left.

    A file of such a name that says that its keys are of another kind stays; one that is damaged may hold whole keys.
    """
    deleted, files = 0, stores.files_of_keys()
    roles, indexed = list(roles), keychain_index.read()
    for role in roles:
        if role.session and f"{stores.CLI}/{keys_cache.file_name(role)}" in indexed:
            with contextlib.suppress(UnusableFile):
                deleted += stores.keychain_of_keys(role.session).delete(keys_cache.file_name(role))
    for name, is_sso in {keys_cache.file_name(role): isinstance(role, RoleRef) for role in roles}.items():
        path = Path(environment.cli_cache(), name)
        try:
            content = _content(path)
        except OSError:
            continue
        if content is not None and (content.get("ProviderType") == "sso") != is_sso:
            continue
        with contextlib.suppress(UnusableFile):
            deleted += files.delete(name)
    return deleted


def assumed_elsewhere(known: Collection[Cached], now: datetime) -> tuple[str, ...]:
    """List the ARNs of assumed roles whose keys are cached and still last, but that no ``known`` role names.

    The cache does not say whose keys have taken a role.
    """
    names = {keys_cache.file_name(role) for role in known}
    arns: list[str] = []
    for path in _newest_files(environment.cli_cache()):
        if path.name in names or not path.name.endswith(".json"):
            continue
        keys = keys_file.load(path)
        if keys is None or keys[-1] <= now:
            continue
        with contextlib.suppress(OSError):
            user = (_content(path) or {}).get("AssumedRoleUser")
            if isinstance(user, dict) and isinstance(arn := user.get("Arn"), str):
                arns.append(arn)
    if keychain_index.read():
        from ssotui.aws.caches.keychain_entries import assumed

        arns += [arn for name, arn in assumed(now).items() if name not in names]
    return tuple(sorted(set(arns)))


def _content(path: Path) -> dict[str, Any] | None:
    """Read the file's JSON object; ``None`` if it is damaged, an ``OSError`` if it cannot be read at all."""
    try:
        return read_document(str(path)).fields
    except ValueError:
        return None


def _newest_files(folder: str) -> list[Path]:
    """The files that were written last: older ones hold keys that have ended."""
    try:
        with os.scandir(folder) as listing:
            found = [(entry.stat().st_mtime, entry.path) for entry in listing if entry.is_file()]
    except OSError:
        return []
    return [Path(path) for _, path in sorted(found, reverse=True)[:LOOKED_AT]]
