"""``confirm = true``: every way out asks first, in words, with no as its default."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ssotui.actions.settings.loading import Loaded
from ssotui.model.settings import DEFAULTS, Environment
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.keys.write_dialog import WriteScreen
from ssotui.tui.profiles.new_profile_form import NewProfileScreen
from ssotui.tui.shell.confirm_dialog import ConfirmScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

WAYS = {
    "c": "Copy its keys?",
    "w": "Write its keys?",
    "u": "Switch to it?",
    "o": "Open its console?",
    "Y": "Copy the link to its console?",
}
ON_KEYS = WAYS | {"enter": "Copy its keys?", "exclamation_mark": "Open a shell with its keys?"}


@pytest.fixture
def guarded(context: AppContext) -> AppContext:
    """The context of a person who guards production, and whose shell can be switched."""
    production = Environment("*prod*", "PROD", "red", confirm=True)
    lake = Environment("Data Lake*", "DATA", "red", confirm=True)
    return replace(context, switches=True, loaded=Loaded(DEFAULTS._replace(environments=(production, lake))))


@pytest.mark.parametrize(("on_keys", "key"), [*((False, key) for key in WAYS), *((True, key) for key in ON_KEYS)])
async def test_every_way_out_asks_and_enter_says_no(
    guarded: AppContext, demo: Sandbox, clipboard: FakeClipboard, on_keys: bool, key: str
) -> None:
    before = (demo.home / ".aws" / "credentials").read_bytes()
    async with using(guarded) as person:
        await find(person, on_keys=on_keys)
        fetched = demo.portal.requests.count("GetRoleCredentials")
        await person.press(key)
        assert person.sees(ConfirmScreen)
        assert "role ReadOnly in account Payments 111122223333 (payments-prod)" in person.text
        assert person.line(" PROD ")
        assert ON_KEYS[key] in person.text
        assert person.screen.focused
        assert person.screen.focused.id == "no"
        await person.press("enter")
        assert person.sees(KeysScreen if on_keys else MainScreen)
        assert demo.portal.requests.count("GetRoleCredentials") == fetched
    assert person.app.return_value is None
    assert clipboard.text is None
    assert (demo.home / ".aws" / "credentials").read_bytes() == before


@pytest.mark.parametrize(
    ("key", "question"), [("c", "Copy their keys?"), ("w", "Write their keys?"), ("n", "Make profiles of them?")]
)
async def test_many_rows_are_asked_about_too(
    guarded: AppContext, demo: Sandbox, clipboard: FakeClipboard, key: str, question: str
) -> None:
    files = [demo.home / ".aws" / name for name in ("config", "credentials")]
    before = [file.read_bytes() for file in files]
    async with using(guarded) as person:
        await person.press("3")
        await person.type("/data lake")
        await person.press("tab", "ctrl+a")
        fetched = demo.portal.requests.count("GetRoleCredentials")
        await person.press(key)
        assert person.sees(ConfirmScreen)
        assert question in person.text
        assert re.search(r"and \d+ more like it", person.text)
        await person.press("enter")
        assert person.sees(MainScreen)
        assert demo.portal.requests.count("GetRoleCredentials") == fetched
    assert clipboard.text is None
    assert [file.read_bytes() for file in files] == before


@pytest.mark.parametrize(
    ("keys", "question"),
    [
        (("P",), "Add a profile that hands out its keys?"),
        (("n",), "Make a profile of it?"),
        (("enter", "P"), "Add a profile that hands out its keys?"),
    ],
)
async def test_a_profile_that_leads_to_its_keys_is_asked_about(
    guarded: AppContext, demo: Sandbox, keys: tuple[str, ...], question: str
) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(guarded) as person:
        await find(person, on_keys=False)
        for key in keys:
            await person.press(key)
        assert person.sees(ConfirmScreen)
        assert question in person.text
        await person.press("enter")
        assert not person.sees(WriteScreen)
        assert not person.sees(NewProfileScreen)
    assert config.read_bytes() == before


async def test_a_role_without_a_profile_is_asked_about_before_it_gets_one(guarded: AppContext, demo: Sandbox) -> None:
    assert demo
    async with using(guarded) as person:
        await person.press("3")
        await person.type("/data lake stage")
        await person.press("tab", "u")
        assert person.sees(ConfirmScreen)
        assert "Switch to it?" in person.text
        await person.press("y")
        assert person.sees(NewProfileScreen)
    assert person.app.return_value is None


async def test_a_yes_goes_on(guarded: AppContext, demo: Sandbox, clipboard: FakeClipboard) -> None:
    assert demo
    async with using(guarded) as person:
        await find(person, on_keys=True)
        await person.press("c", "y")
        assert person.toasts[-1].startswith("Copied env")
        await person.press("w", "left", "enter")
        assert person.sees(WriteScreen)
        assert person.line("Write the keys of payments-prod", " PROD ")
        await person.press("escape", "u", "y")
    assert clipboard.text
    assert person.app.return_value == "payments-prod"


async def test_what_is_not_guarded_is_not_asked_about(guarded: AppContext, demo: Sandbox) -> None:
    assert demo
    async with using(guarded) as person:
        await person.type("/payments-stage")
        await person.press("escape", "u")
    assert person.app.return_value == "payments-stage"


async def test_a_click_answers_too(guarded: AppContext, demo: Sandbox, clipboard: FakeClipboard) -> None:
    assert demo
    async with using(guarded) as person:
        await find(person, on_keys=False)
        for answer, copied in (("#no", False), ("#yes", True)):
            await person.press("c")
            await person.pilot.click(answer)
            await person.settle()
            assert (clipboard.text is not None) is copied


async def test_in_screen_share_mode_the_question_tells_no_account(guarded: AppContext, demo: Sandbox) -> None:
    assert demo
    async with using(guarded) as person:
        await find(person, on_keys=False)
        await person.press("m", "c")
        assert person.sees(ConfirmScreen)
        assert "111122223333" not in person.text


async def find(person: Person, *, on_keys: bool) -> None:
    await person.type("/payments-prod")
    await person.press("enter" if on_keys else "escape")
