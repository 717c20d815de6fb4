"""ctrl+c leaves, whatever is open."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette

from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("ctrl+p",),
        ("ctrl+p", "s", "i", "g"),
        ("slash", "p", "a", "y"),
        ("question_mark",),
        ("home", "C"),
        ("home", "w"),
        ("home", "enter"),
        ("home", "L"),
        ("2", "n"),
    ],
    ids=" ".join,
)
async def test_ctrl_c(context: AppContext, demo: Sandbox, keys: tuple[str, ...]) -> None:
    assert demo
    async with using(context) as person:
        await person.press(*keys)
        if "ctrl+p" in keys:
            assert isinstance(person.screen, CommandPalette)
        await person.pilot.press("ctrl+c")
        await person.pilot.pause()
        assert not person.app._running or person.app._exit
