"""Word what stands at the right end of the filter's line: how many rows it leaves, and their order."""

from __future__ import annotations

from ssotui.actions.listing.ranking import Arrangement, Order
from ssotui.tui.drawing.cells import cell_len
from ssotui.tui.drawing.glyphs import Glyphs

WORDS = {
    Order.TIME: "time", Order.RECENT: "recent use", Order.GROUPED: "group", Order.ID: "account ID",
    Order.EMAIL: "e-mail",
}  # fmt: skip
"""How the orders are called, where their own names do not say it."""

WIDE, NARROW = 70, 40
"""Cells of the line from which on it has room for the order's words, and for those alone that name it."""


def order_words(arrangement: Arrangement, glyphs: Glyphs) -> str:
    """Say ``by time ▲``; nothing of rows that stand as the files have them."""
    if arrangement == Arrangement():
        return ""
    order, reverse = arrangement
    return f"by {WORDS.get(order, order.value)} {glyphs.down if reverse else glyphs.up}"


def room_for(width: int) -> int:
    """Give the cells that a line of so many keeps for these words; the rest is for what is typed."""
    return 30 if width >= WIDE else 22 if width >= NARROW else 14


def counted(count: str, order: str, width: int) -> str:
    """Join the count and the order, as far as they have room.

    Args:
        count: as ``12/214``.
        order: its words, or none.
        width: cells of the line.
    """
    short = f"{count} {order.removeprefix('by ')}"
    said = (f"{count} · {order}", short, count) if order else (count,)
    return next((words for words in said if cell_len(words) < room_for(width)), count)
