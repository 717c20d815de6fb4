"""Make names from AWS and from files, which are untrusted, safe for a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""Write every control, format and lone surrogate character as its escape (``\x1b``, ``\u202e``)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
