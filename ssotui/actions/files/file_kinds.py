"""Tell the kind of a file by its name: the one rule for writing it and for masking its diff."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath


class FileKind(Enum):
    """The format in which a file holds keys."""

    DOTENV = "dotenv"
    JSON = "json"
    POSIX_SHELL = "env"
    """Lines that export them, as direnv's ``.envrc`` has them."""
    FISH = "fish"
    INI = "ini"
    """Sections, as a credentials file has them."""


def kind_of(path: PurePath) -> FileKind:
    """Tell the kind of a file.

    ``.env``, ``.env.*`` and ``*.env`` are dotenv files, ``*.json`` is JSON, ``.envrc``, ``.envrc.*``, ``*.envrc``,
    ``*.sh`` and ``*.fish`` are run by shells, and any other file has sections.
    """
    if path.name == ".envrc" or path.name.startswith(".envrc.") or path.suffix == ".envrc":
        return FileKind.POSIX_SHELL
    if path.name == ".env" or path.name.startswith(".env.") or path.suffix == ".env":
        return FileKind.DOTENV
    return _BY_SUFFIX.get(path.suffix, FileKind.INI)


_BY_SUFFIX = {".json": FileKind.JSON, ".sh": FileKind.POSIX_SHELL, ".fish": FileKind.FISH}
