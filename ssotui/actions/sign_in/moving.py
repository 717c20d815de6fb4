"""Move what is kept of a session to where the settings say: from files into the system's keychain, or back.

Each document is in its new place, read again from there, before the old one is deleted: whoever is stopped in between
has it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ssotui.actions.sign_in.sign_out import known_roles
from ssotui.actions.sign_in.tokens import renewal_lock
from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, registrations, sso_cache, stores
from ssotui.aws.caches.token_document import TokenDocument, parse_document
from ssotui.aws.locations import shown
from ssotui.model.clock import datetime
from ssotui.model.errors import UnusableFile
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.model.text import counted, visible
from ssotui.model.token import SsoSession
from ssotui.storage import keychain_index, token_store
from ssotui.storage.keychain import Keychain
from ssotui.storage.refusals import unreadable
from ssotui.storage.secret_store import FileStore

TOKEN, REGISTRATION, KEYS = "token", "client registration", "cached key set"


class Kept(NamedTuple):
    """A token, a registration or a set of keys: its kind, and the name of its file."""

    kind: str
    name: str


class Misplaced(NamedTuple):
    """The secrets of a session that are not where the settings say.

    Attributes:
        session: the session.
        to_keychain: whether it belongs in the keychain; else it belongs in files.
        documents: what is to be moved.
    """

    session: SsoSession
    to_keychain: bool
    documents: tuple[Kept, ...]

    @property
    def said(self) -> str:
        """The secrets and their place, in words."""
        counts = [(kind, sum(each.kind == kind for each in self.documents)) for kind in (TOKEN, REGISTRATION, KEYS)]
        what = ", ".join(counted(count, kind) for kind, count in counts if count)
        where = "in files" if self.to_keychain else "in the keychain"
        return f"{what} of {visible(self.session.label)} {where}"

    @property
    def question(self) -> str:
        """The question whether to move it."""
        if self.to_keychain:
            return "Move them into the keychain, and delete the files?"
        return "Move them into AWS's files, and delete them from the keychain?"

    def preview(self) -> tuple[str, ...]:
        """List what goes and what comes, as lines of a diff."""
        lines = []
        for each in self.documents:
            files, keychain = _places(self.session, each)
            pair = (shown(files.place(each.name)), f"keychain: {keychain.key(each.name)}")
            before, after = pair if self.to_keychain else reversed(pair)
            lines += [f"-{before}", f"+{after}"]
        return tuple(lines)

    def move(self) -> str:
        """Move it, and tell in a sentence what was done.

        Raises:
            UnusableFile: the keychain or a file cannot be used. What has not been moved is where it was.
        """
        with renewal_lock(self.session):
            for each in self.documents:
                _move(self, each)
        where = "the keychain, and deleted the files" if self.to_keychain else "AWS's files"
        return f"Moved {counted(len(self.documents), 'document')} of {visible(self.session.label)} to {where}."


def misplaced(sessions: Iterable[SsoSession], inventory: Inventory) -> tuple[Misplaced, ...]:
    """Find what is not where the settings say; nothing where the keychain is no matter at all.

    Args:
        sessions: those that the config names.
        inventory: of the same, by which the session's roles are known.

    Raises:
        UnusableFile: as :func:`ssotui.storage.token_store.chosen` does.
    """
    choice, indexed = token_store.chosen(), keychain_index.read()
    if not (choice.anywhere or indexed):
        return ()
    tokens, keys = _files(environment.sso_cache()), _files(environment.cli_cache())
    found = []
    for session in sessions:
        if choice.holds(session.label):
            documents = [*_sign_in_files(session, tokens), *_keys_files(session, inventory, keys)]
        else:
            documents = list(_in_keychain(session, indexed))
        if documents:
            found.append(Misplaced(session, choice.holds(session.label), tuple(documents)))
    return tuple(found)


def _move(found: Misplaced, document: Kept) -> None:
    from ssotui.storage import keychain_library

    name = document.name
    files, keychain = _places(found.session, document)
    source, target = (files, keychain) if found.to_keychain else (keychain, files)
    try:
        data = source.read(name)
    except FileNotFoundError:  # somebody has signed out meanwhile
        return
    except OSError as error:
        raise unreadable(source.place(name), error) from error
    if not _is_newer(target, name, data):
        target.write(name, data)
        kept = keychain_library.read(keychain.key(name)) if found.to_keychain else files.read(name)
        if kept != data:
            raise UnusableFile(f"{target.place(name)} does not hold what was written.", "Nothing was deleted.")
    source.delete(name)


def _places(session: SsoSession, document: Kept) -> tuple[FileStore, Keychain]:
    """Give the two places of the document."""
    if document.kind == KEYS:
        return stores.files_of_keys(), stores.keychain_of_keys(session)
    of_sso = stores.keychain_of_registrations if document.kind == REGISTRATION else stores.keychain_of_tokens
    return stores.files_of_tokens(), of_sso(session)


def _is_newer(store: FileStore | Keychain, name: str, data: bytes) -> bool:
    """Tell whether what is in the new place already lasts longer than what would come there."""
    try:
        own, other = _end(store.read(name)), _end(data)
    except OSError:
        return False
    return own is not None and (other is None or own > other)


def _end(data: bytes) -> datetime | None:
    try:
        document = parse_document("", data)
    except ValueError:
        return None
    keys = document.fields.get("Credentials")
    return TokenDocument("", keys).moment("Expiration") if isinstance(keys, dict) else document.moment("expiresAt")


def _files(folder: str) -> frozenset[str]:
    try:
        return frozenset(path.name for path in Path(folder).iterdir() if path.suffix == ".json")
    except OSError:
        return frozenset()


def _sign_in_files(session: SsoSession, names: Collection[str]) -> Iterator[Kept]:
    """The session's token, and its registrations: the one of its name, and those that its token comes from."""
    token, registration = sso_cache.file_name(session), registrations.file_name(session)
    client = None
    if token in names and (document := _document(stores.files_of_tokens(), token)):
        client = document.text("clientId")
        yield Kept(TOKEN, token)
    for name in sorted(names):
        if name == token:
            continue
        if name == registration or client:
            document = _document(stores.files_of_tokens(), name)
            fields = document.fields if document else {}
            is_registration = "clientSecret" in fields and "accessToken" not in fields
            if is_registration and (name == registration or fields.get("clientId") == client):
                yield Kept(REGISTRATION, name)


def _keys_files(session: SsoSession, inventory: Inventory, names: Collection[str]) -> Iterator[Kept]:
    if not names:
        return
    roles = known_roles(session, inventory)
    ours = {keys_cache.file_name(role) for role in (*roles.own, *roles.shared.values())}
    for name in sorted(ours.intersection(names)):
        if _document(stores.files_of_keys(), name):
            yield Kept(KEYS, name)


def _in_keychain(session: SsoSession, indexed: Mapping[str, Mapping[str, Any]]) -> Iterator[Kept]:
    for name, entry in indexed.items():
        if entry.get("session") == session.label and keychain_index.held(entry):
            kind, _, file = name.partition("/")
            of_sso = REGISTRATION if entry.get("registration") else TOKEN
            yield Kept(KEYS if kind == stores.CLI else of_sso, file)


def _document(store: FileStore, name: str) -> TokenDocument | None:
    """Read the file's JSON object. A damaged one is nothing that could be moved; the doctor tells of it by itself."""
    try:
        return parse_document("", store.read(name))
    except (OSError, ValueError):
        return None
