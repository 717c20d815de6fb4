"""The console at a service and in a region that a person picks, the last used first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ssotui.actions.keys import console
from ssotui.aws.console import pages
from ssotui.storage import state
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.pick_dialog import PickScreen
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using

Opened = Callable[[], list[str]]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A browser that notes the addresses, and a way to read them."""
    script, seen = tmp_path / "browser", tmp_path / "opened"
    script.write_text(f'#!/bin/sh\necho "$1" >> {seen}\n')
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    return lambda: seen.read_text().splitlines() if seen.exists() else []


async def test_service_and_region_are_asked_for_and_come_first_the_next_time(
    context: AppContext, demo: Sandbox, opened: Opened
) -> None:
    del demo
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("tab", "O")
        assert person.sees(PickScreen)
        services = console.services()
        assert services[: 1 + len(console.COMMON)] == ["console", *console.COMMON]
        assert len(services) == len(set(services)) == len(pages.service_names())
        await person.press(*"dynamo", "enter")
        await person.until("dynamodb: in which region?")
        await person.press(*"eu-north", "enter")
        await person.until("Opened the console of payments-prod in the browser.")
        await person.press("O", "enter")
        await person.press("enter")
        await person.until(done=lambda: len(opened()) == 2)
        first, second = opened()
        assert first == second
        assert "eu-north-1.console.aws.amazon.com" in first
        assert "dynamodb" in first
        await person.press("O", *"iam", "enter")
        await person.until(done=lambda: len(opened()) == 3)
        await person.press("o")
        await person.until(done=lambda: len(opened()) == 4)
        assert "destination" not in opened()[3]
    assert console.services()[:4] == ["iam", "dynamodb", "console", "ec2"]
    assert state.load().consoles() == (("iam", "dynamodb"), ("eu-north-1",))


@pytest.mark.usefixtures("demo")
async def test_what_is_no_service_is_said_and_esc_opens_nothing(context: AppContext, opened: Opened) -> None:
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("tab", "O", *"nonesuch", "enter")
        await person.press("enter")
        await person.until("There is no service 'nonesuch'.")
        await person.press("O", "escape")
        assert not person.sees(PickScreen)
    assert not opened()
    assert state.load().consoles() == ((), ())
