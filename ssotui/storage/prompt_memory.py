"""Remembers what ``ssotui prompt`` said of a shell, for as long as the files that it was read from stay as they are.

Nothing secret is in it, and nothing heavy is imported here: the prompt waits.
"""

from __future__ import annotations

import os

from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import parse_json
from ssotui.storage.folders import state_path
from ssotui.storage.profile_key_cache import Stamps

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any

MAX_BYTES = 1_000_000
MOST = 50
"""How many shells that differ are remembered, the last ones."""


def recall(shell: str) -> dict[str, Any] | None:
    """Return what was remembered of the shell, if all files are still the same.

    Args:
        shell: tells it from others, by what its environment says of AWS.
    """
    try:
        entry = parse_json(read_regular(_path(), MAX_BYTES))[shell]
        facts, files = entry["facts"], entry["files"]
        same = Stamps([file[0] for file in files]).entries == files
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return facts if same and isinstance(facts, dict) else None


def remember(shell: str, stamps: Stamps, facts: dict[str, Any]) -> None:
    """Remember the facts for the next time, unless a file was changed only just before.

    Raises:
        UnusableFile: our state folder cannot be written.
    """
    if not stamps.settled:
        return
    import json
    from pathlib import Path

    from ssotui.storage.edits import edit_file

    def put(before: bytes) -> bytes:
        try:
            kept = parse_json(before)
        except (ValueError, RecursionError):
            kept = {}
        others = {name: entry for name, entry in kept.items() if name != shell} if isinstance(kept, dict) else {}
        last = list(others.items())[1 - MOST :]
        return json.dumps({**dict(last), shell: {"files": stamps.entries, "facts": facts}}).encode()

    edit_file(Path(_path()), put, secret=True, backup=False)


def _path() -> str:
    return os.path.join(state_path(), "prompt.json")  # noqa: PTH118 - importing pathlib takes its time
