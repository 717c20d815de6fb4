"""``state.json``, what ssotui remembers between runs. Never a secret.

Each kind of memory has a module of its own beside this one, and a key of its own in the file; all go through here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ssotui.storage.bounded_read import read_regular
from ssotui.storage.edits import edit_file
from ssotui.storage.folders import state_folder

State = dict[str, Any]
"""The file's one JSON object; another ssotui, older or newer, may have put anything under any key."""


def state_file() -> Path:
    """``state.json`` in the user's state folder."""
    return state_folder() / "state.json"


def load() -> State:
    """Everything that is remembered; nothing if the file is missing or damaged. Never raises."""
    try:
        return _parse(read_regular(state_file()))
    except OSError:
        return {}


def edit(change: Callable[[State], object]) -> None:
    """Let ``change`` alter what is remembered, alone under the file's lock, starting from the newest.

    Raises:
        UnusableFile: the state file cannot be written.
    """

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
        state = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}
