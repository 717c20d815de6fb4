"""A user code in letters that can be read across a room."""

from __future__ import annotations

from ssotui.export.qr import BLOCKS
from ssotui.tui.drawing.glyphs import ASCII, Glyphs

FONT = {
    "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644", "G": "34553", "H": "55755",
    "I": "72227", "J": "11152", "K": "55655", "L": "44447", "M": "57755", "N": "65555", "O": "25552", "P": "65644",
    "Q": "25563", "R": "65655", "S": "34216", "T": "72222", "U": "55557", "V": "55522", "W": "55775", "X": "55255",
    "Y": "55222", "Z": "71247", "0": "75557", "1": "26227", "2": "61247", "3": "61216", "4": "55711", "5": "74616",
    "6": "34757", "7": "71222", "8": "75757", "9": "75716", "-": "00700",
}  # fmt: skip
"""Three by five points each: five rows from the top, each an octal digit of three bits."""

ROWS = 5


def big(text: str, glyphs: Glyphs) -> tuple[str, ...]:
    """The text's lines, or none if it has a character that the font lacks."""
    letters = [FONT.get(char) for char in text.upper()]
    drawn = [letter for letter in letters if letter]
    if len(drawn) != len(letters):
        return ()
    rows = ["0".join(f"{int(letter[row], 8):03b}" for letter in drawn) for row in range(ROWS)]
    if glyphs is ASCII:
        return tuple("".join(" #"[int(point)] for point in row).rstrip() for row in rows)
    rows.append("0" * len(rows[0]))
    return tuple(
        "".join(BLOCKS[int(upper), int(lower)] for upper, lower in zip(above, below, strict=True)).rstrip()
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
