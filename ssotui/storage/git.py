"""Ask git whether it would take a file along into a commit."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

SECONDS = 2.0
"""How long git may take to answer. It reads its index, but not the files."""

_LOCATION = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX")
"""What would have git look elsewhere than where the file is."""

_HERE_ALONE = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
"""It writes nothing, and fetches nothing: where a repository lacks an object (a ``.gitignore``, say), the program that
its own configuration names would be run to get it. An older git does not know the second, so no protocol is allowed."""


class Fate(StrEnum):
    """The answers of git about a file."""

    SAFE = "safe"
    """It is in no work tree, or git ignores it."""
    TRACKED = "tracked"
    """It is in the index: every commit of all changes takes it along, whatever ``.gitignore`` says."""
    UNIGNORED = "unignored"
    """It is in a work tree, and nothing says to ignore it."""
    UNKNOWN = "unknown"
    """It is in a work tree, and git is not here or did not answer."""


def fate(path: Path) -> Fate:
    """Ask git about the file, which need not exist yet."""
    if not any((folder / ".git").exists() for folder in path.parents):
        return Fate.SAFE
    tracked = _ask(path, "--literal-pathspecs", "ls-files", "--error-unmatch")
    if tracked == 0:
        return Fate.TRACKED
    ignored = _ask(path, "check-ignore", "--quiet")
    return {0: Fate.SAFE, 1: Fate.UNIGNORED}.get(ignored, Fate.UNKNOWN)


def _ask(path: Path, *command: str) -> int:
    """Git's exit status; -1 if there is none."""
    import subprocess

    folder = next(folder for folder in path.parents if folder.is_dir())
    name = str(path.relative_to(folder))
    environment = {key: value for key, value in os.environ.items() if key not in _LOCATION}
    try:
        return subprocess.run(  # noqa: S603 - a repository may name a program as its monitor, which is not run
            ["git", "-c", "core.fsmonitor=false", *command, "--", name],  # noqa: S607 - git is where PATH says
            cwd=folder,
            env=environment | _HERE_ALONE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return -1
