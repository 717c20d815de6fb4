"""What is typed before there is anything to see: it counts, each key in its turn."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.model.inventory import Inventory
from ssotui.model.settings import DEFAULTS
from ssotui.tui.app import SsotuiApp
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import SIZE, Person


@pytest.mark.usefixtures("demo")
async def test_enter_before_the_files_are_read_picks_once_they_are(context: AppContext) -> None:
    reading: Future[Inventory] = Future()
    app = SsotuiApp(replace(context, read=reading.result), picking=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"audit", "enter")
        assert app.is_running
        reading.set_result(read_inventory())
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert app.return_value == "security-audit"


@pytest.mark.usefixtures("demo")
async def test_a_line_feed_is_an_enter_unless_it_is_some_commands_key(context: AppContext) -> None:
    app = SsotuiApp(context, picking=True)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press(*"audit", "ctrl+j")
    assert app.return_value == "security-audit"

    loaded = Loaded(DEFAULTS._replace(keymap={"move.down": "down,ctrl+j"}))
    app = SsotuiApp(replace(context, loaded=loaded), picking=True)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press(*"audit", "ctrl+j", "enter")
    assert app.return_value == "legacy-audit"


@pytest.mark.usefixtures("demo")
async def test_escape_takes_such_an_enter_back(context: AppContext) -> None:
    reading: Future[Inventory] = Future()
    app = SsotuiApp(replace(context, read=reading.result), picking=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"audit", "enter", "escape")
        reading.set_result(read_inventory())
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.is_running
        await pilot.press("escape")
    assert app.return_value is None


async def test_a_filter_submitted_before_the_files_are_read_opens_its_row(context: AppContext, demo: Sandbox) -> None:
    assert demo
    reading: Future[Inventory] = Future()
    app = SsotuiApp(replace(context, read=reading.result))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"audit", "enter")
        assert len(app.screen_stack) == 1
        reading.set_result(read_inventory())
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert type(app.screen).__name__ == "KeysScreen"


@pytest.mark.usefixtures("demo")
async def test_every_way_to_a_row_picks_it_and_the_bar_says_so(context: AppContext) -> None:
    app = SsotuiApp(context, picking=True)
    async with app.run_test(size=SIZE) as pilot:
        person = Person(app, pilot)
        await person.settle()
        assert person.lines[-1].split("  ")[:3] == [" ⏎ use", "esc cancel", "^p commands"]
        await person.press(*"zzz", "escape")
        await person.press(*"audit", "down")
        assert app.is_running
        app.screen.set_focus(app.screen.query_one(RowList))
        await pilot.press("enter")
    assert app.return_value == "legacy-audit"
