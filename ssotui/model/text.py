"""Make names from AWS and from files, which are untrusted, safe for a terminal."""

from __future__ import annotations

from _collections_abc import Sequence  # of collections.abc, which imports the whole of collections first: 2 ms


def counted(count: int, noun: str) -> str:
    """Name so many of a thing: ``1 section``, ``2 sections``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def some_of(names: Sequence[str], most: int = 3) -> str:
    """List the first names, fit to be shown, and count the others: ``a, b, c and 4 more``."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{visible(', '.join(names[:most]))}{more}"


def visible(text: str) -> str:
    r"""Write every control, format and lone surrogate character as its escape (``\x1b``, ``\u202e``)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def visible_lines(text: str) -> str:
    """Write each line of the text as :func:`visible` does, and leave it its line feeds."""
    return "\n".join(map(visible, text.split("\n")))
