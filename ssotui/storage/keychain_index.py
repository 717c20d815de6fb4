"""Remember what the keychain holds, without any secret: names and times, so that lists and clocks need not unlock it.

Each entry has an ID that changes with each write, by which a process knows whether what it has read is still the same.
"""

from __future__ import annotations

import os

from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import DAMAGED, parse_json
from ssotui.storage.folders import state_path

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

ID = "id"
ABSENT = "absent"
"""Is in an entry that says that the keychain holds nothing of that name."""


def index_file() -> str:
    """Give the path of the index, which need not exist. It changes with whatever ssotui changes in the keychain."""
    return os.path.join(state_path(), "keychain.json")  # noqa: PTH118 - a string: importing pathlib takes its time


def read() -> dict[str, Mapping[str, Any]]:
    """Read the entries, by the names in the keychain; none if there is no index, or a damaged one."""
    try:
        return _parsed(read_regular(index_file()))
    except OSError:
        return {}


def held(entry: Mapping[str, Any] | None) -> bool:
    """Tell whether the entry says that the keychain holds something."""
    return entry is not None and ABSENT not in entry


def put(name: str, entry: Mapping[str, Any] | None) -> None:
    """Set an entry; ``None`` makes it one that nothing is known of.

    Raises:
        UnusableFile: the state folder cannot be written.
    """
    import json
    from pathlib import Path

    from ssotui.storage.edits import edit_file  # reading never needs it

    def change(before: bytes) -> bytes:
        entries = {known: value for known, value in _parsed(before).items() if known != name}
        if entry is not None:
            entries[name] = entry
        return json.dumps({"entries": entries}).encode()

    edit_file(Path(index_file()), change, secret=True, backup=False)


def _parsed(data: bytes) -> dict[str, Mapping[str, Any]]:
    try:
        entries = parse_json(data)["entries"]
        return {name: entry for name, entry in entries.items() if isinstance(entry, dict) and ID in entry}
    except DAMAGED:
        return {}
