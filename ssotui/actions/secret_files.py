"""Changing a file that holds keys, so that what it held lies about nowhere."""

from __future__ import annotations

from pathlib import Path

from ssotui.aws import locations
from ssotui.storage import git
from ssotui.storage.files import Edit, edit_file, resolve


def edit_secret_file(path: Path, edit: Edit) -> bool:
    """Change the file as :func:`ssotui.storage.files.edit_file` does, for undo too.

    Only AWS's own file has its backup beside it, and not where git might take that along: what hides a ``.env`` file
    from git, or from a container's build, does not hide another file.
    """
    beside = path == locations.credentials_file() and git.fate(resolve(path)) is git.Fate.SAFE
    return edit_file(path, edit, secret=True, beside=beside)
