"""List what the keychain holds, from its index: the keychain itself is asked only for what the index does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from ssotui.aws.caches import keychain_facts, stores
from ssotui.aws.caches.sso_cache import file_name
from ssotui.model.clock import aware, parse_timestamp
from ssotui.model.errors import UnusableFile
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, TokenLife
from ssotui.storage import keychain_index


def read_entries(sessions: Iterable[SsoSession]) -> Iterator[CacheEntry]:
    """List the sessions' tokens. Never raises: where the keychain had to be asked and cannot be, an entry says so.

    Start URLs that differ in their region alone share a token, which is listed with the one that it is of.
    """
    owners: dict[str, list[SsoSession]] = {}
    for session in sessions:
        owners.setdefault(file_name(session), []).append(session)
    for name, found in owners.items():
        session = found[-1]
        try:
            facts = stores.keychain_of_tokens(session).facts(name)
        except UnusableFile as error:
            yield unreadable(session, error)
            continue
        if facts is None:
            yield CacheEntry(EntryKind.TOKEN, None, session, session.start_url, session.region, in_keychain=True)
            continue
        told = (facts.get("startUrl"), facts.get("region"))
        owner = next((each for each in found if not each.differs_from(*told)), session)
        yield keychain_facts.entry_of(owner, facts)


def unreadable(session: SsoSession, error: UnusableFile) -> CacheEntry:
    """Make the entry of a session whose token cannot be looked for."""
    return CacheEntry(
        EntryKind.UNREADABLE,
        None,
        session,
        session.start_url,
        session.region,
        TokenLife(present=True),
        f"{error.message} {error.hint}".rstrip(),
        in_keychain=True,
    )


def key_expiries() -> dict[str, datetime]:
    """Tell when the keys end that are in the keychain, by the names that their files would have."""
    found = {}
    for name, entry in keychain_index.read().items():
        kind, _, file = name.partition("/")
        if kind == stores.CLI and keychain_index.held(entry) and (ends := _moment(entry.get(keychain_facts.ENDS))):
            found[file] = ends
    return found


def assumed(now: datetime) -> dict[str, str]:
    """Give the ARNs of assumed roles whose keys are in the keychain and still last, by their names."""
    entries, ends = keychain_index.read(), key_expiries()
    arns = {name: str(entries[f"{stores.CLI}/{name}"].get("Arn") or "") for name in ends if ends[name] > now}
    return {name: arn for name, arn in arns.items() if arn}


def _moment(text: object) -> datetime | None:
    try:
        return aware(parse_timestamp(text)) if isinstance(text, str) else None
    except ValueError:
        return None
