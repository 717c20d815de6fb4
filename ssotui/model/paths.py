"""The names of files for a person: with ``~`` for their home."""

from __future__ import annotations

import os

from ssotui.model.text import visible


def shorten(path: str) -> str:
    """Write the path as a person does, with ``~`` for their home."""
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    return f"~{path[len(home) :]}" if home != "~" and path.startswith(f"{home}{os.sep}") else path


def shown(path: object) -> str:
    """Name a file, or a place in one, on a screen: with ``~``, and nothing that a terminal would obey."""
    return visible(shorten(str(path)))
