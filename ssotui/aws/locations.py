"""Give the paths of AWS's two files, which environment variables may move, to who edits them."""

from __future__ import annotations

from ssotui.aws import environment
from ssotui.model.paths import shorten, shown

__all__ = ["config_file", "credentials_file", "shorten", "shown"]

TYPE_CHECKING = False  # type checkers take this for True: importing pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path


def config_file() -> Path:
    """Give the path of the shared config file."""
    return _path(environment.config_file())


def credentials_file() -> Path:
    """Give the path of the shared credentials file."""
    return _path(environment.credentials_file())


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)
