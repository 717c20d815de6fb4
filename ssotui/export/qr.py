"""Draw QR codes as text, for a phone's camera in front of a terminal."""

from __future__ import annotations

BORDER = 2
"""Light modules around the code: half of the standard's quiet zone. Cameras do well with it, and it fits 24 lines."""

BLOCKS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
"""Two modules, one above the other, of which the dark ones are drawn."""


def half_blocks(text: str) -> tuple[str, ...]:
    """Return the lines of a QR code, two rows of modules each. They must be drawn dark on light."""
    import segno  # 20 ms; only a sign-in by device code needs it

    rows = [tuple(row) for row in segno.make(text, error="l", micro=False).matrix_iter(border=BORDER)]
    if len(rows) % 2:
        rows.append((0,) * len(rows[0]))
    return tuple(
        "".join(BLOCKS[bool(upper), bool(lower)] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
