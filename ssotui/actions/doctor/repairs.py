"""The few changes that the doctor offers to make itself: those that take nothing away that anybody still needs."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from ssotui.aws.locations import shown
from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.findings import Repair

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

SHOWN = 20
"""So many files are named one by one."""


def tightening(paths: Sequence[Path], bits: int) -> Repair:
    """Take those permission bits away from the files or folders."""

    def preview() -> tuple[str, ...]:
        lines = []
        for path in paths[:SHOWN]:
            mode = _mode(path)
            lines += [f"--- {shown(path)}", f"-mode {mode:04o}", f"+mode {mode & ~bits:04o}"]
        return (*lines, *([f"… and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else []))

    def apply() -> str:
        for path in paths:
            try:
                path.chmod(_mode(path) & ~bits)
            except OSError as error:
                raise _refused(path, "changed", error) from None
        return f"{_counted(paths)} for you alone now."

    return Repair("Change the permissions so that only you have access.", preview, apply)


def deletion(path: Path) -> Repair:
    """Offer to delete the file."""

    def preview() -> tuple[str, ...]:
        _mode(path)
        return (f"--- {shown(path)}", "+++ /dev/null")

    def apply() -> str:
        try:
            path.unlink()
        except OSError as error:
            raise _refused(path, "deleted", error) from None
        return f"{shown(path)} is deleted."

    return Repair("Delete the file.", preview, apply)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise _refused(path, "read", error) from None


def _counted(paths: Sequence[Path]) -> str:
    return f"{shown(paths[0])} is" if len(paths) == 1 else f"{len(paths)} files are"


def _refused(path: Path, done: str, error: OSError) -> UnusableFile:
    return UnusableFile(
        f"{shown(path)} cannot be {done}: {reason_of(error)}.", "Check its owner, and its folder's permissions."
    )
