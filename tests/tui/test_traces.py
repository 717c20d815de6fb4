"""One key press runs through a few files of the screen only, so that a newcomer can follow it."""

from __future__ import annotations

import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.traces import JOURNEYS, traced


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", JOURNEYS)
async def test_a_press_runs_through_few_files(context: AppContext, demo: Sandbox, name: str) -> None:
    assert demo
    journey = JOURNEYS[name]
    files = await traced(journey, context)
    assert len(files) <= journey.at_most, files
