"""The diff before a change: of any length, whatever is in it."""

from __future__ import annotations

import time

import pytest

from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.diff_dialog import DiffScreen
from ssotui.tui.widgets.diff_lines import DiffLines
from tests.tui.conftest import using

pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.timing
async def test_of_fourteen_thousand_lines_only_those_in_sight_are_drawn(context: AppContext) -> None:
    lines = [f"+line {number}" for number in range(14_000)]
    async with using(context) as person:
        began = time.thread_time()
        await person.app.push_screen(DiffScreen("Do it?", lines))
        await person.settle()
        took = time.thread_time() - began
        assert person.line("+line 0")
        await person.press("end")
        assert person.line("+line 13999")
        await person.press("pageup", "up", "home")
        assert person.line("+line 0")
        await person.press("escape")
        assert not isinstance(person.screen, DiffScreen)
    assert took < 0.6  # some 0.1 s; as one text over a second


@pytest.mark.parametrize("width", [120, 60, 40])
async def test_long_lines_are_folded_and_nothing_is_markup(context: AppContext, width: int) -> None:
    lines = ["+[profile x]", "+[/nope] [bold]b[/]", "+" + "y" * 150 + "!", "-漢字" * 40, " same", ""]
    async with using(context, (width, 24)) as person:
        await person.app.push_screen(DiffScreen("Do it?", lines))
        await person.settle()
        assert person.line("+[/nope] [bold]b[/]")
        drawn = person.screen.query_one(DiffLines)
        folded = "".join(drawn.render_line(y - int(drawn.scroll_offset.y)).text.rstrip() for y in range(40))
        assert "+" + "y" * 150 + "!" in folded
        assert "-漢字" * 40 in folded
