"""Many rows at once."""

from __future__ import annotations

from botocore.configloader import load_config

from ssotui.demo.sandbox import Sandbox
from ssotui.tui.screens.diff import DiffScreen
from ssotui.tui.services import Services
from ssotui.tui.widgets.row_list import RowList
from tests.tui.conftest import using


async def test_all_that_the_filter_shows_become_profiles_after_a_look(services: Services, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(services) as person:
        await person.press("3")
        await person.type("/data lake")
        await person.press("tab", "ctrl+a")
        count = len(person.screen.query_one(RowList).selected)
        assert count > 2
        await person.press("n")
        assert isinstance(person.screen, DiffScreen)
        assert f"Make {count} profiles?" in person.text
        await person.press("enter")
        assert config.read_bytes() == before
        await person.press("n", "y")
        assert f"{count} profiles" in person.toasts[-1]
    assert config.read_bytes().startswith(before)
    profiles = load_config(str(config))["profiles"]
    assert profiles["data-lake-readonly"]["sso_role_name"] == "ReadOnly"


async def test_one_row_becomes_a_profile(services: Services, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    async with using(services) as person:
        await person.press("3")
        await person.type("/archive audit")
        await person.press("tab", "n", "y")
        assert "Wrote [profile " in person.toasts[-1]
    assert b"sso_role_name = Audit" in config.read_bytes()


async def test_keys_of_the_selected_rows_are_written_each_under_its_own_name(services: Services, demo: Sandbox) -> None:
    async with using(services) as person:
        await person.type("/payments-")
        await person.press("tab", "space", "space")
        assert "✓" in person.text
        await person.press("w")
    written = load_config(str(demo.home / ".aws" / "credentials"))
    assert {"payments-prod-keys", "payments-prod-admin-keys"} <= written.keys() | written["profiles"].keys()


async def test_esc_selects_nothing_any_more(services: Services, demo: Sandbox) -> None:
    del demo
    async with using(services) as person:
        await person.press("space", "space", "escape")
        assert person.screen.query_one(RowList).selected == []


async def test_a_row_without_a_role_says_so(services: Services, demo: Sandbox) -> None:
    del demo
    async with using(services) as person:
        await person.press("down", "n")
        assert "no account and role" in person.toasts[-1]
