"""The Sessions view as the inspector of the cache: what each file allows, delete one, make a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.sessions.new_session_form import NewSessionScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


async def go_to(person: Person, what: str) -> None:
    """The row that says so."""
    await person.press("2")
    await person.type(f"/{what}")
    await person.press("tab")


async def test_a_file_is_deleted_after_a_yes_and_only_then(context: AppContext, demo: Sandbox) -> None:
    cache = demo.home / ".aws" / "sso" / "cache"
    async with using(context) as person:
        await go_to(person, "initech")
        assert "nothing here" in person.text
        path = Path(person.screen.row.path)  # type: ignore[attr-defined]
        for no in ("q", "enter", "escape"):
            await person.press("delete")
            assert "Delete this file?" in person.text
            assert "The config names no session" in person.text
            await person.press(no)
            assert path in set(cache.iterdir())
        files = set(cache.iterdir())
        await person.press("delete", "y")
        assert set(cache.iterdir()) == files - {path}
        assert "Deleted ~/.aws/sso/cache/" in person.toasts[-1]
        assert "Nothing matches." in person.text


async def test_a_session_is_made_checked_and_signed_in_to(context: AppContext, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        await person.press("2", "n")
        assert isinstance(person.screen, NewSessionScreen)
        await person.type("acme")
        await person.press("enter")
        await person.type("https://acme.awsapps.com/start")
        await person.press("enter")
        await person.type("us-east-1")
        assert "There is a session acme already" in person.text
        await person.press("enter", "up", "up")
        await person.type("2")
        assert "+[sso-session acme2]" in person.text
        await person.press("enter")
        assert isinstance(person.screen, SignInScreen)
        await person.press("escape")
        assert config.read_bytes().startswith(before)
        assert b"[sso-session acme2]" in config.read_bytes()
        assert person.line("acme2", "not signed in")


async def test_an_address_that_no_portal_knows_is_told_and_nothing_is_written(
    context: AppContext, demo: Sandbox
) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        await person.press("2", "n")
        for text in ("nobody", "https://nobody.awsapps.com/start", "us-east-1"):
            await person.type(text)
            await person.press("enter")
        assert "start URL" in person.text
        assert person.sees(NewSessionScreen)
        await person.press("escape")
        assert person.sees(MainScreen)
    assert config.read_bytes() == before


@pytest.mark.usefixtures("demo")
async def test_enter_leads_to_the_accounts_of_a_session(context: AppContext) -> None:
    async with using(context) as person:
        await go_to(person, "acme")
        await person.press("enter")
        assert person.line("Payments", "111122223333", "Developer")
        await person.press("2", "escape")
        await go_to(person, "globex")
        await person.pilot.press("enter")
        await person.until("Sign in to globex")
        await person.press("escape", "escape")
        await go_to(person, "nothing-like-it")
        await person.press("enter")
        assert isinstance(person.screen, MainScreen)


@pytest.mark.usefixtures("demo")
async def test_delete_says_where_it_does_something(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("3", "delete")
        assert person.toasts[-1].startswith("Delete is for ")
