"""``state.json``, what ssotui remembers between runs. Never a secret.

Each kind of memory has a module of its own beside this one, and a key of its own in the file; all go through here.
"""

from __future__ import annotations

import os

from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import parse_json
from ssotui.storage.folders import state_path

TYPE_CHECKING = False  # type checkers take this for True: importing typing and pathlib takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

State = dict[str, "Any"]
"""The file's one JSON object; another ssotui, older or newer, may have put anything under any key."""


def state_file() -> Path:
    """``state.json`` in the user's state folder."""
    from pathlib import Path

    return Path(_path())


def _path() -> str:
    return os.path.join(state_path(), "state.json")  # noqa: PTH118 - importing pathlib takes its time


def load() -> State:
    """Everything that is remembered; nothing if the file is missing or damaged. Never raises."""
    try:
        return _parse(read_regular(_path()))
    except OSError:
        return {}


def edit(change: Callable[[State], object]) -> None:
    """Let ``change`` alter what is remembered, alone under the file's lock, starting from the newest.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    import json

    from ssotui.storage.edits import edit_file  # late: what only reads needs no locks

    def put(before: bytes) -> bytes:
        state = _parse(before)
        change(state)
        return json.dumps(state, separators=(",", ":")).encode()

    edit_file(state_file(), put, secret=True, backup=False)


def section(state: State, key: str) -> State:
    """The object under the key, a new and empty one if there is none, or something else."""
    found = state.get(key)
    if not isinstance(found, dict):
        found = state[key] = {}
    return found


def _parse(data: bytes) -> State:
    """A damaged state is an empty one: everything in it can be had again."""
    try:
        state = parse_json(data)
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}
