"""The first frame has the cells that Textual paints: it is compared with the app's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version
from time import monotonic

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem

from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.model.profile import FilePlace
from ssotui.model.settings import Environment, Settings
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.opening import opened
from ssotui.tui.command_table import COMMANDS
from ssotui.tui.drawing.glyphs import ASCII, UNICODE, Glyphs
from ssotui.tui.drawing.runs import Line
from ssotui.tui.drawing.themes import names
from ssotui.tui.first_frame.frame import Frame
from ssotui.tui.first_frame.inks import NO_COLOUR, Inks, nearest_of_16, nearest_of_256, read_palette
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.keymap import Keymap
from tests import palettes
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.support.waiting import PATIENCE

SIZES = ((60, 15), (80, 24), (120, 36), (160, 45))
ENVIRONMENTS = (Environment("*prod*", "PROD", "red"), Environment("*stage*", "STAGE", "#8a5a00"))

Cell = tuple[str, frozenset[str]]


@pytest.mark.skipif(version("textual") != "8.2.8", reason="another release may have other colours in its own themes")
def test_the_palettes_are_current() -> None:
    assert palettes.FILE.read_text() == palettes.made(), "run: python -m tests.palettes"


THEMES = ("ssotui-dark", "ssotui-light", "ansi-dark", "no-colour", "nord", "ascii", "masked")


@pytest.mark.parametrize(
    ("theme", "size", "picking"),
    [(theme, size, (at + by) % 2 == 1) for at, theme in enumerate(THEMES) for by, size in enumerate(SIZES)],
    ids=str,
)
async def test_it_is_what_textual_paints_first(
    demo: Sandbox, clock: FrozenClock, theme: str, size: tuple[int, int], picking: bool
) -> None:
    assert demo
    await is_what_textual_paints(clock, theme, size, picking=picking)


@pytest.mark.parametrize("size", SIZES[1:3], ids=str)
@pytest.mark.parametrize(
    "config", ["", "[sso-session acme]\nsso_start_url = https://a.example\nsso_region = us-east-1\n"]
)
async def test_so_it_is_without_profiles(home: Home, clock: FrozenClock, config: str, size: tuple[int, int]) -> None:
    home.config(config)
    await is_what_textual_paints(clock, "ssotui-dark", size, picking=False)


@pytest.mark.parametrize(("sort", "size"), [("grouped", SIZES[1]), ("time", SIZES[2])])
async def test_so_it_is_in_another_order(demo: Sandbox, clock: FrozenClock, sort: str, size: tuple[int, int]) -> None:
    assert demo
    await is_what_textual_paints(clock, "ssotui-dark", size, picking=True, sort=sort)


async def is_what_textual_paints(
    clock: FrozenClock, theme: str, size: tuple[int, int], *, picking: bool, sort: str = "file"
) -> None:
    os.environ.update({"NO_COLOR": "1"} if theme == "no-colour" else {})  # which Textual takes out again
    glyphs = ASCII if theme == "ascii" else UNICODE
    name = theme if theme in names() else "ssotui-dark"
    settings = Settings(theme=name, environments=ENVIRONMENTS, mask=theme == "masked", sort=sort)
    context = AppContext(
        FakeClipboard(), clock, glyphs, loaded=Loaded(settings, origins={"theme": FilePlace("config.toml", 1)})
    )
    palette = read_palette(NO_COLOUR if theme == "no-colour" else name)
    assert palette
    inks = Inks(palette, 1 << 24, colours=theme != "no-colour")
    drawn = [list(_cells_of_line(line, inks)) for line in frame(settings, glyphs, clock, size, picking=picking)]
    app = SsotuiApp(context, picking=picking)
    async with app.run_test(size=size) as pilot:
        deadline = monotonic() + PATIENCE
        # The scrollbar is drawn after the rows, and nothing tells when.
        while (painted := _painted(app)) != drawn and monotonic() < deadline:
            await pilot.pause()
    for y, (ours, theirs) in enumerate(zip(drawn, painted, strict=True)):
        assert "".join(cell[0] for cell in ours) == "".join(cell[0] for cell in theirs), y
        for x, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            assert one == other, (x, y)


def _painted(app: SsotuiApp) -> list[list[Cell]]:
    return [list(_cells_of_strip(strip)) for strip in app.screen._compositor.render_strips()]


def frame(
    settings: Settings, glyphs: Glyphs, clock: FrozenClock, size: tuple[int, int], *, picking: bool
) -> list[Line]:
    opening = opened(read_inventory(), settings, glyphs, clock(), picking=picking)
    return Frame(opening, Keymap(COMMANDS, settings.keymap, glyphs.enter), glyphs, clock(), size).lines()


def _cells_of_line(line: Line, inks: Inks) -> Iterator[Cell]:
    for text, style, _ in line:
        for letter in text:
            yield letter, codes(inks(style))


def _cells_of_strip(strip: object) -> Iterator[Cell]:
    for text, style, _ in strip:  # type: ignore[attr-defined]
        for letter in text:
            assert cell_len(letter) == 1
            yield letter, codes(style._make_ansi_codes(ColorSystem.TRUECOLOR) if style else "")


def codes(parameters: str) -> frozenset[str]:
    """Attributes and colours, in any order."""
    found, parts = set[str](), parameters.split(";") if parameters else []
    while parts:
        count = {"38": 5, "48": 5}.get(parts[0], 1) if parts[1:2] == ["2"] else 3 if parts[0] in {"38", "48"} else 1
        found.add(";".join(parts[:count]))
        parts = parts[count:]
    return frozenset(found)


@pytest.mark.parametrize("step", [1, 3, 7])
def test_fewer_colours_are_those_that_rich_takes(step: int) -> None:
    from rich.color import Color

    for at in range(0, 1 << 24, 997 * step * 13):
        red, green, blue = at >> 16, at >> 8 & 255, at & 255
        colour = Color.from_rgb(red, green, blue)
        assert nearest_of_256(red, green, blue) == colour.downgrade(ColorSystem.EIGHT_BIT).number
        assert nearest_of_16(red, green, blue) == colour.downgrade(ColorSystem.STANDARD).number
