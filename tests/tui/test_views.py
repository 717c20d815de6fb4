"""The three views of one list: what they show, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.list.row_list import RowList
from ssotui.tui.sessions.view import SessionsView
from ssotui.tui.shell.context import AppContext
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using

pytestmark = pytest.mark.usefixtures("demo")


async def test_the_header_counts_and_tells_the_sessions_clocks(context: AppContext) -> None:
    async with using(context) as person:
        header = person.lines[0]
        assert "1 Profiles 44" in header
        assert "2 Sessions 7" in header
        assert "acme ▰▰▰▰▱ 6h 12m" in header
        assert "corp ▰▱▱▱▱ 11m" in header
        assert "globex ✗ expired" in header


async def test_a_broken_profile_is_a_row_that_says_what_is_wrong(context: AppContext) -> None:
    async with using(context) as person:
        await person.type("/initech-prod")
        assert "initech" in person.line("initech-prod", "! ")
        await person.press("enter", "escape")
        assert person.toasts


async def test_sessions_tells_each_file_apart(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("2")
        for what in ("token", "orphaned token", "client registration", "Not a token: it is not JSON."):
            assert person.line(what)


@pytest.mark.parametrize(
    ("typed", "said", "unsaid"),
    [
        ("/client", "lasts", "token    "),
        ("/acme 'token", "token", "lasts"),
        ("/corp 'token", "unknown", "no file"),
    ],
)
async def test_the_detail_names_what_lasts(context: AppContext, typed: str, said: str, unsaid: str) -> None:
    async with using(context, (120, 40)) as person:
        await person.press("2")
        await person.type(typed)
        shown = str(person.screen.query_one(DetailPanel).render())
        assert said in shown
        assert unsaid not in shown


async def test_accounts_come_from_the_portal(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await person.press("3")
        assert demo.portal.requests.count("ListAccounts") == 2  # of the two sessions that are signed in
        await person.type("/analyst corp")
        assert person.line("Analytics", "777744446666", "Analyst", "corp")
        await person.press("escape")
        await person.press("1", "3")
        assert demo.portal.requests.count("ListAccounts") == 2
        await person.press("r")
        assert demo.portal.requests.count("ListAccounts") == 4


async def test_the_cursor_stays_on_its_row(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("down", "down", "down")
        row = person.screen.query_one(RowList).current_key
        await person.press("2", "down", "1")
        assert person.screen.query_one(RowList).current_key == row
        await person.press("r")
        assert person.screen.query_one(RowList).current_key == row
        await person.type("/dns")
        await person.press("escape")
        assert person.screen.query_one(RowList).current_key == "dns"


async def test_each_view_is_as_it_was_left(context: AppContext, demo: Sandbox) -> None:
    async with using(context, (120, 15)) as person:
        rows = person.screen.query_one(RowList)
        await person.type("/prod")
        await person.press("escape", "slash", *"pro", "tab", *["down"] * 14, "space", *["up"] * 4)
        left = rows.state
        assert left.query == "pro"
        assert left.selected
        assert 0 < left.above < 9
        before = person.lines[1:-1]
        await person.press("2")
        assert rows.state.query == ""
        assert not rows.state.selected
        assert person.line("/ ", "7/7")
        await person.type("/corp")
        await person.press("tab", "3", "1")
        assert rows.state == left
        assert person.lines[1:-1] == before
        await person.press("r")
        assert person.lines[1:-1] == before
        (demo.home / ".aws" / "config").write_bytes(
            b"[profile aprofile]\nregion = eu-west-1\n" + (demo.home / ".aws" / "config").read_bytes()
        )
        await person.press("r")
        assert rows.state == left
        await person.press("2")
        assert person.line("/ corp", "2/7")


async def test_a_letter_filters_before_anything_is_drawn(context: AppContext) -> None:
    async with using(context) as person:
        await person.type("/")
        rows, box = person.screen.query_one(RowList), person.screen.query_one("#filter", Input)
        all_rows = rows.shown
        box.insert_text_at_cursor("zzz")  # what the handler of a key does; nothing else has its turn meanwhile
        assert rows.shown == 0
        box.value = ""
        assert rows.shown == all_rows


async def test_what_is_pasted_onto_the_list_is_the_filter(context: AppContext) -> None:
    async with using(context) as person:
        await person.type("/corp")
        await person.press("tab")  # the list has the keyboard
        await person.paste("arn:aws:sts::111122223333:assumed-role/AdministratorAccess/me\nrm -r\n")
        assert person.screen.query_one("#filter", Input).value.startswith("arn:aws:sts::111122223333:")
        assert "payments-prod" in person.lines[4]
        assert "1/" in person.lines[2]
        await person.press("escape")
        assert person.shows("corp-")
        box = person.screen.query_one("#filter", Input)
        for key in ("escape", "slash"):  # onto the list, and in the filter's line: it takes as much as it can
            await person.press(key)
            await person.paste("x" * 2_000)
            assert box.value == "x" * 1_000
            await person.press("escape")


async def test_escape_clears_the_filter_and_gives_the_list_the_keyboard(context: AppContext) -> None:
    async with using(context) as person:
        await person.type("/zzzzzz")
        assert "Nothing matches." in person.text
        await person.press("escape")
        assert "44/44" in person.text
        assert isinstance(person.screen.focused, RowList)


async def test_a_tick_may_come_between_another_view_and_its_first_frame(context: AppContext) -> None:
    async with using(context) as person:
        rows = person.screen.query_one(RowList)
        rows.show(SessionsView((), context.glyphs), None)  # it has fewer columns
        rows.tick()


@pytest.mark.parametrize(
    ("size", "shown", "dropped"),
    [
        ((120, 36), ["PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS", "kind"], []),
        ((80, 24), ["PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS"], ["kind"]),
        ((60, 15), ["PROFILE", "payments-prod-admin", "AdministratorAccess", "TOKEN"], ["kind", "ACCOUNT"]),
        ((40, 10), ["PROFILE", "payments-prod-admin", "ROLE"], ["kind", "ACCOUNT", "TOKEN"]),
    ],
)
async def test_narrow_cuts_neither_name_nor_role_while_anything_else_can_give_way(
    context: AppContext, size: tuple[int, int], shown: list[str], dropped: list[str]
) -> None:
    async with using(context, size) as person:
        for word in shown:
            assert word in person.text
        for word in dropped:
            assert word not in person.text
        assert "ReadOnly" in person.line("★ payments-prod")


async def test_clicking_works_as_keys_do(context: AppContext) -> None:
    async with using(context) as person:
        row = person.lines.index(person.line("payments-stage"))
        await person.pilot.click(offset=(10, row))
        await person.settle()
        assert person.screen.query_one(RowList).current_key == "payments-stage"
        await person.pilot.click(offset=(person.lines[0].index("2 Sessions") + 2, 0))
        await person.settle()
        assert "SESSION OR FILE" in person.text
        await person.pilot.click(offset=(person.lines[-1].index("? help"), 35))
        await person.settle()
        assert "/ search" in person.lines[-1]


async def test_the_palette_finds_commands(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("ctrl+p")
        await person.type("sessions")
        await person.press("enter")
        assert "SESSION OR FILE" in person.text


async def test_an_empty_home_says_what_to_do(context: AppContext, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home.root))
    async with using(context) as person:
        assert "No profiles yet." in person.text
        await person.press("2")
        assert "No SSO session yet." in person.text
        await person.press("3")
        assert "No accounts yet." in person.text
        await person.press("c")
        assert person.toasts


async def test_in_the_filter_its_own_key_is_no_letter_and_all_that_it_shows_can_be_selected(
    context: AppContext,
) -> None:
    async with using(context) as person:
        await person.press("slash", "slash")
        await person.type("stage")
        assert "/ stage" in person.text
        await person.press("ctrl+a")
        rows = person.screen.query_one(RowList)
        assert 0 < len(rows.selected) == rows.shown
