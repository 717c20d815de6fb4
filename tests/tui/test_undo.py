"""Undo from the palette."""

from __future__ import annotations

import pytest

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


async def undo(person: Person) -> None:
    """Find it in the palette."""
    await person.press("ctrl+p")
    await person.type("undo")
    await person.press("enter")


async def write(person: Person) -> None:
    await person.type("/payments-prod")
    await person.press("escape", "w")
    await person.press("enter")


async def test_yes_takes_it_back_and_again_brings_it_back(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context) as person:
        await write(person)
        after = credentials.read_bytes()
        assert after != before
        await undo(person)
        assert "Take back the change to ~/.aws/credentials" in person.text
        assert "-[payments-prod-keys]" in person.text
        assert not [secret for secret in demo.portal.minted if secret in person.text]
        await person.press("enter")
        assert isinstance(person.screen, MainScreen)
        assert credentials.read_bytes() == before
        assert "is as it was before" in person.toasts[-1]
        assert person.screen.inventory.find("payments-prod-keys") is None
        await undo(person)
        await person.press("y")
        assert credentials.read_bytes() == after
        assert person.screen.inventory.find("payments-prod-keys")


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_what_closes_it_leaves_the_file_as_it_is(context: AppContext, demo: Sandbox, key: str) -> None:
    credentials = demo.home / ".aws" / "credentials"
    async with using(context) as person:
        await write(person)
        after = credentials.read_bytes()
        await undo(person)
        await person.press(key)
        assert isinstance(person.screen, MainScreen)
        assert person.toasts == ["Nothing was changed."]
        assert credentials.read_bytes() == after


async def test_nothing_to_undo_says_so(context: AppContext) -> None:
    async with using(context) as person:
        await undo(person)
        assert person.sees(MainScreen)
        assert "There is nothing to undo." in person.toasts[-1]


async def test_a_change_meanwhile_is_refused(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    async with using(context) as person:
        await write(person)
        await undo(person)
        changed = credentials.read_bytes() + b"# mine\n"
        credentials.write_bytes(changed)
        await person.press("y")
        assert "has changed since" in person.toasts[-1]
        assert credentials.read_bytes() == changed
