"""Many rows at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from botocore.configloader import load_config, raw_config_parse

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys import batch
from ssotui.tui.keys.batch_outcome import OutcomeScreen
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.diff_dialog import DiffScreen
from ssotui.tui.shell.flow import in_thread
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


async def test_all_that_the_filter_shows_become_profiles_after_a_look(context: AppContext, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        await person.press("3")
        await person.type("/archive readonly")
        await person.press("tab", "ctrl+a")
        count = len(person.screen.query_one(RowList).selected)
        assert count > 1
        await person.press("n")
        assert isinstance(person.screen, DiffScreen)
        assert f"Make {count} profiles?" in person.text
        await person.press("escape")
        assert config.read_bytes() == before
        await person.press("n", "enter")
        assert f"{count} profiles" in person.toasts[-1]
    assert config.read_bytes().startswith(before)
    profiles = load_config(str(config))["profiles"]
    assert profiles["log-archive-readonly"]["sso_role_name"] == "ReadOnly"


async def test_roles_that_have_a_profile_are_left_out(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await person.press("3")
        await person.type("/'111122223333")
        await person.press("tab", "ctrl+a", "n")
        assert isinstance(person.screen, DiffScreen)
        assert "of the chosen roles have a profile already" in person.text
        assert "+sso_role_name = ReadOnly" not in person.text
        await person.press("enter", "n")
        assert person.toasts[-1].startswith("Each of these roles has a profile already.")
    added = load_config(str(demo.home / ".aws" / "config"))["profiles"].keys()
    assert "payments-readonly" not in added


async def test_keys_of_the_selected_rows_are_written_each_under_its_own_name(
    context: AppContext, demo: Sandbox
) -> None:
    async with using(context) as person:
        await person.type("/payments-")
        assert "tab to the list" in person.lines[-1]
        await person.press("tab", "space", "space")
        assert "✓" in person.text
        before = (demo.home / ".aws" / "credentials").read_bytes()
        await person.press("w")
        assert "Write 2 sections to ~/.aws/credentials?" in person.text
        assert person.line("+[payments-prod-keys]")
        await person.press("escape")
        assert person.toasts[-1] == "Nothing was written."
        assert (demo.home / ".aws" / "credentials").read_bytes() == before
        await person.press("w")
        await person.press("enter")
    written = load_config(str(demo.home / ".aws" / "credentials"))
    assert {"payments-prod-keys", "payments-prod-admin-keys"} <= written.keys() | written["profiles"].keys()


async def test_esc_selects_nothing_any_more(context: AppContext, demo: Sandbox) -> None:
    del demo
    async with using(context) as person:
        await person.press("space", "space", "escape")
        assert person.screen.query_one(RowList).selected == []


async def test_a_row_without_a_role_says_so(context: AppContext, demo: Sandbox) -> None:
    del demo
    async with using(context) as person:
        await person.press("down", "n")
        assert "no account and role" in person.toasts[-1]


class TestProgress:
    async def test_each_row_tells_how_far_it_is_and_only_esc_ends_it(
        self, context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batch, "AT_ONCE", 1)
        credentials = (demo.home / ".aws" / "credentials").read_bytes()
        demo.portal.switches.fail(Failure.SILENCE, operations=["GetRoleCredentials"])
        async with using(context) as person:
            await select(person, "/data lake")
            await person.pilot.press("w")
            await person.until("fetching", "waiting", "keys of 0/5 rows", "esc stops")
            await person.pilot.press("escape")
            await person.settle()
            assert person.toasts == ["Stopped. Nothing was written or copied; what was fetched is cached."]
            assert "fetching" not in person.text
            assert "waiting" not in person.text
            assert len(person.screen.query_one(RowList).selected) == 5
        assert (demo.home / ".aws" / "credentials").read_bytes() == credentials

    async def test_esc_at_the_instant_of_the_last_fetch_stops_it(
        self, context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fetching has ended, and the batch has not heard of it yet."""
        credentials = (demo.home / ".aws" / "credentials").read_bytes()
        real = in_thread
        async with using(context) as person:
            await select(person, "/data lake")
            screen = person.screen
            assert isinstance(screen, MainScreen)

            async def last(function: Callable[[], Any]) -> Any:
                result = await real(function)
                if screen.key_batch.words:
                    asyncio.get_running_loop().call_soon(screen.back)
                return result

            monkeypatch.setattr(batch, "in_thread", last)
            await person.press("w")
            assert person.sees(MainScreen)
            assert person.toasts == ["Stopped. Nothing was written or copied; what was fetched is cached."]
            assert "waiting" not in person.text
        assert (demo.home / ".aws" / "credentials").read_bytes() == credentials

    async def test_what_failed_is_listed_once_stays_selected_and_can_be_tried_again(
        self, context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batch, "AT_ONCE", 1)
        demo.portal.switches.fail(Failure.DENIED, times=2, operations=["GetRoleCredentials"])
        async with using(context) as person:
            await select(person, "/data lake")
            await person.press("w")
            await person.press("enter")
            assert isinstance(person.screen, OutcomeScreen)
            assert person.toasts == []
            assert "Wrote 3 sections to ~/.aws/credentials." in person.text
            assert "2 failed (still selected):" in person.text
            assert person.line("2 rows: access denied.")
            assert person.line("data-lake-DataEngineer")
            await person.press("escape")
            assert sum("access denied." in line and "failed" in line for line in person.lines) == 2
            rows = person.screen.query_one(RowList)
            assert len(rows.selected) == 2
            await person.press("w")
            await person.press("enter")
            assert "Wrote 2 sections to ~/.aws/credentials." in person.toasts[-1]
            assert rows.selected == []
            assert "failed" not in person.text
        written = raw_config_parse(str(demo.home / ".aws" / "credentials"))
        assert sum(name.startswith("data-lake") for name in written) == 5
        assert demo.portal.requests.count("GetRoleCredentials") == 2 + 5

    async def test_when_the_network_fails_ten_rows_the_others_are_not_tried(
        self, context: AppContext, demo: Sandbox
    ) -> None:
        demo.portal.switches.fail(Failure.CAPTIVE_403, operations=["GetRoleCredentials"])
        async with using(context) as person:
            await person.press("3", "ctrl+a")
            assert "100 selected" in person.lines[-2]
            await person.press("w")
            assert person.line("100 roles of 3 sessions")
            await person.press("y")
            if person.sees(DiffScreen):  # some were cached
                await person.press("enter")
            assert person.sees(OutcomeScreen)
            written = demo.home.joinpath(".aws", "credentials").read_text().count("# written by ssotui")
            assert f"{100 - written} failed (still selected):" in person.text
        assert demo.portal.requests.count("GetRoleCredentials") < 50  # those of the cache come in between

    async def test_r_tries_them_again_at_once(self, context: AppContext, demo: Sandbox) -> None:
        demo.portal.switches.fail(Failure.DENIED, times=2, operations=["GetRoleCredentials"])
        async with using(context) as person:
            await select(person, "/data lake")
            await person.press("w")
            await person.press("enter")
            await person.press("r")
            await person.press("enter")
            assert "Wrote 2 sections" in person.toasts[-1]

    async def test_a_row_without_a_role_does_not_keep_the_others(self, context: AppContext, demo: Sandbox) -> None:
        demo.portal.switches.fail(Failure.DENIED, times=1, operations=["ListAccountRoles"])
        async with using(context) as person:
            await person.press("3")
            await person.type("/'failed")
            failing = person.screen.query_one(RowList).current_key
            assert failing
            await person.press("tab", "space", "escape")
            person.screen.query_one(RowList).select_only([failing])
            await person.type("/data lake")
            await person.press("tab", "ctrl+a", "w")
            await person.press("enter")
            assert "This account has no role to fetch keys for." in person.text
            assert "Wrote 5 sections" in person.text


async def test_many_are_copied_in_the_one_format_that_fits(
    context: AppContext, demo: Sandbox, clipboard: FakeClipboard
) -> None:
    async with using(context) as person:
        await select(person, "/data lake")
        await person.press("c")
        (said,) = person.toasts
        assert said.startswith("Copied the keys of 5 as credentials-file sections (ini, the format that fits many).")
        assert said.endswith(" The clipboard is cleared in 45 s.")
    assert clipboard.text
    file = demo.home / "pasted"
    file.write_text(clipboard.text.reveal())
    sections = raw_config_parse(str(file))
    assert len(sections) == 5
    assert all(keys["aws_session_token"] for keys in sections.values())
    assert clipboard.text.reveal() not in repr(clipboard.text)


async def test_two_accounts_of_one_name_get_sections_of_their_own(
    context: AppContext, home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = tuple(SampleAccount(f"{number:012}", "Sandbox", "", ("Admin",)) for number in (1, 2))
    home.config(f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1\n")
    with Portal(Organization((Instance(ACME, "us-east-1", accounts),)), clock=clock) as portal:
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        home.token("acme", portal.issue_token(ACME))
        async with using(context) as person:
            await person.press("3", "ctrl+a", "w")
            await person.press("enter")
            assert "Wrote 2 sections" in person.toasts[-1]
    written = raw_config_parse(str(home.credentials_file))
    assert written.keys() == {"sandbox-Admin-000000000001", "sandbox-Admin-000000000002"}


async def test_sections_of_a_person_are_overwritten_only_after_a_yes(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    name = "data-lake-ReadOnly"
    mine = credentials.read_bytes() + f"\n[{name}]\naws_access_key_id = mine\naws_secret_access_key = mine\n".encode()
    credentials.write_bytes(mine)
    async with using(context) as person:
        await select(person, "/data lake")
        await person.press("w")
        assert isinstance(person.screen, DiffScreen)
        await person.press("enter")
        assert "No keeps them as they are." in person.text
        await person.press("escape")
        assert isinstance(person.screen, OutcomeScreen)
        assert "Wrote 4 sections" in person.text
        assert raw_config_parse(str(credentials))[name]["aws_access_key_id"] == "mine"
        await person.press("r")
        await person.press("enter")
        await person.press("y")
        assert "Wrote 1 section" in person.toasts[-1]
    assert raw_config_parse(str(credentials))[name]["aws_access_key_id"] != "mine"


async def select(person: Person, query: str) -> None:
    """Select all of Accounts that the query finds."""
    await person.press("3")
    await person.type(query)
    await person.press("tab", "ctrl+a")
