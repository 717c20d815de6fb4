"""Where our own two files live. Asking never creates a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "ssotui"
ON_LINUX = sys.platform.startswith("linux")


def state_folder() -> Path:
    """For what ssotui remembers, and its locks."""
    if ON_LINUX:
        return _xdg("XDG_STATE_HOME", "~/.local/state")
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False)


def config_folder() -> Path:
    """For the settings."""
    if ON_LINUX:
        return _xdg("XDG_CONFIG_HOME", "~/.config")
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False)


def _xdg(variable: str, default: str) -> Path:
    """What platformdirs says, without the time that importing it takes: a seventh of ``ssotui list``."""
    folder = os.environ.get(variable, "").strip()
    if not Path(folder).is_absolute():  # the specification says that a relative one is to be ignored
        folder = os.path.expanduser(default)  # noqa: PTH111 - never raises, whatever HOME is
    return Path(folder) / NAME
