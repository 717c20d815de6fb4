"""What signing out deletes of AWS's two caches: one session's token, and the keys of its roles."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable

from ssotui.aws import locations
from ssotui.aws.caches import keys_cache, keys_file, sso_cache
from ssotui.model.credentials import RoleRef
from ssotui.model.token import SsoSession
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.files import delete


def delete_token(session: SsoSession) -> bool:
    """Delete the session's token file, whatever it holds; whether there was one. A symlink stays, with no target.

    Raises:
        UnusableFile: it cannot be deleted.
    """
    return delete(sso_cache.path_of(session))


def delete_keys(roles: Iterable[RoleRef]) -> int:
    """Delete the cached keys of exactly those roles; how many there were. What cannot be deleted is left.

    A file of such a name that says it is no SSO role's stays; one that is damaged may hold whole keys.
    """
    deleted = 0
    for name in {keys_cache.file_name(role) for role in roles}:
        path = locations.cli_cache() / name
        try:
            content = json.loads(read_regular(path, keys_file.MAX_BYTES))
        except OSError:
            continue
        except (ValueError, RecursionError):
            content = None
        if isinstance(content, dict) and content.get("ProviderType") != "sso":
            continue
        with contextlib.suppress(OSError):
            path.unlink()
            deleted += 1
    return deleted
