"""Remember what was picked in the palette: the last ones come first."""

from __future__ import annotations

from contextlib import suppress

from ssotui.model.errors import UnusableFile
from ssotui.storage import state


def recall_picks() -> list[str]:
    """Read what was picked in the palette, the last one first. Never raises."""
    return state.load().picks()


def remember_pick(name: str) -> None:
    """Keep it as the last one that was picked; a memory that cannot be written is no reason to complain."""
    with suppress(UnusableFile):
        state.edit(lambda kept: kept.remember_pick(name))
