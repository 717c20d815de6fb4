"""Where our own two files live. Asking never creates a folder."""

from __future__ import annotations

from pathlib import Path


def state_folder() -> Path:
    """For what ssotui remembers, and its locks."""
    from platformdirs import user_state_path  # not at import: half of the commands never ask

    return user_state_path("ssotui", appauthor=False)


def config_folder() -> Path:
    """For the settings."""
    from platformdirs import user_config_path

    return user_config_path("ssotui", appauthor=False)
