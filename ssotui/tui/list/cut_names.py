"""Cut names that are longer than their column so that no two of them look the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ssotui.model.records import NamedTuple
from ssotui.tui.drawing.cells import cell_len, set_cell_size

BEFORE = 3
"""So many letters before the one that differs stay too, where there is room."""

HEAD = 3
"""At least so many letters of the beginning stay, where there is room."""


class Cut(NamedTuple):
    """The parts of a text that stay; an ellipsis stands for what is left out before, between and after them.

    Attributes:
        head: so many letters from the beginning.
        start: the letter with which the second part begins.
        end: the letter before which it ends.
    """

    head: int
    start: int
    end: int

    def of(self, text: str, ellipsis: str) -> str:
        """Cut a text, or another one of the same length that hides some of its letters."""
        second = text[self.start : self.end]
        more = ellipsis if second and self.end < len(text) else ""
        return f"{text[: self.head]}{ellipsis}{second}{more}"

    def shown(self, hits: Iterable[int]) -> Iterator[int]:
        """Give the places that these letters have in what is shown, as far as they are."""
        for at in hits:
            if at < self.head:
                yield at
            elif self.start <= at < self.end:
                yield self.head + 1 + at - self.start


def cut_apart(names: Iterable[str], width: int, ellipsis: str) -> dict[str, Cut]:
    """Cut each name that is longer than so many cells.

    The beginning stays where that tells the name from its neighbours; else the end stays too, or that part by which
    they differ.

    Args:
        names: each different one at least once.
        width: cells of the column.
        ellipsis: stands for what is left out, one cell.
    """
    long = sorted({name for name in names if cell_len(name) > width})
    taken, cuts = set[str](), dict[str, Cut]()
    for at, name in enumerate(long):
        differs = max((_common(name, other) for other in long[max(0, at - 1) : at + 2] if other != name), default=0)
        for cut in _candidates(name, differs, width):
            if (shown := cut.of(name, ellipsis)) not in taken:
                break
        taken.add(shown)
        cuts[name] = cut
    return cuts


def _candidates(name: str, differs: int, width: int) -> Iterator[Cut]:
    """Give the ways to cut the name, the best first; ``differs`` is where it differs from its neighbours."""
    beginning = _fitting(name, 0, width - 1)
    if differs < beginning or width <= HEAD + 3:
        yield Cut(beginning, len(name), len(name))
    starts = (max(HEAD + 1, differs - BEFORE), differs, *range(len(name) - 1, HEAD, -1))
    for start in starts:
        tail = cell_len(name[start:])
        head = _fitting(name, 0, max(HEAD, width - 1 - tail))
        room = width - 1 - cell_len(name[:head])
        end = start + _fitting(name, start, room if tail <= room else room - 1)
        if head < start < end:
            yield Cut(head, start, end)
    yield Cut(beginning, len(name), len(name))


def _fitting(text: str, start: int, width: int) -> int:
    """Count the letters from there that so many cells have room for."""
    rest = text[start : start + max(0, width)]
    if rest.isascii() or cell_len(rest) <= width:
        return len(rest)
    return len(set_cell_size(rest, width).rstrip())


def _common(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, its) in pairs if mine != its), min(len(one), len(other)))
