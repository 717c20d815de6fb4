"""Tell from the settings which sessions keep their secrets in the system's keychain; all others keep them in files.

Tokens are looked for by whoever runs in prompts and scripts, so only a file that names the setting is parsed.
"""

from __future__ import annotations

from ssotui.model.records import NamedTuple
from ssotui.storage import file_version
from ssotui.storage.bounded_read import SETTINGS_BYTES, read_regular
from ssotui.storage.folders import settings_path

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

NAME = "token_store"
SESSIONS = "sessions"
FILES, KEYRING = "files", "keyring"


class StoreChoice(NamedTuple):
    """The sessions whose secrets are in the keychain.

    Attributes:
        everywhere: whether all are that are not named.
        sessions: by the session's name, or its start URL if it has none, whether it is.
    """

    everywhere: bool = False
    sessions: Mapping[str, bool] = {}

    @property
    def anywhere(self) -> bool:
        """True if the keychain may hold the secrets of any session."""
        return self.everywhere or any(self.sessions.values())

    def holds(self, label: str) -> bool:
        """Tell whether the secrets of the session of that name are in the keychain."""
        return self.sessions.get(label, self.everywhere)


ALL_IN_FILES = StoreChoice()

_known: dict[str, tuple[file_version.Stamp, StoreChoice]] = {}


def chosen() -> StoreChoice:
    """Read the choice; the settings file is read again only when it has changed.

    Raises:
        UnusableFile: the settings name the keychain, but cannot be read as a whole. Nothing falls back to files then.
    """
    return file_version.read_once(_known, settings_path(), _read, ALL_IN_FILES)


def is_in_keychain(value: object) -> bool:
    """Tell what a value of the setting means. Another value than the two was meant to say something: it protects."""
    return value != FILES


def flattened(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the entries with dotted names: TOML takes ``a.b`` without quotes for a table in a table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", found) for inner, found in flattened(value))
        else:
            yield key, value


def _read(path: str) -> StoreChoice:
    try:
        data = read_regular(path, SETTINGS_BYTES + 1)
    except OSError:  # told with the other settings, which all have their defaults then
        return ALL_IN_FILES
    if not _is_named(data):
        return ALL_IN_FILES
    from pathlib import Path

    from ssotui.storage.settings import read_toml  # few people have set it

    content = read_toml(Path(path)).content
    sessions = content.get(SESSIONS)
    named = dict(flattened(sessions)) if isinstance(sessions, dict) else {}
    suffix = f".{NAME}"
    return StoreChoice(
        NAME in content and is_in_keychain(content[NAME]),
        {name[: -len(suffix)]: is_in_keychain(value) for name, value in named.items() if name.endswith(suffix)},
    )


def _is_named(data: bytes) -> bool:
    """Tell whether a line that is no comment has the setting's name in it."""
    name = NAME.encode()
    return name in data and any(name in line and not line.lstrip().startswith(b"#") for line in data.splitlines())
