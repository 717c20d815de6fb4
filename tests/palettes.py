"""What Textual makes of the style sheets in each theme, for the first frame: ``python -m tests.palettes`` writes it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.visual import Visual, visualize
from textual.widget import Widget

from ssotui.actions.settings.loading import Loaded
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import FilePlace, Profile, ProfileKind
from ssotui.model.settings import DEFAULTS
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.drawing.content import STYLES, content_of
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.drawing.themes import names
from ssotui.tui.first_frame.inks import ATTRIBUTES, NO_COLOUR, PALETTES
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.context import AppContext
from ssotui.tui.widgets.header import HeaderBar
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock

FILE = Path(__file__).parent.parent / "ssotui" / "tui" / "first_frame" / PALETTES
SIZE = (120, 30)
PROFILES = tuple(ProfileRow(Profile(f"profile-{at}", ProfileKind.EMPTY, FilePlace("config", at))) for at in range(100))


def made() -> str:
    """The file as it has to be."""
    palettes = {theme: asyncio.run(palette_of(theme)) for theme in sorted(names())}
    kept = os.environ.get("NO_COLOR")
    try:
        os.environ["NO_COLOR"] = "1"
        palettes[NO_COLOUR] = asyncio.run(palette_of(DEFAULTS.theme))
    finally:
        os.environ.pop("NO_COLOR", None)
        if kept is not None:
            os.environ["NO_COLOR"] = kept
    lines = [list(next(iter(palettes.values()))), *([theme, *found.values()] for theme, found in palettes.items())]
    return "".join("\t".join(line) + "\n" for line in lines)


async def palette_of(theme: str) -> dict[str, str]:
    """The inks of every style, as the app draws them in the theme."""
    loaded = Loaded(DEFAULTS._replace(theme=theme), origins={"theme": FilePlace("config.toml", 1)})
    context = AppContext(FakeClipboard(), FrozenClock(), UNICODE, read=lambda: Inventory(PROFILES), loaded=loaded)
    app = SsotuiApp(context)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        found = {name: _ink(style) for name, style in _styles(app)}
        await pilot.press("slash")
        await pilot.pause()
        found["body caret"] = _ink(_cell(app, 4, 2))
        return found


def _styles(app: SsotuiApp) -> Iterator[tuple[str, Style]]:
    rows = app.screen.query_one(RowList)
    for place, widget in (("bar", app.screen.query_one(HeaderBar)), ("body", app.screen.query_one(DetailPanel))):
        for name in STYLES:
            yield f"{place} {name}".rstrip(), _shown(app, widget, name)
    for base in ("base", "cursor", "cursor-blurred"):
        for tone in ("", "plain", "good", "soon", "bad", "quiet", "selected"):
            style = rows._style(f"{base} {tone}".rstrip())
            yield f"{base} {tone}".rstrip(), _filtered(app, rows, Strip([Segment("x", style)]))
    yield "title", _filtered(app, rows, Strip([Segment("x", rows._style("title"))]))
    width, height = SIZE
    right = rows.region.right
    places = {
        "bar pad": (width - 1, 0), "body pad": (1, 2), "frame": (0, 1), "edge": (width - 1, 1),
        "thumb": (right - 1, 3), "track": (right - 1, height - 3),
    }  # fmt: skip
    for name, (x, y) in places.items():
        yield name, _cell(app, x, y)


def _cell(app: SsotuiApp, x: int, y: int) -> Style:
    (segment,) = app.screen._compositor.render_strips()[y].crop(x, x + 1)
    return segment.style or Style()


def _shown(app: SsotuiApp, widget: Widget, name: str) -> Style:
    content = visualize(widget, content_of([(("x", name, ""),)]))
    (strip,) = Visual.to_strips(widget, content, 1, 1, widget.visual_style)
    return _filtered(app, widget, strip)


def _filtered(app: SsotuiApp, widget: Widget, strip: Strip) -> Style:
    for each in app.get_line_filters():
        if each.enabled:
            strip = strip.apply_filter(each, widget.background_colors[1])
    (segment,) = strip
    return segment.style or Style()


def _ink(style: Style) -> str:
    named = {"b": style.bold, "d": style.dim, "i": style.italic, "u": style.underline, "r": style.reverse}
    attributes = "".join(letter for letter in ATTRIBUTES if named[letter])
    return f"{_colour(style, 'color')}/{_colour(style, 'bgcolor')}/{attributes}"


def _colour(style: Style, which: str) -> str:
    colour = getattr(style, which)
    if colour is None:
        return ""
    if colour.type is ColorType.DEFAULT:
        return "default"
    return str(colour.number) if colour.number is not None else str(colour.triplet.hex)[1:]


if __name__ == "__main__":
    FILE.write_text(made(), encoding="ascii")
    sys.stdout.write(f"{FILE}\n")
