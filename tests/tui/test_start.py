"""The start of the screen does each thing once, and leaves for later what it does not need."""

from __future__ import annotations

from typing import Any

import pytest
from textual.design import ColorSystem
from textual.widgets import Input

from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


async def test_it_makes_the_colours_of_its_own_theme_alone(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    made: list[ColorSystem] = []
    generate = ColorSystem.generate

    def counted(colours: ColorSystem, *args: Any) -> dict[str, str]:
        made.append(colours)
        return generate(colours, *args)

    monkeypatch.setattr(ColorSystem, "generate", counted)
    async with using(context) as person:
        assert person.app.theme_variables["background"]
        assert len(made) == 1
        assert not person.screen.query(Input)
