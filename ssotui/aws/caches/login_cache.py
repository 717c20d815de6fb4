"""Read ``~/.aws/login/cache``: the sessions of ``aws login`` are listed beside the SSO ones, and never changed.

Their ``accessToken`` is an object that holds signing keys, and only its end is looked at.
"""

from __future__ import annotations

import os

from ssotui.aws import environment
from ssotui.model.clock import aware, parse_timestamp
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import TokenLife
from ssotui.storage.bounded_read import DOCUMENT_BYTES, read_regular
from ssotui.storage.fast_json import DAMAGED, parse_json

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any


def read_entries() -> tuple[CacheEntry, ...]:
    """List the sessions by file name. Never raises: a file that cannot be read is an entry that says so."""
    folder = environment.login_cache()
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    except OSError:
        return ()
    return tuple(_entry(os.path.join(folder, name)) for name in names)


def _entry(path: str) -> CacheEntry:
    try:
        content: Any = parse_json(read_regular(path, DOCUMENT_BYTES))
        token = content["accessToken"]
        account_id, ends = token.get("accountId"), aware(parse_timestamp(token["expiresAt"]))
    except (OSError, *DAMAGED):
        # The error's text could quote what the file holds.
        return CacheEntry(
            EntryKind.LOGIN, path, life=TokenLife(present=True), problem="aws login cannot read this session."
        )
    return CacheEntry(
        EntryKind.LOGIN,
        path,
        region=_text(content.get("signInRegion")),
        life=TokenLife(present=True, expires_at=ends),
        account_id=_text(account_id),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
