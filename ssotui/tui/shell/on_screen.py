"""Say what to do about an error in the terms of the screen: keys, where the command line names its commands."""

from __future__ import annotations

import re

from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.tui.shell.keymap import Keymap

COMMAND = r"\{([a-z_]+\.[a-z_]+)\}"
"""Stands for the key of the command of that ID."""


def hint_of(error: SsotuiError, keymap: Keymap) -> str:
    """Give what to do about the error on the screen, by the keys in force."""
    return with_keys(error.on_screen, keymap)


def with_keys(text: str, keymap: Keymap) -> str:
    """Give the text with the keys in force in the place of the IDs of their commands, fit to be shown."""

    def key(found: re.Match[str]) -> str:
        return keymap.text(found[1]) if found[1] in keymap.ids else found[0]

    return visible(re.sub(COMMAND, key, text))


def said_of(error: SsotuiError, keymap: Keymap) -> str:
    """Put what went wrong and what to do on two lines, with nothing in them that a terminal would obey."""
    return f"{visible(error.message)}\n{hint_of(error, keymap)}".strip()
