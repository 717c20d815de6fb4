"""The screen follows what other tools do to the files, and keeps what the person was at."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Semaphore
from typing import ClassVar

import pytest

from ssotui.actions.listing.inventory import read_at_start, read_inventory, with_key_ends
from ssotui.actions.listing.watch import follow
from ssotui.actions.settings.loading import Loaded
from ssotui.aws.caches import keys_cache
from ssotui.demo.sample import ACME
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser import files as files_module
from ssotui.tui.browser.files import Files
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.browser.views import Views
from ssotui.tui.first_frame.start import Started
from ssotui.tui.first_frame.terminal import HeldTerminal
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

NEW = "\n[profile aa-new]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = ReadOnly\n"


class Bell:
    """Tells of changes when the test says so, and waits until what it told has been read."""

    def __init__(self) -> None:
        self.readings = 0
        self._changed: Callable[[], object] | None = None

    def follow(self, changed: Callable[[], object], stop: Event, _: Lock) -> None:
        """As :func:`ssotui.actions.listing.watch.follow`."""
        self._changed = changed
        stop.wait()

    async def ring(self, person: Person) -> None:
        """Something has changed."""
        while self._changed is None:
            await person.pilot.pause()
        await asyncio.to_thread(self._changed)
        await person.settle()

    def read(self) -> Inventory:
        """As the real one."""
        self.readings += 1
        return read_inventory()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def live(context: AppContext, bell: Bell) -> AppContext:
    """AppContext with a bell for a watch."""
    return replace(context, follow=bell.follow, read=bell.read)


def config(demo: Sandbox) -> Path:
    return demo.home / ".aws" / "config"


def write(path: Path, text: str) -> None:
    path.write_text(text)


def inventory(person: Person) -> Inventory:
    screen = person.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen.inventory


async def until(person: Person, told: Callable[[], bool]) -> float:
    """Let the app go on until that is so; how long it took."""
    begun = time.monotonic()
    await person.until(done=told)
    return time.monotonic() - begun


class Noted(tuple[ProfileRow, ...]):
    """Rows that tell when nobody has them any more."""

    __slots__ = ()

    gone: ClassVar = Event()

    def __del__(self) -> None:
        self.gone.set()


async def test_what_was_read_at_the_start_is_let_go(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    rows = Noted(read_inventory().profiles)
    app = SsotuiApp(live, Started(HeldTerminal(), Loaded(), read_inventory()._replace(profiles=rows)))
    del rows
    async with app.run_test(size=(120, 30)) as pilot:
        person = Person(app, pilot)
        await person.settle()
        assert not Noted.gone.is_set()
        write(config(demo), config(demo).read_text() + NEW)
        await bell.ring(person)
        await person.until(done=Noted.gone.is_set)


@pytest.mark.usefixtures("demo")
async def test_clocks_that_were_not_read_at_the_start_come_later(
    live: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_inventory()
    monkeypatch.setattr(keys_cache, "CROWD", 1)
    names = [row.profile.name for row in whole.profiles if row.keys_expire_at]
    first = read_at_start()
    assert first.pending
    assert not any(row.keys_expire_at for row in first.profiles)
    seen = with_key_ends(first, names[:1])
    assert [row.profile.name for row in seen.profiles if row.keys_expire_at] == names[:1]
    assert len(names) > 1
    assert with_key_ends(seen) == whole
    app = SsotuiApp(live, Started(HeldTerminal(), Loaded(), seen))
    async with app.run_test(size=(120, 30)) as pilot:
        person = Person(app, pilot)
        await person.until(done=lambda: inventory(person) == whole)


async def test_the_clocks_that_come_later_do_not_stop_a_reading(live: AppContext, demo: Sandbox) -> None:
    go = Event()

    def read() -> Inventory:
        assert go.wait(10)
        return read_inventory()

    seen = read_inventory()._replace(pending=True)
    write(config(demo), config(demo).read_text() + NEW)
    app = SsotuiApp(replace(live, read=read), Started(HeldTerminal(), Loaded(), seen))
    async with app.run_test(size=(120, 30)) as pilot:
        person = Person(app, pilot)
        await pilot.press("r")
        await person.until(done=lambda: any(worker.description == "read key ends" for worker in app.workers))
        go.set()
        await person.until(done=lambda: len(inventory(person).profiles) > len(seen.profiles))


async def test_what_is_read_meanwhile_counts_more_than_clocks_of_before(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, newer = Files(context, lambda _: None), Inventory()
    files.inventory = Inventory(pending=True)

    def read_newer(before: Inventory) -> Inventory:
        files.inventory = newer
        return with_key_ends(before)

    monkeypatch.setattr(files_module, "with_key_ends", read_newer)
    assert not await files.read_key_ends()
    assert files.inventory is newer


def test_the_files_are_read_by_one_at_a_time(context: AppContext) -> None:
    entered, go, left = Semaphore(0), Event(), Event()

    def read() -> Inventory:
        entered.release()
        assert go.wait(10)
        return Inventory()

    def follow_twice(changed: Callable[[], object], *_: object) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: changed(), range(2)))
        left.set()

    Files(replace(context, read=read, follow=follow_twice), lambda _: None).follow(bool)
    assert entered.acquire(timeout=10)
    assert not entered.acquire(timeout=0.2)
    go.set()
    assert entered.acquire(timeout=10)
    assert left.wait(10)


@pytest.mark.timing
async def test_a_new_profile_appears_within_a_second(context: AppContext, demo: Sandbox) -> None:
    """The one test with the real watch."""
    started = Event()

    def followed(changed: Callable[[], object], stop: Event, reading: Lock) -> None:
        started.set()
        follow(changed, stop, reading)

    async with using(replace(context, follow=followed)) as person:
        assert started.wait(5)
        write(config(demo), config(demo).read_text() + NEW)
        took = await until(person, lambda: inventory(person).find("aa-new") is not None)
        assert took < 1.5  # on a busy machine; two looks a second


async def test_selection_filter_and_scroll_stay(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    async with using(live, size=(120, 20)) as person:
        await person.press("end", "up", "up")
        screen = person.screen
        assert isinstance(screen, MainScreen)
        key, line = screen.rows.current_key, screen.rows.cursor - screen.rows.scroll_offset.y
        text = config(demo).read_text()
        write(config(demo), text.replace("[profile payments-prod]", NEW.strip() + "\n[profile payments-prod]"))
        await bell.ring(person)
        assert inventory(person).find("aa-new")
        assert screen.rows.current_key == key
        assert screen.rows.cursor - screen.rows.scroll_offset.y == line  # also where it is on the screen
        await person.type("/globex")
        await person.press("down", "down")
        key, count = screen.rows.current_key, screen.rows.shown
        write(config(demo), text)
        await bell.ring(person)
        assert inventory(person).find("aa-new") is None
        assert (screen.rows.current_key, screen.rows.shown) == (key, count)
        assert "/ globex" in person.text


async def test_at_the_top_what_is_new_above_is_seen(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    async with using(live, size=(120, 20)) as person:
        screen = person.screen
        assert isinstance(screen, MainScreen)
        key = screen.rows.current_key
        write(config(demo), NEW + config(demo).read_text())
        await bell.ring(person)
        assert "aa-new" in person.text
        assert screen.rows.current_key == key


async def test_scrolled_away_from_the_cursor(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    async with using(live, size=(120, 20)) as person:
        screen = person.screen
        assert isinstance(screen, MainScreen)
        screen.rows.scroll_to(y=15, animate=False, immediate=True)
        write(config(demo), config(demo).read_text() + NEW)
        await bell.ring(person)
        assert inventory(person).find("aa-new")
        assert (screen.rows.cursor, screen.rows.scroll_offset.y) == (0, 15)


async def test_the_selected_row_goes_away(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    async with using(live) as person:
        screen = person.screen
        assert isinstance(screen, MainScreen)
        await person.press(*["down"] * 5)
        key = screen.rows.current_key
        assert key
        write(config(demo), config(demo).read_text().replace(f"[profile {key}]", "[gone]"))
        await bell.ring(person)
        assert inventory(person).find(key) is None
        assert screen.rows.cursor == 5


async def test_an_unchanged_world_posts_nothing(
    live: AppContext, bell: Bell, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Inventory] = []
    monkeypatch.setattr(Views, "redraw", _noted(Views.redraw, shown))
    async with using(live) as person:
        before = len(shown)
        os.utime(config(demo))
        await bell.ring(person)
        assert bell.readings == 2
        assert len(shown) == before


async def test_nor_does_one_without_other_keys_in_accounts(
    live: AppContext, bell: Bell, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Inventory] = []
    async with using(live) as person:
        await person.press("3")
        await person.settle()
        monkeypatch.setattr(Views, "redraw", _noted(Views.redraw, shown))
        os.utime(config(demo))
        await bell.ring(person)
        assert shown == []


def _noted(function: Callable[..., None], shown: list[Inventory]) -> Callable[..., None]:
    def noted(self: Views, *args: object) -> None:
        shown.append(self._files.inventory)
        function(self, *args)

    return noted


async def test_our_own_writes_are_shown_once(live: AppContext, bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Inventory] = []
    monkeypatch.setattr(Views, "redraw", _noted(Views.redraw, shown))
    async with using(live) as person:
        await person.type("/payments-stage")
        await person.press("escape", "c")
        after = len(shown)
        await bell.ring(person)  # what the watch makes of it
        assert len(shown) == after


async def test_a_sign_in_elsewhere_moves_the_clocks(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    from tests.support import cache_files

    async with using(live) as person:
        assert "corp ▰▱▱▱▱ 11m" in person.text
        path = demo.home / ".aws" / "sso" / "cache" / cache_files.token_name("acme")
        path.unlink()
        await bell.ring(person)
        assert "acme ▰" not in person.text
        token = demo.portal.issue_token(ACME)
        path.write_bytes(cache_files.token_content(token))
        await bell.ring(person)
        assert "8h 00m" in person.line("acme")


async def test_keys_that_the_cli_fetched_show_in_accounts_too(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    from tests.support import cache_files

    async with using(live) as person:
        await person.press("3")
        await person.type("/backups administrator")
        assert "1h 00m" not in person.text
        keys = demo.portal.issue_keys(ACME, "555588889999", "AdministratorAccess")
        path = (
            demo.home / ".aws" / "cli" / "cache" / cache_files.keys_name("acme", "555588889999", "AdministratorAccess")
        )
        path.write_bytes(cache_files.keys_content(keys))
        await bell.ring(person)
        assert "1h 00m" in person.line("Backups", "AdministratorAccess")


async def test_a_screen_above_is_not_disturbed(live: AppContext, bell: Bell, demo: Sandbox) -> None:
    async with using(live) as person:
        await person.type("/payments-prod")
        await person.press("enter", "v")
        above = person.screen
        write(config(demo), config(demo).read_text() + NEW)
        await bell.ring(person)
        assert person.screen is above
        await person.press("escape")
        assert inventory(person).find("aa-new")
