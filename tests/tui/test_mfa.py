"""MFA on the screen: asked for when a role wants it, and only then."""

from __future__ import annotations

import pytest

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys.mfa_dialog import MfaScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

GUARDED = """
[profile zz-guarded]
role_arn = arn:aws:iam::111122223333:role/Guarded
source_profile = platform-tools
mfa_serial = arn:aws:iam::555566667777:mfa/jo
"""


@pytest.fixture(autouse=True)
def _guarded(demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    config.write_text(config.read_text() + GUARDED)


async def until_asked(person: Person, *keys: str) -> None:
    """Press the keys; they start what cannot end before somebody answers."""
    await person.pilot.press(*keys)
    await person.until(sees=MfaScreen)


async def find(person: Person) -> None:
    await person.type("/zz")
    await person.press("escape")


async def test_the_keys_screen_asks_and_goes_on(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await find(person)
        await until_asked(person, "enter")
        assert "arn:aws:iam::555566667777:mfa/jo" in person.text
        await person.pilot.press(*"12a3", "enter")  # letters are not taken, and three digits are no code
        assert isinstance(person.screen, MfaScreen)
        await person.press(*"456", "enter")
        assert isinstance(person.screen, KeysScreen)
        assert "ASIA••••" in person.text
        assert "Guarded" in person.text
    assert demo.portal.requests.count("AssumeRole", status=200) == 1


async def test_copying_from_the_list_asks_too_and_only_once(context: AppContext, clipboard: FakeClipboard) -> None:
    async with using(context) as person:
        await find(person)
        await until_asked(person, "c")
        await person.press(*"123456", "enter")
        assert person.toasts == ["Copied env for zz-guarded. The clipboard is cleared in 45 s."]
        assert person.line("keys ", "1h 00m")  # in the panel; the toast covers the row
        clipboard.text = None
        await person.press("c")
        assert person.toasts == ["Copied env for zz-guarded. The clipboard is cleared in 45 s."]
    assert clipboard.text


async def test_no_code_is_no_failure(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await find(person)
        await until_asked(person, "enter")
        await person.press("escape")
        assert "No MFA code was given." in person.text
        await until_asked(person, "r")
        await person.press(*"123456", "enter")
        assert "ASIA••••" in person.text
    assert demo.portal.requests.count("AssumeRole") == 1


async def test_a_wrong_code_says_so(context: AppContext) -> None:
    async with using(context) as person:
        await find(person)
        await until_asked(person, "enter")
        await person.press(*"000000", "enter")
        assert "denied." in person.text
        assert "Check the MFA code" in person.text


async def test_quitting_does_not_wait_for_a_code(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await find(person)
        await until_asked(person, "enter")
        assert person.app.is_running
        await person.pilot.press("ctrl+c")
        await person.until(done=lambda: not person.app.is_running)
    assert person.app.return_code == 0
    assert demo.portal.requests.count("AssumeRole") == 0


async def test_a_tick_while_a_screen_opens_is_harmless(context: AppContext) -> None:
    async with using(context) as person:
        await find(person)
        main = person.screen
        assert isinstance(main, MainScreen)
        person.app.push_screen(KeysScreen(main.row))
        person.app.tick()  # before it is composed
        await person.until(sees=MfaScreen)
        assert person.app._exception is None
