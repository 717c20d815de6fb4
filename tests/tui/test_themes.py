"""Our two themes can be read, on every screen; and the one that is chosen stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.color import Color
from textual.widget import Widget

from ssotui.actions.settings import loading
from ssotui.actions.settings.loading import Loaded
from ssotui.model.settings import DEFAULTS
from ssotui.storage import state
from ssotui.storage.settings import settings_file
from ssotui.tui.app import SsotuiApp
from ssotui.tui.command_table import BY_ID
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.drawing.themes import OURS
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

LEAST = 4.5
"""The contrast that WCAG 2 wants of text (AA)."""

SCREENS = {
    "profiles": (),
    "a broken profile": ("slash", *"initech", "tab"),
    "selected": ("space", "space"),
    "matches": ("slash", *"pay"),
    "sessions": ("2",),
    "accounts": ("3",),
    "keys": ("slash", *"pay", "enter"),
    "sign-in": ("slash", *"globex", "enter"),
    "help": ("question_mark",),
    "doctor": ("d",),
    "the doctor's second": ("d", "down"),
    "formats": ("C",),
    "palette": ("ctrl+p", "down"),
    "a question": ("2", "delete"),
    "a diff": ("3", "n"),
    "new session": ("2", "n"),
}
"""The keys that lead to each."""


def ratio(one: Color, other: Color) -> float:
    """The contrast of two colours, as WCAG 2 has it."""

    def luminance(color: Color) -> float:
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (part / 255 for part in color.get_truecolor())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def texts(person: Person) -> Iterator[tuple[str, Color, Color]]:
    """Every text of the screen on top with its two colours; under a dialog only what that draws."""
    top = person.screen
    boxes = [widget.region for widget in top.query(Widget) if widget.region]
    for y, strip in enumerate(top._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            inside = not top.is_modal or any(box.contains(x, y) for box in boxes)
            x += len(text)
            if style and inside and re.search(r"\w", text) and style.color and style.bgcolor:
                pair = (style.color, style.bgcolor)
                yield text, *(reversed(pair) if style.reverse else pair)


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_text_can_be_read(demo: Sandbox, clock: FrozenClock, theme: str, name: str) -> None:
    del demo
    context = AppContext(FakeClipboard(), clock, UNICODE, loaded=Loaded(DEFAULTS._replace(theme=theme)))
    async with using(context) as person:
        for key in SCREENS[name]:
            await person.press(key)
        found = list(texts(person))
        assert len(found) > 5
        faint = {(round(ratio(*pair), 1), text.strip()) for text, *pair in found if ratio(*pair) < LEAST}
        assert not faint


async def choose(person: Person, theme: str) -> None:
    """In the palette."""
    await person.press("ctrl+p")
    await person.type("theme")
    await person.press("enter")
    await person.type(theme)
    await person.press("enter")


async def test_the_theme_chosen_in_the_palette_is_there_next_time(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    async with using(AppContext(FakeClipboard(), clock, UNICODE)) as person:
        await choose(person, "ssotui-light")
        assert person.app.theme == "ssotui-light"
        assert not person.toasts
        while loading.theme_of(Loaded()) != "ssotui-light":
            await person.pilot.pause(0.01)
    async with using(AppContext(FakeClipboard(), clock, UNICODE)) as person:
        assert person.app.theme == "ssotui-light"


async def test_the_settings_theme_counts_and_says_so(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('theme = "nord"\n')
    context = AppContext(FakeClipboard(), clock, UNICODE, loaded=loading.load(BY_ID))
    async with using(context) as person:
        assert person.app.theme == "nord"
        await choose(person, "ssotui-light")
        assert person.app.theme == "ssotui-light"
        assert person.toasts == [
            "ssotui-light until you quit: ~/.config/ssotui/config.toml:1 sets the theme to start with."
        ]
    assert SsotuiApp(context).theme == "nord"


def test_a_theme_that_is_remembered_and_gone_is_no_matter(clock: FrozenClock, demo: Sandbox) -> None:
    del demo
    state.edit(lambda kept: kept.set_theme("gone"))
    assert SsotuiApp(AppContext(FakeClipboard(), clock, UNICODE)).theme == "ssotui-dark"
