"""Change files that hold keys, and keep their backups out of git's sight."""

from __future__ import annotations

from pathlib import Path

from ssotui.aws import locations
from ssotui.model.errors import UnusableFile
from ssotui.storage import git
from ssotui.storage.edits import Edit, edit_file
from ssotui.storage.files import resolve
from ssotui.storage.undo import Along


def target_of(path: Path) -> Path:
    """Find the file that keys for ``path`` are written to. Missing folders are made for AWS's own files only.

    Raises:
        UnusableFile: nothing tells the home that the path begins with; the file's folder does not exist; or as
            :func:`ssotui.storage.files.resolve`.
    """
    if str(path).startswith("~"):  # it was not expanded; the working folder must not stand in for the home
        raise UnusableFile(f"There is no home folder for the ~ in {path}.", "Set HOME.")
    target = resolve(path)
    if not (path in {locations.credentials_file(), locations.config_file()} or target.parent.is_dir()):
        raise UnusableFile(
            f"There is no folder {locations.shorten(str(target.parent))} to write {target.name} in.",
            "Make the folder, or name another file.",
        )
    return target


def edit_secret_file(path: Path, edit: Edit, along: Along | None = None) -> bool:
    """Change the file as :func:`ssotui.storage.edits.edit_file` does, so that it can be undone.

    Only AWS's own file has its backup beside it, and not where git might take that along: what hides a ``.env`` file
    from git, or from a container's build, does not hide another file.

    Raises:
        UnusableFile: as that does, and as :func:`target_of`.
    """
    target = target_of(path)
    beside = path == locations.credentials_file() and git.fate(target) is git.Fate.SAFE
    return edit_file(path, edit, secret=True, beside=beside, along=along)
