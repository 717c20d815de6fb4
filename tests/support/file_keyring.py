"""A keychain for tests that do without a daemon: one file of a folder for each entry, so that it outlives a kill."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

FOLDER = "SSOTUI_TEST_KEYCHAIN"
"""Names the folder, which is in the home if this is not set. While a file "locked" is in it, the keychain is locked."""


class FileKeyring(KeyringBackend):
    """Replaces an entry at once or not at all, as real keychains do."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        try:
            return _place(service, username).read_text()
        except FileNotFoundError:
            return None

    def set_password(self, service: str, username: str, password: str) -> None:
        place = _place(service, username)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_suffix(".tmp")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(handle, password.encode())
        os.close(handle)
        new.replace(place)

    def delete_password(self, service: str, username: str) -> None:
        try:
            _place(service, username).unlink()
        except FileNotFoundError:
            raise PasswordDeleteError("not found") from None


def folder() -> Path:
    return Path(os.environ.get(FOLDER) or Path.home() / ".test-keychain")


def entries() -> dict[str, str]:
    """The names of all entries, each with its text."""
    found = {}
    for path in folder().glob("*.entry"):
        service, _, name = base64.urlsafe_b64decode(path.stem).decode().partition("|")
        assert service == "ssotui"
        found[name] = path.read_text()
    return found


def _place(service: str, username: str) -> Path:
    if (folder() / "locked").exists():
        raise KeyringLocked("it is locked")
    return folder() / f"{base64.urlsafe_b64encode(f'{service}|{username}'.encode()).decode()}.entry"
