"""What a file is written as, by its name: the one rule for writing it, and for reading its diff."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath


class FileKind(Enum):
    """How keys stand in it."""

    DOTENV = "dotenv"
    JSON = "json"
    INI = "ini"
    """Sections, as a credentials file has them."""


def kind_of(path: PurePath) -> FileKind:
    """``.env``, ``.env.*`` and ``*.env`` are dotenv files, ``*.json`` is JSON, and any other has sections."""
    if path.name == ".env" or path.name.startswith(".env.") or path.suffix == ".env":
        return FileKind.DOTENV
    return FileKind.JSON if path.suffix == ".json" else FileKind.INI
