"""Give runs of text to Textual: as the content of a widget, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from ssotui.tui.drawing.environment_badge import paint_of
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
    return Content("\n").join(_of_line(line) for line in lines)


def _of_line(line: Line) -> Content:
    return Content("").join(_of_run(*run) for run in line)


def _of_run(text: str, style: str, action: str) -> Content:
    badge = style.removeprefix("badge:")
    content = Content.styled(text, STYLES[style] if badge == style else paint_of(badge))
    return content.stylize(Style.from_meta({"run": action})) if action else content
