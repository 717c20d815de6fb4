"""Turn the names of styles into colours of the terminal, by the palette of the theme, without Textual.

``palettes.txt`` has what Textual makes of the style sheets in each theme; ``python -m tests.palettes`` writes it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from ssotui.tui.drawing.environment_badge import hex_of, ink_on

PALETTES = "palettes.txt"
NO_COLOUR = "no-colour"
"""Names the palette of attributes alone, for ``NO_COLOR``."""

ATTRIBUTES = {"b": "1", "d": "2", "i": "3", "u": "4", "r": "7"}
STANDARD = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
)  # fmt: skip
"""The sixteen colours that Rich takes a terminal's own to be."""


def read_palette(theme: str) -> dict[str, str] | None:
    """Read the palette of a theme: ``FOREGROUND/BACKGROUND/ATTRIBUTES`` by the name of a style; ``None`` if unknown."""
    with open(os.path.join(os.path.dirname(__file__), PALETTES), encoding="ascii") as file:  # noqa: PTH118, PTH120, PTH123 - pathlib costs 4 ms here
        names = file.readline().rstrip("\n").split("\t")
        for line in file:
            name, *inks = line.rstrip("\n").split("\t")
            if name == theme:
                return dict(zip(names, inks, strict=True))
    return None


def depth_of(environment: Mapping[str, str]) -> int:
    """Give the number of colours that Rich takes the terminal to have: 16, 256 or 2 ** 24."""
    if environment.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return 1 << 24
    kind = environment.get("TERM", "").strip().lower().rpartition("-")[2]
    return 256 if kind in {"kitty", "256color"} else 16


class Inks:
    """Gives each style as the parameters of ``SGR``, the sequence that sets colours and attributes.

    Args:
        palette: of the theme.
        depth: how many colours the terminal has.
        colours: whether it shows any; without, attributes alone are left.
    """

    def __init__(self, palette: Mapping[str, str], depth: int, *, colours: bool = True) -> None:
        self._palette = palette
        self._depth = depth
        self._colours = colours
        self._known: dict[str, str] = {}

    def __call__(self, style: str) -> str:
        """Give the parameters for a style of the palette, or for a badge over one (``base badge:#ff0000``)."""
        if style not in self._known:
            base, _, badge = style.partition(" badge:")
            foreground, background, attributes = self._palette[base].split("/")
            if badge:
                attributes = "b" if self._colours else "".join({*attributes, "b"})
                if self._colours:
                    foreground, background = ink_on(hex_of(badge))[1:], hex_of(badge)[1:]
            codes = [ATTRIBUTES[letter] for letter in attributes]
            codes += [self._colour(foreground, 30), self._colour(background, 40)]
            self._known[style] = ";".join(filter(None, codes))
        return self._known[style]

    def _colour(self, colour: str, first: int) -> str:
        """Give the parameters for one colour.

        Args:
            colour: ``rrggbb``, or the number of one of the terminal's own, or ``default``, or nothing.
            first: 30 for a foreground, 40 for a background.
        """
        if not colour:
            return ""
        if colour == "default":
            return str(first + 9)
        if len(colour) < 6:
            return _own(int(colour), first)
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        if self._depth > 256:
            return f"{first + 8};2;{red};{green};{blue}"
        if self._depth == 256:
            return f"{first + 8};5;{nearest_of_256(red, green, blue)}"
        return _own(nearest_of_16(red, green, blue), first)


def nearest_of_256(red: int, green: int, blue: int) -> int:
    """Give the number of the colour that Rich shows in place of another one where there are 256."""
    highest, lowest = max(red, green, blue) / 255, min(red, green, blue) / 255
    light = (highest + lowest) / 2
    spread = highest - lowest
    around = highest + lowest if light <= 0.5 else 2.0 - highest - lowest
    if spread == 0 or spread / around < 0.15:
        grey = round(light * 25)
        return 16 if grey == 0 else 231 if grey == 25 else 231 + grey
    red6, green6, blue6 = (round(part / 95 if part < 95 else 1 + (part - 95) / 40) for part in (red, green, blue))
    return 16 + 36 * red6 + 6 * green6 + blue6


def nearest_of_16(red: int, green: int, blue: int) -> int:
    """Give the number of the colour that Rich shows in place of another one where there are 16."""

    def distance(number: int) -> float:
        red2, green2, blue2 = STANDARD[number]
        mean = (red + red2) // 2
        differences = red - red2, green - green2, blue - blue2
        of_red, of_green, of_blue = (difference * difference for difference in differences)
        return (((512 + mean) * of_red) >> 8) + 4 * of_green + (((767 - mean) * of_blue) >> 8)

    return min(range(16), key=distance)


def _own(number: int, first: int) -> str:
    if number >= 16:
        return f"{first + 8};5;{number}"
    return str(first + number if number < 8 else first + 52 + number)
