"""The few signs that are drawn, and their stand-ins where the terminal's locale is not UTF-8."""

from __future__ import annotations

import os

from ssotui.model.records import NamedTuple
from ssotui.tui.drawing.cells import cell_len, set_cell_size


class Glyphs(NamedTuple):
    """Every sign comes with a word beside it: none carries meaning alone."""

    star: str = "★"
    active: str = "●"
    cursor: str = "▌"
    selected: str = "✓"
    new: str = "+"
    gone: str = "✗"
    expired: str = "✗"
    warning: str = "!"
    note: str = "·"
    full: str = "▰"
    empty: str = "▱"
    none: str = "–"  # noqa: RUF001 - the dash that says "nothing here"
    enter: str = "⏎"
    mask: str = "•"
    up: str = "▲"
    down: str = "▼"
    folded: str = "▸"
    unfolded: str = "▾"
    ellipsis: str = "…"

    def cut(self, text: str, width: int) -> str:
        """Give the text, or as much of it as there are cells for."""
        return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + self.ellipsis


UNICODE = Glyphs()
ASCII = Glyphs(
    star="*",
    active="@",
    cursor=">",
    selected="v",
    gone="x",
    expired="x",
    full="#",
    empty="-",
    none="-",
    enter="enter",
    note="-",
    mask="*",
    up="^",
    down="v",
    folded=">",
    unfolded="v",
    ellipsis="~",
)


def for_terminal() -> Glyphs:
    """Choose the signs that this terminal's locale can show."""
    from _locale import getencoding  # as locale has it, which imports re

    encoding = getencoding() if os.environ.get("PYTHONUTF8") != "1" else "utf-8"
    return UNICODE if encoding.lower().replace("-", "") == "utf8" else ASCII
