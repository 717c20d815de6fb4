"""Define what holds a session's secrets, and keep them in files: one for each token, registration, or set of keys."""

from __future__ import annotations

import os

from ssotui.storage.bounded_read import read_regular

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class SecretStore(Protocol):
        """A folder of documents, each under the name that the AWS CLI gives its file. All methods are thread-safe."""

        def place(self, name: str) -> str:
            """Say where the document is, for messages."""
            ...

        def read(self, name: str, limit: int) -> bytes:
            """Read the document as it is now, of a file no more than ``limit`` bytes.

            Raises:
                OSError: it cannot be read; FileNotFoundError if there is none.
                UnusableFile: the keychain cannot be used.
            """
            ...

        def write(self, name: str, data: bytes) -> None:
            """Put the document in the place of the old one, if there is one: a crash leaves one of them whole.

            Raises:
                UnusableFile: it cannot be written. The old document is as it was.
            """
            ...

        def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
            """Change the document by a function of the newest one, which is empty if there is none.

            Raises:
                UnusableFile: as :meth:`write` does.
            """
            ...

        def delete(self, name: str) -> bool:
            """Delete the document, and tell whether there was one.

            Raises:
                UnusableFile: it cannot be deleted.
            """
            ...

        def unwritable(self, name: str) -> str:
            """Name the folder that keeps a new document from being written because it is read-only; empty if none does.

            Raises:
                UnusableFile: the keychain cannot be used.
            """
            ...


class FileStore:
    """Keep each document in a file of the folder, as the AWS CLI and every SDK do."""

    __slots__ = ("_folder",)

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def place(self, name: str) -> str:
        """Give the path of the file."""
        return os.path.join(self._folder, name)  # noqa: PTH118 - a string: importing pathlib takes its time

    def read(self, name: str, limit: int) -> bytes:
        """Read the first ``limit`` bytes of the file."""
        return read_regular(self.place(name), limit)

    def write(self, name: str, data: bytes) -> None:
        """Replace the file, alone under its lock."""
        from pathlib import Path

        from ssotui.storage.files import write_alone  # reading never needs it

        write_alone(Path(self.place(name)), data, secret=True)

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the file when no other program is writing it."""
        from pathlib import Path

        from ssotui.storage.edits import edit_file  # as above

        edit_file(Path(self.place(name)), change, secret=True, backup=False)

    def delete(self, name: str) -> bool:
        """Delete the file. A symlink to it stays, with no target."""
        from pathlib import Path

        from ssotui.storage.files import delete

        return delete(Path(self.place(name)))

    def unwritable(self, name: str) -> str:
        """Look at the folder, or at the first one above it that is there."""
        from pathlib import Path

        from ssotui.storage.files import resolve

        folder = resolve(Path(self.place(name))).parent
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return "" if os.access(folder, os.W_OK) else str(folder)
