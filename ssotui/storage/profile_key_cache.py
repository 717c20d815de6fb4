"""Remember which cached keys each profile leads to, for as long as AWS's files stay as they are.

Nothing secret is in it. ``credential-process`` asks here first; nothing heavy is imported for that.
"""

from __future__ import annotations

import os
import time

from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import DAMAGED, parse_json
from ssotui.storage.folders import state_path

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    Resolved: TypeAlias = tuple[str, str | None]
    """The name of a profile's file in the AWS CLI's cache of keys, and the account that the keys are of."""

SETTLED_NS = 50_000_000
"""A file that was changed so lately may change once more without its time telling: a tick of the kernel, and some."""

SETTLED_COARSE_NS = 2_500_000_000
"""The same where times are whole seconds, or every other one."""


class Stamps:
    """The files that a profile is read from, as they are at this moment. Take them before reading the files.

    Attributes:
        entries: each file's path, and what changes whenever its content does; zeros for one that is not there.
        settled: whether no file was changed only just now.
    """

    __slots__ = ("entries", "settled")

    def __init__(self, files: Sequence[str]) -> None:
        now = time.time_ns()
        self.entries: list[list[Any]] = []
        self.settled = True
        for path in files:
            try:
                found = os.stat(path)  # noqa: PTH116 - a string: importing pathlib takes its time
            except (OSError, ValueError):
                self.entries.append([path, 0, 0, 0, 0])
                continue
            self.entries.append([path, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino])
            coarse = found.st_ctime_ns % 1_000_000_000 == 0
            settled_at = max(found.st_mtime_ns, found.st_ctime_ns) + (SETTLED_COARSE_NS if coarse else SETTLED_NS)
            self.settled = self.settled and settled_at <= now


def recall(profile: str, stamps: Stamps) -> Resolved | None:
    """Return what was remembered of the profile, if the files that it was read from are still the same."""
    known = _known(stamps).get(profile)
    match known:
        case [str(keys_file), str() | None as account_id]:
            return keys_file, account_id
        case _:
            return None


def remember(profile: str, stamps: Stamps, resolved: Resolved) -> None:
    """Remember the profile's keys for the next time, unless its files were changed only just before.

    Raises:
        UnusableFile: our state folder cannot be written.
    """
    if not stamps.settled:
        return
    import json
    from pathlib import Path

    from ssotui.storage.edits import edit_file

    def put(before: bytes) -> bytes:
        profiles = {**_parsed(before, stamps), profile: resolved}
        return json.dumps({"files": stamps.entries, "profiles": profiles}).encode()

    edit_file(Path(_path()), put, secret=True, backup=False)


def _path() -> str:
    return os.path.join(state_path(), "resolved.json")  # noqa: PTH118 - a string: importing pathlib takes its time


def _known(stamps: Stamps) -> dict[str, Any]:
    """Read what is remembered of the files as they are."""
    try:
        return _parsed(read_regular(_path()), stamps)
    except OSError:
        return {}


def _parsed(data: bytes, stamps: Stamps) -> dict[str, Any]:
    try:
        content = parse_json(data)
        known = content["profiles"] if content["files"] == stamps.entries else {}
    except DAMAGED:
        return {}
    return known if isinstance(known, dict) else {}
