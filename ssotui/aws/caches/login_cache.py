"""Read ``~/.aws/login/cache``: the sessions of ``aws login`` are listed beside the SSO ones, and never changed.

Their ``accessToken`` is an object that holds signing keys, and only its end is looked at.
"""

from __future__ import annotations

import os

from ssotui.aws import environment
from ssotui.aws.caches.token_document import TokenDocument, read_document
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import TokenLife


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
        document = read_document(path)
    except (OSError, ValueError):
        document = TokenDocument(path, {})
    fields = document.fields.get("accessToken")
    token = TokenDocument(path, fields if isinstance(fields, dict) else {})
    ends = token.moment("expiresAt")
    if ends is None:
        return CacheEntry(
            EntryKind.LOGIN, path, life=TokenLife(present=True), problem="aws login cannot read this session."
        )
    return CacheEntry(
        EntryKind.LOGIN,
        path,
        region=document.text("signInRegion"),
        life=TokenLife(present=True, expires_at=ends),
        account_id=token.text("accountId"),
    )
