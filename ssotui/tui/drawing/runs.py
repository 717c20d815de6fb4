"""Lines as runs of text with named styles: what the widgets and the first frame both draw from.

A style is the names of the sheet's styles, parted by blanks, of which later ones lie over earlier ones; the name
``badge:COLOUR`` is a label on that colour.
"""

from __future__ import annotations

from collections.abc import Iterable

from ssotui.tui.drawing.cells import cell_len, set_cell_size

Run = tuple[str, str, str]
"""A text, its style, and the action that a click on it runs (empty for none)."""

Line = tuple[Run, ...]


def run(text: str, style: str = "", action: str = "") -> Run:
    """Make a run; without a style it has the one of the place where it stands."""
    return text, style, action


def width_of(line: Iterable[Run]) -> int:
    """Give the number of cells that the line takes."""
    return sum(cell_len(text) for text, _, _ in line)


def cut_to(line: Iterable[Run], width: int) -> Line:
    """Give as much of the line as there are cells for."""
    kept: list[Run] = []
    for text, style, action in line:
        cells = cell_len(text)
        if cells >= width:
            kept.append((text if cells == width else set_cell_size(text, width), style, action))
            break
        kept.append((text, style, action))
        width -= cells
    return tuple(kept)


def text_of(line: Iterable[Run]) -> str:
    """Give the line's text alone."""
    return "".join(text for text, _, _ in line)
