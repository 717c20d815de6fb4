"""A key means one thing everywhere, and each habit of a person at a terminal has its key."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from ssotui.actions.listing.ranking import remember_use
from ssotui.tui.command_table import COMMANDS
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.commands import MOVES, Place
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

SAME_MEANING = {
    "enter": "go on with the row",
    "c": "copy",
    "C": "copy in another form",
    "o": "open in the browser",
    "n": "new",
    "q": "leave",
    "delete": "delete the row",
}
"""The keys that several commands share, each in places of its own, because they mean the same."""


def test_a_key_means_one_thing_everywhere() -> None:
    owners: dict[str, list[str]] = {}
    for command in (*COMMANDS, *MOVES):
        for key in command.keys:
            owners.setdefault(key, []).append(command.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1 and key not in SAME_MEANING} == {}
    assert {"y", "f", "u", "s"} & set(owners) == {"f", "u", "s"}  # y is the yes of every question, and only that
    assert "D" not in owners  # beside d, which opens the doctor


async def test_the_cursor_moves_by_the_keys_of_every_pager(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context, (80, 24)) as person:
        rows = person.screen.query_one(RowList)
        await person.press("G")
        assert rows.cursor == rows.shown - 1
        await person.press("g")
        assert rows.cursor == 0
        await person.press("ctrl+d")
        half = rows.cursor
        assert 0 < half < rows.size.height
        await person.press("ctrl+u")
        assert rows.cursor == 0
        await person.press("question_mark", "ctrl+d")
        assert person.screen.query_one("Menu").highlighted  # type: ignore[attr-defined]
        await person.press("q")
        assert person.screen is person.app.screen_stack[0]
        await person.press("right_square_bracket")
        assert place(person) is Place.SESSIONS
        await person.press("left_square_bracket", "left_square_bracket")
        assert place(person) is Place.ACCOUNTS
        await person.press("colon")
        assert isinstance(person.screen, CommandPalette)


async def test_minus_goes_to_the_role_used_before_and_back(
    demo: Sandbox, context: AppContext, clock: FrozenClock
) -> None:
    del demo
    async with using(context) as person:
        rows = person.screen.query_one(RowList)
        await person.press("minus")
        assert person.toasts == ["No other role was used from here yet.\nGet the keys of one, then of another one."]
        names = [rows._lines.view.key(at) for at in (3, 5)]
        for name in names:
            clock.advance(60)
            remember_use(clock(), profile=name)
        await person.type("/nothing like this")
        await person.press("tab", "minus")
        assert rows.current_key == names[1]
        await person.press("minus")
        assert rows.current_key == names[0]
        await person.press("minus")
        assert rows.current_key == names[1]


async def test_a_click_on_a_clock_in_the_header_goes_to_its_session(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        await person.pilot.click(offset=(person.lines[0].index("globex"), 0))
        await person.settle()
        assert place(person) is Place.SESSIONS
        assert getattr(person.screen, "row").label == "globex"  # noqa: B009


@pytest.mark.parametrize(
    "opening",
    [("enter",), ("w",), ("C",), ("d",), ("question_mark",), ("z",), ("2", "delete"), ("X",), ("2", "end", "enter")],
    ids="-".join,
)
async def test_q_closes_the_dialog_and_quits_from_the_list(
    demo: Sandbox, context: AppContext, opening: tuple[str, ...]
) -> None:
    del demo
    async with using(context) as person:
        for key in opening:
            await person.press(key)
        if len(person.app.screen_stack) > 1:
            await person.press("q")
        assert len(person.app.screen_stack) == 1
        assert not person.app._exit
        await person.press("q")
        assert person.app._exit


async def test_q_is_a_letter_where_something_is_typed(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        await person.press("2", "n", "q")
        assert person.screen.query(Input).first().value == "q"


def place(person: Person) -> object:
    """The view that the main screen shows."""
    return getattr(person.app.screen_stack[0], "place", None)


async def test_the_help_is_searched_by_its_words(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context, (120, 120)) as person:
        stars = person.text.count("★")
        await person.press("question_mark", "slash")
        await person.type("shell credentials")
        assert person.line("!", "Open a subshell")
        assert "Toggle favourite." not in person.text
        await person.press("escape")
        assert "Toggle favourite." in person.text
        await person.press("slash")
        await person.type("favou")
        await person.press("enter")
        assert person.screen is person.app.screen_stack[0]
        assert person.screen is person.app.screen_stack[0]
        assert person.text.count("★") != stars
