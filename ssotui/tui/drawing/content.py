"""Give runs of text to Textual: as the content of a widget, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip
from textual.style import Style

from ssotui.model.settings import Environment
from ssotui.tui.drawing.environment_badge import paint_of, words
from ssotui.tui.drawing.runs import Line

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


def theme_filters(app: App[Any]) -> Sequence[LineFilter]:
    """Give the filters of lines in the theme's colours: Textual's first, for those of a terminal, has nothing to do."""
    return [each for each in app.get_line_filters() if not isinstance(each, ANSIToTruecolor)]


def filtered(strip: Strip, filters: Iterable[LineFilter], background: Color) -> Strip:
    """Apply the filters to the strip, each to what the one before it gives."""
    for each in filters:
        strip = strip.apply_filter(each, background)
    return strip


def _of_run(text: str, style: str, action: str) -> Content:
    badge = style.removeprefix("badge:")
    content = Content.styled(text, STYLES[style] if badge == style else paint_of(badge))
    return content.stylize(Style.from_meta({"run": action})) if action else content
