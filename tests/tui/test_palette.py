"""The palette knows the words of other tools, holds what a command can be given, and remembers what was picked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import OptionList

from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import FilePlace, Profile, ProfileKind
from ssotui.storage import state
from ssotui.tui.browser.commands import PROFILES, profiles
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.palette import Commands
from ssotui.tui.shell.palette_entries import MOST_CHOICES
from tests.support.clipboard import FakeClipboard
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using

EVERYWHERE = {
    "login": "session.sign_in",
    "logout": "session.sign_out",
    "refresh": "session.sign_in",
    "settings": "app.settings",
    "exit": "app.quit",
    "dark": "view.theme",
}
IN_PROFILES = EVERYWHERE | {
    ".env": "keys.write=1",
    "fish": "keys.copy_as=fish",
    "json": "keys.copy_as=json",
    "nord": "view.theme=nord",
    "export": "keys.copy",
    "delete": "profile.delete",
    "profile legacy-audit": "view.profiles=legacy-audit",
}


async def best(screen: Screen[Any], query: str) -> str:
    """Find the ID of the best entry for the words."""
    hits: list[Any] = [hit async for hit in Commands(screen).search(query)]
    return max(hits, key=lambda hit: hit.score).command.id if hits else ""


async def test_it_finds_what_other_tools_call_it(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        assert {word: await best(person.screen, word) for word in IN_PROFILES} == IN_PROFILES
        for view in ("2", "3"):
            await person.press(view)
            assert {word: await best(person.screen, word) for word in EVERYWHERE} == EVERYWHERE
        assert await best(person.screen, "purge") == "keys.purge"


async def test_what_a_command_can_be_given_is_an_entry_and_the_last_picked_comes_first(
    demo: Sandbox, context: AppContext, clipboard: FakeClipboard
) -> None:
    del demo
    async with using(context) as person:
        for typed in ("profile payments-stage", "copy as fish", "write .env"):
            await person.press("colon")
            await person.type(typed)
            await person.press("enter")
        assert person.line("file", ".env")
        assert clipboard.text
        await person.press("escape")
        assert person.screen.row.profile.name == "payments-stage"  # type: ignore[attr-defined]
        assert state.load().picks() == ["keys.write=1", "keys.copy_as=fish", "view.profiles=payments-stage"]
        listed: list[Any] = sorted([hit async for hit in Commands(person.screen).discover()], reverse=True)
        first, last = [hit.command.id for hit in listed[:3]], [hit.command.id for hit in listed[-3:][::-1]]
        assert state.load().picks() in (first, last)


async def test_of_ten_thousand_profiles_a_few_are_found_and_none_before_something_is_typed(
    home: Home, context: AppContext
) -> None:
    del home
    rows = tuple(ProfileRow(Profile(f"team-{at}", ProfileKind.EMPTY, FilePlace("config", at))) for at in range(10_000))
    async with using(replace(context, read=lambda: Inventory(rows))) as person:
        listed: list[Any] = [hit async for hit in Commands(person.screen).discover()]
        assert not [hit for hit in listed if "team-" in str(hit.text)]
        hits = [hit async for hit in Commands(person.screen).search("team-99")]
        assert len(hits) == MOST_CHOICES


async def test_elsewhere_a_command_is_found_last_and_says_where_it_is_for(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        hits: list[Any] = [hit async for hit in Commands(person.screen).search("subshell")]
        assert hits
        assert "Shell is for the Keys screen" in str(hits[0].help)
        assert hits[0].score < 100


async def test_the_values_are_listed_once_while_the_palette_is_open(
    demo: Sandbox, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    listed: list[int] = []

    def counted(main: Any) -> list[tuple[str, str]]:
        values = list(profiles(main))
        listed.append(len(values))
        return values

    monkeypatch.setattr(PROFILES, "choices", counted)
    async with using(context) as person:
        await person.press("colon")
        await person.type("profile")
        assert len(listed) == 1


async def test_a_profile_is_found_by_its_whole_name_and_drawn_as_it_is_called(home: Home, context: AppContext) -> None:
    del home
    names = [f"team-{at}-prod" for at in range(2 * MOST_CHOICES)] + ["prod", "acct [/prod]"]
    rows = tuple(ProfileRow(Profile(name, ProfileKind.EMPTY, FilePlace("config", 1))) for name in names)
    state.edit(lambda kept: kept.remember_pick("view.profiles=acct [/prod]"))
    async with using(replace(context, read=lambda: Inventory(rows))) as person:
        assert await best(person.screen, "prod") == "view.profiles=prod"
        assert await best(person.screen, "acct [/prod]") == "view.profiles=acct [/prod]"
        hits: list[Any] = [hit async for hit in Commands(person.screen).search("acct")]
        hits += [hit async for hit in Commands(person.screen).discover()]
        shown = [(hit.prompt.plain, hit.help) for hit in hits if "acct" in str(hit.prompt)]
        assert shown == 2 * [("Profile acct [/prod]", "Go to this profile in the list.")]


async def test_textuals_own_commands_are_not_in_it(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        own = {command.help for command in person.app.get_system_commands(person.screen)}
        assert any("screenshot" in sentence for sentence in own)
        await person.press("colon")
        for typed in ("", "screenshot"):
            await person.type(typed)
            rows = [str(row.prompt) for row in person.screen.query_one(OptionList).options]
            assert not [row for row in rows if any(sentence in row for sentence in own)]
