"""Make one moving picture of several still ones: an animated SVG without any script, which plays wherever it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
CELL, LINE = 12.2, 24.4
"""The width of a cell and the height of a line, as Textual draws them."""


PAGE = """\
<svg viewBox="0 0 {whole_width} {whole_height}" xmlns="http://www.w3.org/2000/svg">
<style>
text{{font-family:Fira Code,Menlo,Consolas,DejaVu Sans Mono,monospace;font-size:20px}}
.title,.pressed{{font-size:18px;font-weight:bold}}
.title{{fill:#c5c8c6;text-anchor:middle}}
.pressed{{fill:#fecc66;text-anchor:end}}
{rules}
@media (prefers-reduced-motion:reduce){{g{{animation:none!important}}}}
</style>
<rect fill="#292929" width="{whole_width}" height="{whole_height}" rx="8"/>
<circle cx="26" cy="22" r="7" fill="#ff5f57"/>
<circle cx="48" cy="22" r="7" fill="#febc2e"/>
<circle cx="70" cy="22" r="7" fill="#28c840"/>
<text class="title" x="{middle}" y="27">ssotui</text>
<g transform="translate(9,41)">
{drawn}
</g>
</svg>
"""
"""The window around the terminal, as Textual draws it. The keys that were pressed stand in its title."""


class Frame(NamedTuple):
    """One still picture.

    Attributes:
        svg: as Textual exports it.
        seconds: how long it is shown.
        pressed: the keys that were pressed so far, as a person reads them.
    """

    svg: str
    seconds: float
    pressed: str


class Shown(NamedTuple):
    """The frames in which a part is shown, from the first to the last, both included."""

    first: int
    last: int

    @property
    def name(self) -> str:
        """The name of its style."""
        return f"f{self.first}-{self.last}"


def film(frames: Sequence[Frame]) -> str:
    """Give the animated SVG, which begins anew when it has ended. What does not change is drawn once.

    Who wants less motion sees the first frame.
    """
    styles = Styles()
    rows = [rows_of(frame.svg, styles) for frame in frames]
    parts: defaultdict[Shown, list[str]] = defaultdict(list)
    for row in sorted(set().union(*rows)):
        for shown, drawn in stretches([each.get(row, "") for each in rows]):
            parts[shown].append(f'<g transform="translate(0,{_number(row * LINE)})">{drawn}</g>')
    for shown, pressed in stretches([escape(frame.pressed) for frame in frames]):
        parts[shown].append(f'<text class="pressed" x="{_number(styles.width - 20)}" y="-14">{pressed}</text>')
    always = Shown(0, len(frames) - 1)
    moving = [rule for shown in sorted(parts) if shown != always for rule in animation(shown, frames)]
    groups = [f"<g{_hidden(shown, always)}>{''.join(these)}</g>" for shown, these in sorted(parts.items())]
    return PAGE.format(
        width=_number(styles.width),
        height=_number(styles.height),
        whole_width=_number(styles.width + 18),
        whole_height=_number(styles.height + 50),
        middle=_number(styles.width / 2),
        rules="\n".join([*styles.rules, *moving]),
        drawn="\n".join(groups),
    )


class Styles:
    """Gives each way of drawing a short name, and knows how large the terminal is.

    Attributes:
        width: of the terminal, in the picture's units.
        height: likewise.
    """

    def __init__(self) -> None:
        self.width = self.height = 0.0
        self._names: dict[str, str] = {}

    @property
    def rules(self) -> list[str]:
        """The rules of a style sheet."""
        return [f".{name}{{{rule}}}" for rule, name in self._names.items()]

    def name(self, rule: str) -> str:
        """Give the name of the class with these declarations."""
        return self._names.setdefault(rule, f"s{len(self._names)}")


def rows_of(svg: str, styles: Styles) -> dict[int, str]:
    """Take a still picture apart: what each line of the terminal shows, drawn as if it were the first one."""
    declared = dict(re.findall(r"\.(terminal-\d+-r\d+) \{ (.*?) \}", svg))
    rows: defaultdict[int, list[tuple[float, float, str]]] = defaultdict(list)
    texts: defaultdict[int, list[str]] = defaultdict(list)
    terminal = next(group for group in ET.fromstring(svg).iter(f"{SVG}g") if "clip-path" in group.attrib)  # noqa: S314
    for rect in terminal.findall(f"{SVG}rect"):
        x, y, width = (float(rect.attrib[name]) for name in ("x", "y", "width"))
        rows[round((y - 1.5) / LINE)].append((x, width, styles.name(f"fill:{rect.attrib['fill']}")))
        styles.width, styles.height = max(styles.width, x + width), max(styles.height, y + LINE)
    for text in terminal.iter(f"{SVG}text"):
        words = (text.text or "").rstrip("\n")
        if blank := len(words) - len(words.lstrip("\xa0")):
            words = words[blank:]
        words = words.rstrip("\xa0")
        if words:
            x = float(text.attrib["x"]) + blank * CELL
            length = float(text.attrib["textLength"]) * len(words) / max(1, len(text.text or ""))
            name = styles.name(re.sub(r": ", ":", declared[text.attrib["class"]]))
            row = round((float(text.attrib["y"]) - 20) / LINE)
            texts[row].append(
                f'<text class="{name}" x="{_number(x)}" y="20" textLength="{_number(length)}">{escape(words)}</text>'
            )
    return {row: "".join([*backgrounds(rows[row]), *texts[row]]) for row in rows}


def backgrounds(rects: list[tuple[float, float, str]]) -> Iterator[str]:
    """Draw the backgrounds of a line, those of one colour that touch as one."""
    for name, touching in groupby(sorted(rects), key=lambda rect: rect[2]):
        these = list(touching)
        x, end = these[0][0], these[-1][0] + these[-1][1]
        yield f'<rect class="{name}" x="{_number(x)}" y="1.5" width="{_number(end - x)}" height="24.65"/>'


def stretches(drawn: Sequence[str]) -> Iterator[tuple[Shown, str]]:
    """Give what is drawn one after the other, each with the frames for which it stays."""
    at = 0
    for same, run in groupby(drawn):
        count = len(list(run))
        if same:
            yield Shown(at, at + count - 1), same
        at += count


def animation(shown: Shown, frames: Sequence[Frame]) -> Iterator[str]:
    """Show a part in its frames only."""
    seconds = [frame.seconds for frame in frames]
    total = sum(seconds)
    begins, ends = (f"{100 * sum(seconds[:at]) / total:.2f}%" for at in (shown.first, shown.last + 1))
    steps = f"0%{{visibility:hidden}}{begins}{{visibility:visible}}{ends}{{visibility:hidden}}"
    if shown.first == 0:
        steps = f"0%{{visibility:visible}}{ends}{{visibility:hidden}}"
    if shown.last == len(frames) - 1:
        steps = f"0%{{visibility:hidden}}{begins},100%{{visibility:visible}}"
    yield f"@keyframes {shown.name}{{{steps}}}"
    yield f".{shown.name}{{animation:{shown.name} {_number(total)}s step-end infinite}}"


def _hidden(shown: Shown, always: Shown) -> str:
    if shown == always:
        return ""
    return f' class="{shown.name}"' + ("" if shown.first == 0 else ' visibility="hidden"')


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
