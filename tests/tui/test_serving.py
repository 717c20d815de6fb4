"""The credential server of the screen, begun and stopped from the palette and told of in the header; renewed keys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from ssotui.actions.keys.fetching import obtain, target_of_profile
from ssotui.actions.keys.write import write_credentials
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.aws import locations
from ssotui.model.settings import Environment, Settings
from ssotui.tui.app import NO_LONGER_SERVED
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.shell.confirm_dialog import ConfirmScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.support.serving import Reply, ask
from tests.support.waiting import wait_until
from tests.tui.conftest import Person, using


async def pick(person: Person, title: str) -> None:
    """Do the command by the palette."""
    await person.press("ctrl+p")
    await person.burst(*({" ": "space"}.get(char, char) for char in title[:8]))
    await person.until(title.capitalize())
    await person.press("enter")


def served(clipboard: FakeClipboard) -> dict[str, tuple[int, str, str]]:
    """By profile the port, the path and the token, as the copied lines have them."""
    assert clipboard.text
    lines = r"_FULL_URI='http://127.0.0.1:(\d+)(/(.*))'\nexport AWS_\w+_TOKEN='(\w+)'"
    found = re.findall(lines, clipboard.text.reveal())
    return {name: (int(port), path, token) for port, path, name, token in found}


def asked(clipboard: FakeClipboard, name: str) -> Reply:
    return ask(*served(clipboard)[name])


@pytest.mark.usefixtures("demo")
async def test_the_selected_rows_are_served_until_it_is_stopped(
    context: AppContext, clipboard: FakeClipboard, clock: FrozenClock
) -> None:
    async with using(context) as person:
        await pick(person, "stop serving")
        assert "Nothing is served" in person.toasts[-1]
        await person.press("slash", *"payments", "tab", "space", "down", "space")
        names = [row.words.split()[0] for row in person.app.screen_stack[0].selected]  # type: ignore[attr-defined]
        assert len(names) == 2
        await pick(person, "serve these credentials")
        assert set(served(clipboard)) == set(names)
        assert "the variables of 2 rows" in person.toasts[-1]
        port = served(clipboard)[names[0]][0]
        assert person.lines[1].startswith(f" Serving {', '.join(names)} on 127.0.0.1:{port}")
        assert asked(clipboard, names[1]).content["AccessKeyId"].startswith("ASIA")
        await person.until(f"keys of {names[1]} for ")
        clock.advance(timedelta(minutes=10))
        person.app.tick()
        await person.until(f"keys of {names[1]} for 50m")

        await person.press("escape", "home", "enter")  # one more, from the Keys screen
        assert person.sees(KeysScreen)
        await pick(person, "serve these credentials")
        (third,) = served(clipboard)
        assert served(clipboard)[third][0] == port
        await person.press("escape")
        assert f"{third}" in person.lines[1] or "more" in person.lines[1]
        assert asked(clipboard, third).status == 200
        await pick(person, "stop serving")
        assert "Serving" not in person.lines[1]
        with pytest.raises(ConnectionRefusedError):
            asked(clipboard, third)


async def test_a_sign_in_that_is_needed_is_told_once_and_it_ends_with_the_app(
    context: AppContext, clipboard: FakeClipboard, demo: Sandbox
) -> None:
    guarded = Settings(environments=(Environment("payments-dev", "DEV", confirm=True),))
    async with using(replace(context, loaded=Loaded(guarded))) as person:
        await person.press("slash", *"payments-dev", "tab")
        await pick(person, "serve these credentials")
        assert person.sees(ConfirmScreen)
        await person.press("escape")
        assert not clipboard.text
        await pick(person, "serve these credentials")
        await person.press("y")
        for path in (demo.home / ".aws" / "sso" / "cache").iterdir():
            path.unlink()
        for _ in range(2):
            assert asked(clipboard, "payments-dev").content["code"] == "SignInNeeded"
        await person.until("no keys")
        assert [toast for toast in person.toasts if "Sign in with l" in toast]
        person.app._notifications.clear()
        assert asked(clipboard, "payments-dev").status == 401
        await person.settle()
        assert person.toasts == []
        await person.pilot.press("q")
        assert person.app._exit_renderables == [NO_LONGER_SERVED]  # for the terminal, after the app
    with pytest.raises(ConnectionRefusedError):
        asked(clipboard, "payments-dev")


@pytest.mark.usefixtures("demo")
async def test_written_keys_are_renewed_where_the_settings_say_so(context: AppContext, clock: FrozenClock) -> None:
    row = read_inventory().find("payments-dev")
    assert row
    write_credentials(obtain(target_of_profile(row.profile), clock))
    before = locations.credentials_file().read_text()
    clock.advance(timedelta(minutes=55))
    async with using(context) as person:  # off by default
        await person.settle()
    assert locations.credentials_file().read_text() == before
    async with using(replace(context, loaded=Loaded(Settings(refresh_written=True)))) as person:
        wait_until(lambda: locations.credentials_file().read_text() != before)
        await person.press("slash", *row.profile.name, "tab")
        await person.until("renewed")
        clock.advance(timedelta(seconds=10))
        person.app.tick()
        await person.settle()
        assert "renewed" not in person.text
