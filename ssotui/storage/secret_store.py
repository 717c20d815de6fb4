"""Keep a session's secrets in files: one for each token, registration, or set of keys."""

from __future__ import annotations

import os
from collections.abc import Callable

from ssotui.storage.bounded_read import DOCUMENT_BYTES, read_regular
from ssotui.storage.folders import read_only_part


class FileStore:
    """Keep each document in a file of the folder, named and laid out as the AWS CLI and every SDK do."""

    __slots__ = ("_folder",)

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def place(self, name: str) -> str:
        """Give the path of the file, which names it in messages too."""
        return os.path.join(self._folder, name)  # noqa: PTH118 - a string: importing pathlib takes its time

    def read(self, name: str) -> bytes:
        """Read the file as it is now; of one that is too large, one byte more than :data:`DOCUMENT_BYTES`.

        Raises:
            OSError: it cannot be read; FileNotFoundError if there is none.
        """
        return read_regular(self.place(name), DOCUMENT_BYTES + 1)

    def write(self, name: str, data: bytes) -> None:
        """Replace the file, alone under its lock: a crash leaves the old document or the new one.

        Raises:
            UnusableFile: it cannot be written. The old document is as it was.
        """
        from pathlib import Path

        from ssotui.storage.files import resolve, write_atomically  # reading never needs it
        from ssotui.storage.locks import locked

        path = Path(self.place(name))
        with locked(resolve(path)):
            write_atomically(path, data, secret=True)

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the document by a function of the newest one, empty if there is none, while nobody else writes it.

        Raises:
            UnusableFile: as :meth:`write` does.
        """
        from pathlib import Path

        from ssotui.storage.edits import edit_file  # as above

        edit_file(Path(self.place(name)), change, secret=True, backup=False)

    def delete(self, name: str) -> bool:
        """Delete the file, and tell whether there was one. A symlink to it stays, with no target.

        Raises:
            UnusableFile: it cannot be deleted.
        """
        from pathlib import Path

        from ssotui.storage.files import delete

        return delete(Path(self.place(name)))

    def unwritable(self, name: str) -> str:
        """Name the folder that keeps a new document from being written because it is read-only; empty if none does."""
        from pathlib import Path

        from ssotui.storage.files import resolve

        return read_only_part(resolve(Path(self.place(name))).parent)
