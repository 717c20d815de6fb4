"""What a person sees: every view at every size and in every kind of theme, and each dialog at two sizes.

``pytest tests/tui/test_pictures.py --snapshot-update`` draws the pictures anew; look at them before they are committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from ssotui.actions.settings import loading
from ssotui.tui.app import SsotuiApp
from ssotui.tui.command_table import BY_ID
from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.shell.context import AppContext
from tests.support.sign_in import OVER_SSH
from tests.tui.conftest import Person

SIZES = {"60x15": (60, 15), "80x24": (80, 24), "120x36": (120, 36), "200x60": (200, 60)}
THEMES = ("ssotui-dark", "ssotui-light", "ansi-dark", "no-colour")
VIEWS = {"profiles": "1", "sessions": "2", "accounts": "3"}
FEW = {"80x24": SIZES["80x24"], "120x36": SIZES["120x36"]}

SnapCompare = Callable[..., bool]

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def app_in(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SsotuiApp]:
    """The app with the demo's settings, in a theme."""

    def make(theme: str = "ssotui-dark", **edges: object) -> SsotuiApp:
        if theme == "no-colour":
            monkeypatch.setenv("NO_COLOR", "1")
            theme = "ssotui-dark"
        loaded = loading.load(known_commands=BY_ID)
        loaded = loaded._replace(settings=loaded.settings._replace(theme=theme))
        return SsotuiApp(replace(context, loaded=loaded, surroundings=OVER_SSH, **edges))  # type: ignore[arg-type]

    return make


def pressing(app: SsotuiApp, *keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press one after the other, each when all that the one before has started is done."""

    async def press(pilot: Pilot[Any]) -> None:
        person = Person(app, pilot)
        await person.settle()
        for key in keys:
            await person.press(key)

    return press


@pytest.mark.parametrize(
    ("view", "size", "theme"),
    [
        (list(VIEWS)[(at + by) % len(VIEWS)], size, theme)
        for at, size in enumerate(SIZES)
        for by, theme in enumerate(THEMES)
    ],
)
def test_views(app_in: Callable[..., SsotuiApp], snap_compare: SnapCompare, view: str, size: str, theme: str) -> None:
    app = app_in(theme)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=pressing(app, VIEWS[view], "end", "up", "home"))


DIALOGS: Mapping[str, tuple[str, ...]] = {
    "keys": ("slash", *"pay", "enter"),
    "copy-as": ("slash", *"pay", "enter", "C"),
    "guard": ("slash", *"prodadmin", "enter", "c"),
    "write": ("slash", *"pay", "enter", "w", "2"),
    "write-guarded": ("slash", *"prodadmin", "enter", "w"),
    "help": ("question_mark",),
    "doctor": ("d",),
    "new-profile": ("3", "n"),
    "new-session": ("2", "n"),
    "delete-file": ("2", "end", "delete"),
    "nothing-matches": ("slash", *"zzzz"),
    "selected": ("space", "space", "down", "space"),
}


@pytest.mark.parametrize("size", FEW)
@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(app_in: Callable[..., SsotuiApp], snap_compare: SnapCompare, dialog: str, size: str) -> None:
    app = app_in()
    assert snap_compare(app, terminal_size=SIZES[size], run_before=pressing(app, *DIALOGS[dialog]))


@pytest.mark.parametrize("dialog", ["keys", "selected"])
def test_in_ascii(app_in: Callable[..., SsotuiApp], snap_compare: SnapCompare, dialog: str) -> None:
    app = app_in(glyphs=ASCII)
    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=pressing(app, *DIALOGS[dialog]))
