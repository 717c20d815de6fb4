"""List what the keychain holds, from its index: the keychain itself is asked only for what the index does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ssotui.aws.caches import keychain_facts, stores
from ssotui.aws.caches.token_document import TokenDocument
from ssotui.aws.caches.token_entries import REFUSED, by_file, entry_of
from ssotui.model.errors import UnusableFile
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, TokenLife
from ssotui.storage import keychain_index


def read_entries(sessions: Iterable[SsoSession]) -> Iterator[CacheEntry]:
    """List the sessions' tokens. Never raises: where the keychain had to be asked and cannot be, an entry says so.

    Start URLs that differ in their region alone share a token, which is listed with the one that it is of.
    """
    for name, found in by_file(sessions).items():
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
        yield _entry(owner, facts)


def _entry(session: SsoSession, facts: Mapping[str, Any]) -> CacheEntry:
    """Make the session's entry of the list from what the index says of its token."""
    there = {key: "there" for key in keychain_facts.SECRET_KEYS if key == "accessToken" or facts.get(key)}
    document = TokenDocument("", {**facts, **there})
    if document.moment("expiresAt") is None:
        return unreadable(session, UnusableFile("The keychain's entry is damaged."))
    entry = entry_of(document, session, str(facts.get(keychain_facts.DIGEST)))._replace(path=None, in_keychain=True)
    if entry.other_portal:
        return entry
    return entry._replace(
        problem=REFUSED if entry.life.refused else "",
        renewed_by=entry.renewed_by if entry.renewed_by.startswith("nobody") else "only ssotui: it is in the keychain",
    )


def unreadable(session: SsoSession, error: UnusableFile) -> CacheEntry:
    """Make the entry of a session whose token cannot be looked for, or cannot be read."""
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
        ends = TokenDocument("", dict(entry)).moment(keychain_facts.ENDS)
        if kind == stores.CLI and keychain_index.held(entry) and ends:
            found[file] = ends
    return found


def assumed(now: datetime) -> dict[str, str]:
    """Give the ARNs of assumed roles whose keys are in the keychain and still last, by their names."""
    entries, ends = keychain_index.read(), key_expiries()
    arns = {name: str(entries[f"{stores.CLI}/{name}"].get("Arn") or "") for name in ends if ends[name] > now}
    return {name: arn for name, arn in arns.items() if arn}
