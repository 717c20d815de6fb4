"""Give runs of text to Textual, in the colours of the theme: as the content of a widget, or as its finished lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip
from textual.style import Style

from ssotui.model.settings import Environment
from ssotui.tui.drawing.cells import cell_len
from ssotui.tui.drawing.environment_badge import paint_of, words
from ssotui.tui.drawing.runs import Line, cut_to, text_of

STYLES = {
    "": "",
    "strong": "bold",
    "brand": "bold $primary",
    "key": "bold $accent",
    "here": "bold $foreground on $primary 25%",
    "quiet": "$foreground-muted",
    "off": "$foreground-muted",
    "good": "$text-success",
    "soon": "$text-warning",
    "bad": "$text-error",
}
"""The named styles of all text outside the list, whose styles are in its style sheet."""


def content_of(lines: Iterable[Line]) -> Content:
    """Make one content of the lines; a click on a run with an action runs that in a ``Buttons`` widget."""
    return Content("\n").join(Content("").join(_of_run(*run) for run in line) for line in lines)


def badge_of(environment: Environment | None) -> Content:
    """Draw an environment's label as a badge in its colour; nothing for none."""
    return Content.styled(words(environment), paint_of(environment.colour) if environment else "")


def strip_of(line: Line, width: int, style_of: Callable[[str], RichStyle], rest: RichStyle) -> Strip:
    """Draw the line as Textual does. Neighbours that look the same are one segment, which is most of its work.

    Args:
        line: its actions are left out.
        width: the cells that it is cut to, or filled up to.
        style_of: gives each named style; the same object for those that look the same.
        rest: the style of the cells behind the line.
    """
    cells = cell_len(text_of(line))
    if cells > width:
        line, cells = cut_to(line, width), width
    texts, styles = list[str](), list[RichStyle]()
    for text, style in (*((text, style_of(name)) for text, name, _ in line), (" " * (width - cells), rest)):
        if styles and styles[-1] is style:
            texts[-1] += text
        elif text:
            texts.append(text)
            styles.append(style)
    return Strip(map(Segment, texts, styles), width)


def theme_filters(app: App[Any]) -> Sequence[LineFilter]:
    """Give the filters of lines in the theme's colours: Textual's first, for those of a terminal, has nothing to do."""
    return [each for each in app.get_line_filters() if not isinstance(each, ANSIToTruecolor)]


def filtered(strip: Strip, filters: Iterable[LineFilter], background: Color) -> Strip:
    """Apply the filters to the strip, each to what the one before it gives."""
    for each in filters:
        strip = strip.apply_filter(each, background)
    return strip


def style_text(name: str) -> str:
    """Give a named style in Textual's own words."""
    badge = name.removeprefix("badge:")
    return STYLES[name] if badge == name else paint_of(badge)


def _of_run(text: str, style: str, action: str) -> Content:
    content = Content.styled(text, style_text(style))
    return content.stylize(Style.from_meta({"run": action})) if action else content
