"""Keys that come in one burst, as over a slow line: what they close is closed once."""

from __future__ import annotations

import pytest

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.help_screen import HelpScreen
from ssotui.tui.shell.row import Here
from tests.support.sandbox import Sandbox
from tests.support.sign_in import ACME_SESSION
from tests.tui.conftest import using

OPENERS = {
    "a question": ("2", "L"),
    "deleting a file": ("2", "end", "delete"),
    "undo": ("z",),
    "purge": ("X",),
    "help": ("question_mark",),
    "formats": ("C",),
    "the palette": ("ctrl+p",),
    "the doctor": ("d",),
    "the keys": ("enter",),
    "the write menu": ("w",),
    "a new session": ("2", "n"),
    "a new profile": ("n",),
}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("burst", [("enter", "enter", "enter"), ("escape", "escape", "escape"), ("n", "n")])
@pytest.mark.parametrize("opener", OPENERS.values(), ids=OPENERS)
async def test_a_burst_closes_it_once(context: AppContext, opener: tuple[str, ...], burst: tuple[str, ...]) -> None:
    async with using(context) as person:
        await person.press(*opener)
        await person.press(*burst)
        assert isinstance(person.app.screen_stack[0], MainScreen)
        assert person.app._exception is None
        assert not [toast for toast in person.toasts if "nexpected" in toast]
        for _ in range(8):
            await person.press("escape")
        await person.press("2")
        assert "SESSION OR FILE" in person.text


async def test_what_ends_below_another_screen_closes_when_that_is_gone(context: AppContext, demo: Sandbox) -> None:
    assert demo
    ended: list[str | None] = []
    async with using(context) as person:
        screen = SignInScreen(ACME_SESSION)
        await person.app.push_screen(screen, ended.append)
        await person.app.push_screen(HelpScreen(Place.SIGN_IN, Here()))
        screen.dismiss("signed in")
        await person.pilot.pause()
        assert type(person.screen) is HelpScreen
        assert ended == []
        await person.press("escape")
        assert person.app.screen_stack[-1].id == person.app.screen_stack[0].id
        assert ended == ["signed in"]
