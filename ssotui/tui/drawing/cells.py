"""Measure a text in terminal cells, and cut it to so many, without Rich wherever the text is plain enough."""

from __future__ import annotations

_SINGLE = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x300)))) | frozenset(
    "★▌✓✗·▰▱–⏎•…↑↓▲▼"  # noqa: RUF001 - the dash that says "nothing here"
)
"""Characters of one cell each; Rich's tables, which take 10 ms to load, know about the others."""


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
