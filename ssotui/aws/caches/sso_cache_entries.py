"""Read every file of ``~/.aws/sso/cache``: tokens, client registrations, files of other tools, and damaged ones.

The list shows one entry for each file, and one for each session of the config that has no file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from ssotui.aws import environment
from ssotui.aws.caches.sso_cache import HALF_WRITTEN_PAUSES, file_name
from ssotui.aws.caches.token_document import fault_of, read_document
from ssotui.aws.caches.token_entries import by_file, entry_of
from ssotui.model.errors import UnusableFile
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, TokenLife
from ssotui.storage import file_version, state, token_store
from ssotui.storage.folders import LOCK_SUFFIX

FRESH_SECONDS = 1.0
"""A file that was changed so lately may still be half-written."""

MAX_OTHERS = 3_000
"""How many files that belong to no session of the config are looked at; a folder with more of them is damaged."""

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import TypeAlias

    Owners: TypeAlias = Mapping[str, Sequence[SsoSession]]
    Known: TypeAlias = dict[str, tuple[file_version.Stamp, CacheEntry | None]]

LEFT_BEHIND = "The settings keep this session in the keychain: the doctor moves this file there."


def scan(sessions: Iterable[SsoSession], *, own_alone: bool = False) -> tuple[tuple[CacheEntry, ...], int]:
    """Read every file of the folder, told apart; the sessions that have none come last.

    Never raises: a file that cannot be read is an entry that says so.

    Args:
        sessions: those of the config.
        own_alone: whether only the sessions' own files are read, by their names, however many others there are.

    Returns:
        The entries, and how many files were not looked at: those behind the first :data:`MAX_OTHERS` that belong to no
        session.
    """
    in_files, elsewhere = _parted(sessions)
    owners = by_file(in_files)
    folder = environment.sso_cache()
    names, left_out = (list(owners), 0) if own_alone else _names(folder, owners)
    left = {file_name(entry.session) for entry in elsewhere if entry.session}
    entries = tuple(
        entry._replace(problem=LEFT_BEHIND)
        if entry.kind is EntryKind.ORPHAN and os.path.basename(entry.path or "") in left
        else entry
        for entry in _entries(folder, names, owners)
    )
    return (*entries, *elsewhere), left_out


def _parted(sessions: Iterable[SsoSession]) -> tuple[Iterable[SsoSession], tuple[CacheEntry, ...]]:
    """Part the sessions whose tokens are in files from the entries of those whose tokens are in the keychain."""
    sessions = list(sessions)
    try:
        choice = token_store.chosen()
    except UnusableFile as error:
        from ssotui.aws.caches.keychain_entries import unreadable

        return (), tuple(unreadable(session, error) for session in sessions)
    if not choice.anywhere:
        return sessions, ()
    from ssotui.aws.caches import keychain_entries

    kept = [session for session in sessions if choice.holds(session.label)]
    return [session for session in sessions if session not in kept], tuple(keychain_entries.read_entries(kept))


def _entries(folder: str, names: Iterable[str], owners: Owners) -> tuple[CacheEntry, ...]:
    """Read the files of those names that have changed. One that was written this very moment is read again.

    All of those together are waited for within the :data:`HALF_WRITTEN_PAUSES`.
    """
    known = _known_of(frozenset(map(tuple, owners.values())), frozenset(state.refusals().items()))
    entries = {name: _classify(os.path.join(folder, name), owners.get(name, ()), known) for name in names}
    for pause in HALF_WRITTEN_PAUSES:
        torn = [name for name, entry in entries.items() if entry and _may_be_half_written(entry)]
        if not torn:
            break
        time.sleep(pause)
        entries |= {name: _classify(os.path.join(folder, name), owners.get(name, ()), known) for name in torn}
    missing = (
        CacheEntry(kind=EntryKind.TOKEN, session=session, start_url=session.start_url, region=session.region)
        for name, (*_, session) in owners.items()
        if not entries.get(name)
    )
    return (*filter(None, entries.values()), *missing)


def _names(folder: str, owned: Collection[str]) -> tuple[list[str], int]:
    """List the files of the folder, and what is in a token file's place.

    Returns:
        The names to look at, and how many more there are.
    """
    try:
        found = sorted(os.listdir(folder))
    except OSError:
        return [], 0
    others = [name for name in found if name not in owned and not name.endswith(LOCK_SUFFIX)]
    left_out = others[MAX_OTHERS:]
    names = sorted([*others[:MAX_OTHERS], *owned])
    return [name for name in names if _is_hashed(name) or not os.path.isdir(os.path.join(folder, name))], len(left_out)


def _is_hashed(name: str) -> bool:
    """Tell whether the file has a name as every SDK gives to a token's file and the AWS CLI to a registration's.

    No file of another name is ever read as a token.
    """
    return len(name) == 45 and name.endswith(".json") and not name[:40].strip("0123456789abcdef")


def _may_be_half_written(entry: CacheEntry) -> bool:
    if entry.kind is not EntryKind.UNREADABLE or not entry.path:
        return False
    try:
        return abs(time.time() - os.stat(entry.path).st_mtime) < FRESH_SECONDS
    except OSError:
        return False


@lru_cache(maxsize=1)
def _known_of(owners: frozenset[tuple[SsoSession, ...]], refused: frozenset[tuple[str, state.TokenRefusal]]) -> Known:
    """Give the entries of the files as they were read last, by path, each with the version that it is of.

    Args:
        owners: the sessions of each file. With other ones the files are read anew.
        refused: what is remembered of tokens that were refused, which no file says; likewise.
    """
    del owners, refused
    return {}


def _classify(path: str, owners: Sequence[SsoSession], known: Known) -> CacheEntry | None:
    """Return the entry of one file; ``None`` if the file went away since the folder was listed."""
    suffix = os.path.splitext(path)[1]
    if suffix != ".json":
        return CacheEntry(kind=EntryKind.TEMPORARY if ".tmp" in suffix else EntryKind.FOREIGN, path=path)
    read = partial(_read, owners=owners)
    try:
        return file_version.read_once(known, path, read, None) or read(path)  # which says why there is nothing to read
    except (OSError, ValueError) as error:
        gone = isinstance(error, FileNotFoundError) and not os.path.islink(path)
        return None if gone else _unreadable(path, owners[-1] if owners else None, error)


def _read(path: str, owners: Sequence[SsoSession]) -> CacheEntry:
    """Read the file of one JSON document.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object.
    """
    document = read_document(path)
    name = os.path.basename(path)
    hashed = _is_hashed(name)
    told = (document.text("startUrl"), document.text("region"))
    owner = next((session for session in owners if not session.differs_from(*told)), owners[-1] if owners else None)
    if owner or (hashed and "accessToken" in document.fields):
        return entry_of(document, owner)
    if {"clientId", "clientSecret"} <= document.fields.keys() and (hashed or name.startswith("botocore-client-id-")):
        return CacheEntry(
            kind=EntryKind.REGISTRATION,
            path=path,
            life=TokenLife(present=True, expires_at=document.moment("expiresAt")),
        )
    return CacheEntry(kind=EntryKind.FOREIGN, path=path, region=document.text("region"))


def _unreadable(path: str, owner: SsoSession | None, error: OSError | ValueError) -> CacheEntry:
    return CacheEntry(
        kind=EntryKind.UNREADABLE,
        path=path,
        session=owner,
        start_url=owner.start_url if owner else None,
        region=owner.region if owner else None,
        life=TokenLife(present=True),
        problem=f"Not a token: {fault_of(error)}.",
    )
