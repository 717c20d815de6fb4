"""Letters without their accents and in one case, so that ``zurich`` and ``Zürich`` are the same word to the filter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_OTHER_LETTERS = str.maketrans("øłđħŧı", "oldhti")
"""Letters whose stroke or missing dot Unicode does not treat as an accent."""

_NOTHING_SAID = "\u2013"
"""Stands in a row where it says nothing, and for itself: to look it up, Unicode's tables take half a megabyte."""


def folded(text: str) -> str:
    """The text without accents; what is not ASCII is in small letters too. A lone surrogate becomes a ``?``."""
    if text.replace(_NOTHING_SAID, "").isascii():
        return text
    return "".join(map(_letter, text))


def characters(text: str, found: Iterable[int]) -> Iterable[int]:
    """The characters of a text that begin at those bytes of it in UTF-8, by their indices."""
    if text.isascii():
        return (byte for byte in found if 0 <= byte < len(text))
    raw = text.encode()
    return (len(raw[:byte].decode()) for byte in found if 0 <= byte < len(raw) and raw[byte] & 0xC0 != 0x80)


def origins(text: str) -> list[int]:
    """Return for each byte of the folded text in UTF-8 the index of the character of ``text`` that it comes from."""
    if text.isascii():
        return list(range(len(text)))
    return [index for index, char in enumerate(text) for _ in _letter(char).encode()]


def with_marks(text: str, indices: set[int]) -> frozenset[int]:
    """The indices, and those of the accents that follow as characters of their own (``u`` and U+0308)."""
    for index in sorted(indices):
        after = index + 1
        while after < len(text) and not _letter(text[after]):
            indices.add(after)
            after += 1
    return frozenset(indices)


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """One character folded; nothing for an accent."""
    if char.isascii() or char == _NOTHING_SAID:
        return char
    from unicodedata import combining, normalize  # late: hardly any name needs it

    plain = "".join(part for part in normalize("NFKD", char.casefold()) if not combining(part))
    return plain.translate(_OTHER_LETTERS).encode(errors="replace").decode()
