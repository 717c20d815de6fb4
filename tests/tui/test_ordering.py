"""Favourites and orders: on the screen, and in the next run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

pytestmark = pytest.mark.usefixtures("demo")


def first(person: Person, count: int = 1) -> Sequence[str]:
    """The names of the first rows, as the list has them."""
    screen = person.screen
    assert isinstance(screen, MainScreen)
    return [screen.views.view.parts(index)[0] for index in screen.rows._lines.order[:count]]


@pytest.mark.parametrize(("view", "query", "name"), [("1", "dns", "dns"), ("3", "/'666677779999 audit", "Log Archive")])
async def test_a_favourite_has_a_star_and_stands_first_also_next_time(
    context: AppContext, view: str, query: str, name: str
) -> None:
    async with using(context) as person:
        await person.press(view)
        await person.type(f"/{query.removeprefix('/')}")
        await person.press("tab", "f", "escape", "home")
        starred = [line for line in person.lines if "★" in line]
        assert any(name in line for line in starred)
    async with using(context) as person:
        await person.press(view)
        assert any("★" in line and name in line for line in person.lines[:7])
        await person.type(f"/{query.removeprefix('/')}")
        await person.press("tab", "f", "escape")
        assert not any("★" in line and name in line for line in person.lines)


async def test_the_orders_go_round_and_the_last_one_is_kept(context: AppContext) -> None:
    async with using(context) as person:
        as_filed = first(person, 40)
        for by in ("time", "name", "account", "recent use", "group"):
            await person.press("s")
            assert person.line("/", f"44/44 · by {by} ▲")
            if by == "name":
                names = list(first(person, 44)[1:])  # behind the favourite
                assert names == sorted(names, key=str.casefold)
        await person.press("s")
        assert "by" not in person.line("44/44")
        assert first(person, 40) == as_filed
        await person.press("s", "s", "S")
        by_name = first(person, 40)
        assert by_name[1:] == sorted(names, key=str.casefold, reverse=True)[:39]
        assert person.line("PROFILE ▼")
        await person.press("3", "s", "s", "s", "1")
        assert first(person, 40) == by_name
        assert not person.toasts
    async with using(context) as person:
        assert first(person, 40) == by_name
        await person.press("3", *["s"] * 4)
        assert person.line("/", "by time ▲")
        assert person.line("ACCOUNT", "KEYS ▲")


async def test_what_ends_soonest_comes_first_and_a_click_on_a_heading_sorts(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("s")
        assert first(person, 3)[1:] == ["corp-analytics", "corp-billing"]  # 11 minutes; behind the favourite
        await person.press("S")
        assert first(person, 45)[-1] == "web-identity-ci" or "corp" not in first(person, 3)[1]
        title = next(y for y, line in enumerate(person.lines) if "PROFILE" in line)

        async def click(heading: str) -> None:
            await person.pilot.click(offset=(person.lines[title].index(heading) + 1, title))
            await person.settle()

        await click("ROLE")
        assert person.line("ROLE ▲", "TOKEN ")
        assert person.line("/", "by role ▲")
        assert "AdministratorAccess" in person.lines[title + 2]
        await click("ROLE")
        assert person.line("ROLE ▼")
        await click("KEYS")
        assert "22m" in person.lines[title + 2]
        await person.press("s")
        assert "by" not in person.line("44/44")
        await person.press("2")
        await click("WHAT")
        assert person.toasts == ["Sort is for Profiles (1) and Accounts (3)."]


async def test_groups_have_the_sessions_clock_and_fold(context: AppContext, clipboard: FakeClipboard) -> None:
    async with using(context) as person:
        await person.press(*"sssss")
        assert "6h 12m" in person.line("▾ acme", "23 profiles")
        assert "6h 12m" not in person.line("data-lake-prod")
        assert person.shows("▾ Payments", "3 profiles")
        assert "Payments" not in person.line("payments-deploy")
        await person.press("left")
        assert person.line("▌", "▾ Payments")
        await person.press("left")
        assert not person.shows("payments-deploy")
        await person.press("space")
        assert "3 selected" in person.text
        await person.press("escape", "c")
        assert (
            person.toasts[-1] == "A group has no keys of its own.\nPick one of its rows, or select them all with space."
        )
        assert clipboard.text is None
        await person.press("f")
        assert person.toasts[-1].startswith("Only a profile or a role can be a favourite.")
        await person.press("enter", "right")
        assert person.line("▌", "payments-prod ")
        await person.press("left", "left", "left", "left")
        assert person.line("▌", "▸ acme", "23 profiles")
        await person.type("/pay deploy")
        assert person.line("1/44")
        assert person.line("▌", "payments-deploy")
        assert person.shows("▾ acme", "23 profiles")
        await person.press("left", "escape", "r")
        assert person.shows("▸ acme", "23 profiles")
        await person.press("3", *"sssss", "home")
        assert "6h 12m" in person.line("▾ acme")
        await person.type("/payments")
        assert person.shows("▾ Payments", "111122223333", "3 roles")
        assert "Payments" not in person.line("47m")
        await person.press("escape", "s", "left")
        assert person.toasts == ["Nothing to fold: sort by group first."]


async def test_what_was_used_rises(context: AppContext) -> None:
    async with using(context) as person:
        for view, query, name in (("3", "backups readonly", "Backups"), ("1", "network-shared", "network-shared")):
            await person.press(view)
            await person.type(f"/{query}")
            await person.press("tab", "c", "escape", *["s"] * 4)
            assert name in first(person, 2)


async def test_what_has_keys_stands_first_by_time_left_in_accounts_too(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("3")
        await person.type("/'777766667777 readonly")
        await person.press("tab", "c", "escape", "s", "home")
        with_keys = [line for line in person.lines if "1h 00m" in line]
        assert any("Archive" in line for line in with_keys)
        assert "1h 00m" in person.line("Archive", "777766667777", "ReadOnly")
        assert any("Archive" in name for name in first(person, 3))


async def test_o_opens_the_console_of_an_accounts_role(
    context: AppContext, demo: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    opened, script = tmp_path / "opened", tmp_path / "browser.py"
    script.write_text(f"import pathlib, sys; pathlib.Path({str(opened)!r}).write_text(sys.argv[1])")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    async with using(context) as person:
        await person.press("3")
        await person.type("/'666677779999 audit")
        await person.press("tab", "o")
        assert person.toasts == ["Opened the console of log-archive-Audit in the browser."]
    assert "account_id=666677779999&role_name=Audit" in opened.read_text()


async def test_the_active_profile_is_marked_also_in_the_panel(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "payments-stage")
    async with using(context) as person:
        assert person.line("●", "payments-stage")
        await person.type("/active")
        assert person.line("● active in this shell")
        assert person.line("1/44")
    assert active_profile({"AWS_PROFILE": "a", "AWS_ACCESS_KEY_ID": "AKIA", "SSOTUI_KEYS": "b"}) == "b"
    assert active_profile({"AWS_PROFILE": "a", "AWS_ACCESS_KEY_ID": "AKIA"}) is None
    assert active_profile({"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "c"}) == "c"


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_the_header_counts_the_accounts_rows_and_menus_hang_what_they_fold(
    context: AppContext, size: tuple[int, int]
) -> None:
    async with using(context, size) as person:
        await person.press("3")
        total = person.line("/").split("/")[-1].split()[0]
        assert f"3 Accounts {total} " in person.lines[0]
        await person.press("1", "C")
        at = next(y for y, line in enumerate(person.lines) if "Exports for bash" in line)
        title = person.lines[at].index("Exports")
        assert not person.lines[at + 1][8:title].strip() or "env-no-export" in person.lines[at + 1]
        assert "default" in person.lines[at + (size[0] < 80)][title:]
