"""ctrl+z suspends, whatever is open."""

from __future__ import annotations

import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


@pytest.mark.parametrize(
    "keys",
    [(), ("ctrl+p",), ("slash", "p", "a", "y"), ("question_mark",), ("home", "w"), ("home", "enter"), ("2", "n")],
)
async def test_ctrl_z(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    assert demo
    async with using(context) as person:
        suspended: list[bool] = []
        monkeypatch.setattr(person.app, "action_suspend_process", lambda: suspended.append(True))
        await person.press(*keys)
        await person.pilot.press("ctrl+z")
        await person.pilot.pause()
        assert suspended == [True]
