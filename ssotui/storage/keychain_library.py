"""Ask the system's keychain by the ``keyring`` library: bounded in time, in pieces where it takes no long secrets.

This is imported for sessions of the keychain alone: importing the library takes as long as a whole command.
"""

from __future__ import annotations

import os
import sys

from ssotui.model.errors import UnusableFile

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Any, TypeVar

    Answer = TypeVar("Answer")

SERVICE = "ssotui"
"""The name under which a person finds our entries in their keychain."""

SECONDS = 60.0
"""How long the keychain may take: it may be asking a person for its password."""

WINDOWS = 1_200
"""Characters of a piece. Windows takes 2,560 bytes, of two bytes a character; the other keychains take anything."""

_INSTALL = "Install it: pip install 'ssotui[keyring]', or pipx inject ssotui keyring."
_UNLOCK = "Unlock it, and try again."
_PIECES = "pieces "


class KeychainUnusable(UnusableFile):
    """The keychain is missing, locked, or does not answer."""


class Pieces:
    """Texts of any length in a keychain that may take short ones only.

    A text in pieces has a head that names them. New pieces are under other names than the old ones, so that the head
    always leads to whole ones; it is replaced when they are there, and the old ones go last.

    Args:
        backend: the keychain, as the ``keyring`` library gives it.
        most: characters of a piece; ``None`` if there is no limit.
    """

    def __init__(self, backend: Any, most: int | None) -> None:
        self._backend = backend
        self._most = most

    def read(self, name: str) -> str | None:
        """Give the whole text; ``None`` if there is none, or not all of it."""
        head = self._get(name)
        if head is None or not head.startswith(_PIECES):
            return head
        pieces = [self._get(piece) for piece in _named(name, head)]
        return "".join(piece for piece in pieces if piece) if all(pieces) else None

    def write(self, name: str, text: str) -> None:
        """Put the text in the place of the old one."""
        before = self._get(name) or ""
        generation = _other(before)
        if self._most is None or len(text) <= self._most:
            self._put(name, text)
            kept = 0
        else:
            parts = [text[at : at + self._most] for at in range(0, len(text), self._most)]
            head = f"{_PIECES}{generation} {len(parts)}"
            for piece, part in zip(_named(name, head), parts, strict=True):
                self._put(piece, part)
            self._put(name, head)
            kept = len(parts)
        self._sweep(name, generation, kept)
        self._sweep(name, 1 - generation, 0)

    def remove(self, name: str) -> bool:
        """Remove the text, and tell whether there was one."""
        before = self._get(name)
        if before is not None:
            self._remove(name)
        for generation in (0, 1):
            self._sweep(name, generation, 0)
        return before is not None

    def _get(self, name: str) -> str | None:
        text: str | None = self._backend.get_password(SERVICE, name)
        return text

    def _put(self, name: str, text: str) -> None:
        self._backend.set_password(SERVICE, name, text)

    def _remove(self, name: str) -> None:
        from keyring.errors import PasswordDeleteError

        try:
            self._backend.delete_password(SERVICE, name)
        except PasswordDeleteError:  # it may be gone; one that is not can still be read
            if self._get(name) is not None:
                raise

    def _sweep(self, name: str, generation: int, beyond: int) -> None:
        """Remove the pieces that nothing names any more, those of a writer that was killed too."""
        if self._most is None:
            return
        last = beyond
        while self._get(f"{name}.{generation}.{last + 1}") is not None:
            last += 1
        for number in range(last, beyond, -1):  # from the end, so that what is left if this is killed is found again
            self._remove(f"{name}.{generation}.{number}")


def _other(head: str) -> int:
    """Give the generation, of two, that the head does not name."""
    return 1 if head.startswith(f"{_PIECES}0 ") else 0


def _named(name: str, head: str) -> list[str]:
    generation, number = head.removeprefix(_PIECES).split(" ")
    return [f"{name}.{generation}.{at}" for at in range(1, int(number) + 1)]


def read(name: str) -> bytes | None:
    """Read an entry; ``None`` if there is none.

    Raises:
        KeychainUnusable: the keychain cannot be used; the text says why, and what to do.
    """
    text = _asked(lambda pieces: pieces.read(name))
    return None if text is None else text.encode()


def write(name: str, data: bytes) -> None:
    """Put an entry in the place of the old one.

    Raises:
        KeychainUnusable: as :func:`read` does. The old entry is as it was.
    """
    _asked(lambda pieces: pieces.write(name, data.decode()))


def remove(name: str) -> bool:
    """Remove an entry, and tell whether there was one.

    Raises:
        KeychainUnusable: as :func:`read` does.
    """
    return _asked(lambda pieces: pieces.remove(name))


def check() -> None:
    """See that the keychain is there and unlocked; a keychain that can ask for its password does.

    Raises:
        KeychainUnusable: as :func:`read` does.
    """
    read("check")


def _asked(call: Callable[[Pieces], Answer]) -> Answer:
    """Run the call on a thread that nobody waits for at the end: a keychain may hang, or wait for a person."""
    from concurrent.futures import Future  # with what it imports, as long as a list may take
    from threading import Thread

    if os.environ.get("SSOTUI_DEMO"):
        raise KeychainUnusable(
            "The demo does not use your keychain.", 'Set token_store = "files" in the demo\'s settings.'
        )
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(call(_pieces()))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            answer.set_exception(error)

    thread = Thread(target=run, name="ssotui-keychain", daemon=True)
    thread.start()
    try:
        result = answer.result(SECONDS)
    except TimeoutError:
        raise KeychainUnusable(
            f"The keychain has not answered for {SECONDS:.0f} s.", f"It may be asking for its password. {_UNLOCK}"
        ) from None
    except UnusableFile:
        raise
    except Exception as error:  # noqa: BLE001 - each keychain has errors of its own, whose texts may quote anything
        raise _explained(error) from None
    thread.join()
    return result


def _pieces() -> Pieces:
    """Open the keychain, or raise ``KeychainUnusable`` where there is none."""
    try:
        import keyring
        from keyring.core import recommended
    except ImportError:
        raise KeychainUnusable(
            "The settings keep tokens in the keychain, but the keyring library is not installed.", _INSTALL
        ) from None
    backend: Any = keyring.get_keyring()
    parts = list(getattr(backend, "backends", ())) or [backend]
    if not recommended(parts[0]):  # the library's own word for one that is safe; others keep secrets in a plain file
        raise _nowhere()
    return Pieces(backend, WINDOWS if sys.platform == "win32" else None)


def _nowhere() -> KeychainUnusable:
    return KeychainUnusable(
        "There is no keychain here to keep tokens in.",
        'Start one (on Linux gnome-keyring or KWallet), or set token_store = "files".',
    )


def _explained(error: Exception) -> KeychainUnusable:
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"KeyringLocked", "LockedException", "PromptDismissedException"}:
        return KeychainUnusable("The keychain is locked.", _UNLOCK)
    if names & {"NoKeyringError", "InitError", "SecretServiceNotAvailableException"}:
        return _nowhere()
    return KeychainUnusable(f"The keychain failed: {type(error).__name__}.", "See that it is running and unlocked.")
