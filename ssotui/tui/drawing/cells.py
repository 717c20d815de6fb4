"""Measure a text in terminal cells, and cut it to so many, without Rich wherever the text is plain enough."""

from __future__ import annotations

_SINGLE = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x300)))) | frozenset(
    "★●▌✓✗·▰▱–⏎•…↑↓▲▼▸▾"  # noqa: RUF001 - the dash that says "nothing here"
)
"""Characters of one cell each; Rich's tables, which take 10 ms to load, know about the others."""

SEPARATORS = "/@.:=?&_-+,"
"""A long word may be broken after these."""


def cell_len(text: str) -> int:
    """Give the number of cells that the text takes."""
    if text.isascii() or _SINGLE.issuperset(text):
        return len(text)
    from rich import cells

    return cells.cell_len(text)


def set_cell_size(text: str, width: int) -> str:
    """Cut the text, or fill it up with blanks, to exactly so many cells."""
    if text.isascii() or _SINGLE.issuperset(text):
        return text[: max(0, width)].ljust(width)
    from rich import cells

    return cells.set_cell_size(text, width)


def wrapped(text: str, width: int) -> list[str]:
    """Fold the text at its blanks into lines of at most so many cells, at least one.

    A longer word, as an address, an e-mail or a path, is broken after one of its separators, else wherever it has to.
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while cell_len(word) > width and len(word) > 1:
            cut = _cut(word, max(1, len(set_cell_size(word, width).rstrip())))
            lines[-1:] = [word[:cut], ""]
            word = word[cut:]  # noqa: PLW2901 - the rest of it
        lines[-1] = word
    return lines


def _cut(word: str, most: int) -> int:
    """Give the number of letters before the break: up to a separator, unless that leaves most of the line empty."""
    best = max(word.rfind(sign, 0, most) for sign in SEPARATORS) + 1
    return best if best * 3 >= most else most
