"""Screen-share mode: what would tell whose accounts these are is drawn as signs, one for each of its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from ssotui.tui.drawing.concealing import TELLING


class Mask(LineFilter):
    """The last thing that a line goes through on its way to the terminal: hides what nobody has hidden before.

    Whoever cuts or folds a text hides it first, for half an account ID is none that this would know.
    """

    def __init__(self, sign: str) -> None:
        super().__init__(enabled=False)
        self._sign = sign

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line with signs in the place of what tells, in as many cells."""
        del background
        line = "".join(segment.text for segment in segments)
        hidden = {at for found in re.finditer(TELLING, line) for at in range(*found.span())}
        return list(self._concealed(segments, hidden)) if hidden else segments

    def _concealed(self, segments: list[Segment], hidden: set[int]) -> Iterator[Segment]:
        start = 0
        for text, style, control in segments:
            signs = (self._sign * cell_len(letter) if at in hidden else letter for at, letter in enumerate(text, start))
            yield Segment("".join(signs), style, control)
            start += len(text)
