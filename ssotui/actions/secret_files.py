"""Changing a file that holds keys, so that what it held lies about nowhere."""

from __future__ import annotations

from pathlib import Path

from ssotui.aws import locations
from ssotui.model.errors import UnusableFile
from ssotui.storage import git
from ssotui.storage.files import Edit, edit_file, resolve


def edit_secret_file(path: Path, edit: Edit) -> bool:
    """Change the file as :func:`ssotui.storage.files.edit_file` does, for undo too.

    Only AWS's own file has its backup beside it, and not where git might take that along: what hides a ``.env`` file
    from git, or from a container's build, does not hide another file.

    Raises:
        UnusableFile: as that does; and where nothing tells the home that the path begins with.
    """
    if str(path).startswith("~"):  # it was not expanded; the working folder must not stand in for the home
        raise UnusableFile(f"There is no home for the ~ in {path}.", "Set HOME.")
    beside = path == locations.credentials_file() and git.fate(resolve(path)) is git.Fate.SAFE
    return edit_file(path, edit, secret=True, beside=beside)
