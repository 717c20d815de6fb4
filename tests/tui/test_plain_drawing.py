"""Where the terminal's locale is not UTF-8, nothing but ASCII is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.scrollbar import ScrollBar, ScrollBarRender

from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using
from tests.tui.test_themes import SCREENS


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_is_ascii(demo: Sandbox, context: AppContext, name: str, size: tuple[int, int]) -> None:
    del demo
    async with using(replace(context, glyphs=ASCII), size) as person:
        for key in SCREENS[name]:
            await person.press(key)
        assert not {letter for letter in person.text if not letter.isascii()}


async def test_a_toast_is_ascii(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(replace(context, glyphs=ASCII)) as person:
        await person.press("3", "delete")
        assert person.toasts
        assert person.line("Delete is for Sessions (2).").isascii()


async def test_another_terminal_has_its_own_signs_again(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(replace(context, glyphs=ASCII)):
        assert ScrollBar.renderer is not ScrollBarRender
    async with using(context) as person:
        assert ScrollBar.renderer is ScrollBarRender
        assert "╭" in person.text
