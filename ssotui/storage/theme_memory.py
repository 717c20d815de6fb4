"""The theme that a person last chose on the screen."""

from __future__ import annotations

from ssotui.storage import state

THEME = "theme"


def recall_theme() -> str | None:
    """Its name, if any is remembered. Never raises."""
    name = state.load().get(THEME)
    return name if isinstance(name, str) else None


def remember_theme(name: str) -> None:
    """Keep it.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    state.edit(lambda kept: kept.update({THEME: name}))
