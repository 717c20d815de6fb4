"""Name keys as Textual does, and write them as a person reads them, without importing it."""

from __future__ import annotations

import unicodedata
from functools import cache

MODIFIERS = ("ctrl+", "shift+", "alt+", "meta+", "super+", "hyper+")
NAMES = {"enter": "⏎", "escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "delete": "del"}
"""Keys that are not written as they are named."""

NAMED_OTHERWISE = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Signs that Textual calls by another name than Unicode."""

WITHOUT_SIGN = frozenset({
    "backspace", "delete", "down", "end", "enter", "escape", "home", "insert", "left", "pagedown", "pageup", "return",
    "right", "space", "tab", "up", *(f"f{number}" for number in range(1, 25)),
})  # fmt: skip
"""Keys of a keyboard that write no sign of their own."""


def named(key: str) -> str:
    """Name the key as Textual does: ``/`` is ``slash``, and a letter with shift is a capital."""
    key = key.strip()
    if key.startswith("shift+") and len(key) == len("shift+") + 1:
        key = key[-1].upper()
    if len(key) != 1 or key.isalnum():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return NAMED_OTHERWISE.get(name, name)


def shown(key: str) -> str:
    """Write the key as a person reads it: ``^p``, ``/``, ``esc``."""
    *modifiers, last = key.split("+")
    prefix = "".join("^" if modifier == "ctrl" else f"{modifier}+" for modifier in modifiers)
    return prefix + (NAMES.get(last) or _signs().get(last) or last)


def printable(key: str) -> bool:
    """Tell whether a line of text takes the key for a letter."""
    return len(key) == 1 or key == "space" or key in _signs()


def exists(key: str) -> bool:
    """Tell whether there is such a key, alone or with modifiers."""
    while modifier := next((found for found in MODIFIERS if key.startswith(found)), ""):
        key = key.removeprefix(modifier)
    return printable(key) or key in WITHOUT_SIGN


@cache
def _signs() -> dict[str, str]:
    return {named(sign): sign for sign in map(chr, range(33, 127)) if not sign.isalnum()}
