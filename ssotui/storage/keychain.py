"""Keep a session's secrets in the system's keychain, and in no file."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress

from ssotui.model.errors import UnusableFile
from ssotui.storage import keychain_index, keychain_library
from ssotui.storage.folders import read_only_part, state_folder
from ssotui.storage.keychain_index import ABSENT, ID
from ssotui.storage.keychain_library import KeychainUnusable

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    Describe: TypeAlias = Callable[[bytes], Mapping[str, Any]]
    """Tells what of a document may stand in the index: no secret, and ``{}`` for a damaged one."""

_memory: dict[str, tuple[str, bytes]] = {}
"""What this process has read, by name, with the ID of the entry: each is asked for once while it stays the same."""


class Keychain:
    """Keep each document in an entry of the keychain, and what may be known of it in the index.

    Who reads and writes documents need not know this from a ``FileStore``: the methods are the same.

    A write takes the index's entry away first and sets it last, so that one which is killed in between leaves a name of
    which nothing is known. A reader asks the keychain then.

    Args:
        kind: stands before the names, since a token and keys are in different folders.
        session: whose secrets they are, for the index.
        describe: gives what the index says of a document.
        sure: whether a name that is not in the index is not in the keychain either; for what can be had anew.
    """

    def __init__(self, kind: str, session: str, describe: Describe, *, sure: bool) -> None:
        self._kind = kind
        self._session = session
        self._describe = describe
        self._sure = sure

    def place(self, name: str) -> str:
        """Name the entry of the keychain."""
        return f"The keychain's entry {self.key(name)}"

    def key(self, name: str) -> str:
        """Give the document's name in the keychain and in the index."""
        return f"{self._kind}/{name}"

    def facts(self, name: str) -> Mapping[str, Any] | None:
        """Give what the index says of the document; ``None`` if there is none. Only where it says nothing, ask.

        Raises:
            KeychainUnusable: the keychain had to be asked, and cannot be.
        """
        entry = keychain_index.read().get(self.key(name))
        if entry is None and not self._sure:
            data = self._settled(name)
            return None if data is None else self._about(data)
        return entry if keychain_index.held(entry) else None

    def read(self, name: str) -> bytes:
        """Read the document. One that this process has read, and that nobody has changed since, is not asked for again.

        Raises:
            FileNotFoundError: there is none.
            KeychainUnusable: the keychain cannot be used.
        """
        key = self.key(name)
        entry = keychain_index.read().get(key)
        if entry is None and self._sure:
            raise FileNotFoundError(key)
        known = _memory.get(key)
        if known and keychain_index.held(entry) and entry and known[0] == entry[ID]:
            return known[1]
        data = keychain_library.read(key)
        if entry is None or (data is not None) != keychain_index.held(entry):
            data = self._settled(name)
        elif data is not None:
            _memory[key] = (entry[ID], data)
        if data is None:
            raise FileNotFoundError(key)
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put the document in the place of the old one."""
        with self._alone(name):
            self._put(name, data)

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the document while nobody else does."""
        with self._alone(name):
            before = keychain_library.read(self.key(name)) or b""
            after = change(before)
            if after != before:
                self._put(name, after)

    def delete(self, name: str) -> bool:
        """Delete the document from keychain and index."""
        key = self.key(name)
        with self._alone(name):
            if self._sure and key not in keychain_index.read():
                return False
            keychain_index.put(key, None)
            there = keychain_library.remove(key)
            if not self._sure:
                keychain_index.put(key, self._entry({ABSENT: True}))
        _memory.pop(key, None)
        return there

    def unwritable(self, name: str) -> str:
        """See that the keychain answers, and name the folder of its index if that is read-only."""
        del name
        keychain_library.check()
        return read_only_part(state_folder())

    def _put(self, name: str, data: bytes) -> None:
        key = self.key(name)
        keychain_index.put(key, None)
        keychain_library.write(key, data)
        self._note(name, data)

    def _note(self, name: str, data: bytes) -> None:
        key, entry = self.key(name), self._entry(self._about(data))
        _memory[key] = (entry[ID], data)
        with suppress(UnusableFile):  # who reads next asks the keychain
            keychain_index.put(key, entry)

    def _settled(self, name: str) -> bytes | None:
        """Ask the keychain while nobody changes it, and have the index say what it says."""
        try:
            with self._alone(name):
                data = keychain_library.read(self.key(name))
                if data is None:
                    keychain_index.put(self.key(name), self._entry({ABSENT: True}))
                else:
                    self._note(name, data)
                return data
        except KeychainUnusable:
            raise
        except UnusableFile:  # a home that is read-only has no index: each reader asks
            return keychain_library.read(self.key(name))

    def _about(self, data: bytes) -> Mapping[str, Any]:
        return {"session": self._session, **self._describe(data)}

    def _entry(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        return {ID: os.urandom(8).hex(), **facts}

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        from ssotui.storage.locks import locked  # lists change nothing

        with locked(state_folder() / f"keychain-{self._kind}-{name}"):
            yield
