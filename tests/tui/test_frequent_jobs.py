"""The five jobs that people do most, each played with the fewest keys that it takes."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.sandbox import Sandbox
from tests.support.sign_in import OVER_SSH
from tests.tui.conftest import using


@pytest.mark.usefixtures("demo")
class TestCopy:
    async def test_a_known_profiles_keys_take_its_letters_and_two_enters(
        self, context: AppContext, clipboard: FakeClipboard
    ) -> None:
        async with using(context) as person:
            await person.burst("slash", *"pay", "enter", "enter")  # typed in one go, faster than anything is drawn
            assert person.toasts == ["Copied env for payments-prod. The clipboard is cleared in 45 s."]
        assert clipboard.text

    async def test_on_the_row_it_is_one_key(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await person.press("c")
            assert person.toasts == ["Copied env for payments-prod. The clipboard is cleared in 45 s."]
        assert clipboard.text


async def test_dotenv_takes_three_keys(context: AppContext, demo: Sandbox) -> None:
    project = demo.home / "project"
    project.mkdir()
    with contextlib.chdir(project):
        async with using(context) as person:
            for key in ("w", "2", "enter"):  # the last one has to have seen the diff
                await person.press(key)
    assert "AWS_ACCESS_KEY_ID=ASIA" in (project / ".env").read_text()


@pytest.mark.usefixtures("demo")
async def test_signing_in_to_all_takes_three_keys(context: AppContext) -> None:
    async with using(replace(context, surroundings=OVER_SSH)) as person:
        await person.pilot.press("2", "ctrl+a", "l")
        await person.until("Sign in to 4 sessions", sees=SignInScreen)
        await person.press("escape")


@pytest.mark.usefixtures("demo")
async def test_what_expires_soon_is_one_key_away(context: AppContext) -> None:
    async with using(context) as person:
        assert not person.shows("corp-analytics")
        await person.press("s")
        title = next(at for at, line in enumerate(person.lines) if "PROFILE" in line)
        assert "payments-prod" in person.lines[title + 1]  # the favourite stays above
        assert "corp-analytics" in person.lines[title + 2]
        assert "11m" in person.lines[title + 2]
