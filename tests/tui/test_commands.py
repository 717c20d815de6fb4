"""Every command of the table: by key, palette and mouse; in the help, the README and the bottom line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from ssotui.tui.command_table import BY_ID, COMMANDS
from ssotui.tui.shell.commands import MOVES, Command, Place
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.flow import Context
from ssotui.tui.shell.help_screen import HelpScreen
from ssotui.tui.shell.key_names import shown
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.palette import Commands
from ssotui.tui.widgets.key_bar import KeyBar
from ssotui.tui.widgets.menu import Menu
from tests.readme import README
from tests.support.sandbox import Sandbox
from tests.tui.conftest import SIZE, Person, using

WAYS: Mapping[Place, tuple[str, ...]] = {
    Place.PROFILES: (),
    Place.SESSIONS: ("2",),
    Place.ACCOUNTS: ("3",),
    Place.KEYS: ("slash", *"pay", "enter"),
    Place.SIGN_IN: ("slash", *"globex", "enter"),
    Place.DOCTOR: ("d",),
}
"""The keys that lead to each place."""


@asynccontextmanager
async def person_in(
    place: Place,
    context: AppContext,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int] = SIZE,
    opening: tuple[str, ...] = (),
) -> AsyncIterator[tuple[Person, list[str]]]:
    """Somebody who has gone there; from there on the commands only note that they would be done."""
    async with using(context, size) as person:
        await person.press(*WAYS[place])
        assert getattr(person.screen, "place", None) is place
        done: list[str] = []

        do = Context.do

        async def note(context: Context, name: str) -> None:
            if name in opening:
                await do(context, name)
            else:
                done.append(name)

        monkeypatch.setattr(Context, "do", note)
        yield person, done


def possible(person: Person, place: Place) -> list[Command]:
    """The commands of the place that nothing is in the way of."""
    keymap, here = Keymap(COMMANDS), person.screen.here  # type: ignore[attr-defined]
    return [command for command in keymap.at(place) if keymap.obstacle(command, here) is None]


@pytest.mark.parametrize("place", Place)
async def test_each_key_does_its_command(
    demo: Sandbox, context: AppContext, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    async with person_in(place, context, monkeypatch) as (person, done):
        for command in possible(person, place):
            for key in command.keys:
                if key not in {"ctrl+c", "ctrl+z"}:  # the app heeds them at once, whatever is open
                    done.clear()
                    await person.press(key)
                    assert done == [command.id], key


@pytest.mark.parametrize("place", Place)
async def test_the_palette_has_each_command_and_nothing_else(
    demo: Sandbox, context: AppContext, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    async with person_in(place, context, monkeypatch, opening=("app.palette",)) as (person, done):
        screen = person.screen
        mine = [command for command in possible(person, place) if command.id != "app.palette"]
        hits: list[Any] = [hit async for hit in Commands(screen).discover()]
        assert {hit.command.id for hit in hits} == {each.id for each in Keymap(COMMANDS).at(place)} - {"app.palette"}
        await person.pilot.press("ctrl+p")
        await person.settle()
        shown = [str(row.prompt) for row in person.screen.query_one(OptionList).options]
        assert len(shown) == len(hits)
        assert all(any(str(hit.help) in row for row in shown) for hit in hits)
        for command in mine:
            person.screen.query_one(Input).value = command.title
            await person.settle()
            results = person.screen.query_one(OptionList)
            rows: list[Any] = list(results.options)
            results.highlighted = next(at for at, row in enumerate(rows) if command.help in str(row.prompt))
            assert rows[results.highlighted].hit.command.id == command.id
        await person.press("enter")
        assert done == [mine[-1].id]
        assert person.screen is screen


@pytest.mark.parametrize("place", Place)
async def test_the_mouse_reaches_each_command_in_the_help(
    demo: Sandbox, context: AppContext, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    async with person_in(place, context, monkeypatch, (120, 160), ("app.help",)) as (person, done):
        screen = person.screen
        mine = [command for command in possible(person, place) if command.id != "app.help"]
        await person.pilot.press("question_mark")
        await person.settle()
        assert isinstance(person.screen, HelpScreen)
        menu, lines = person.screen.query_one(Menu), person.lines
        rows = {command.id: lines.index(person.line(command.help[:32])) for command in mine}
        for name, row in rows.items():
            assert person.screen.get_widget_at(50, row)[0] is menu
            at = person.screen.get_style_at(50, row).meta["option"]  # by which a click finds the option
            assert menu.get_option_at_index(at).id == name
        await person.pilot.click(offset=(50, rows[mine[-1].id]))
        await person.settle()
        assert done == [mine[-1].id]
        assert person.app.screen is screen


@pytest.mark.parametrize("place", Place)
async def test_the_bottom_line_is_buttons(
    demo: Sandbox, context: AppContext, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    async with person_in(place, context, monkeypatch, (160, 36)) as (person, done):
        for command in possible(person, place):
            if place in command.footer:
                button = f"{shown(command.keys[0])} {command.title}"
                done.clear()
                await person.pilot.click(offset=(person.lines[-1].index(button), 35))
                await person.settle()
                assert done == [command.id]


async def test_the_moves_are_in_the_help(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context, (120, 120)) as person:
        await person.press("question_mark")
        for move in MOVES:
            assert person.line(" ".join(map(shown, move.keys)), move.help[:32])  # a long one goes on below


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_it_is_in_the_readme(command: Command) -> None:
    key = Keymap(COMMANDS).text(command).replace("⏎", "enter").replace("^", "ctrl+")
    assert f"| `{key}`" in README.read_text()
    assert f"| {command.help} |" in README.read_text()


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.places < frozenset(Place)],
                         ids=lambda command: command.id)  # fmt: skip
def test_elsewhere_it_says_where_it_is_for(command: Command) -> None:
    said = Keymap(COMMANDS).why_not(command)
    assert "\n" not in said
    assert len(said) < 120
    for place in command.places:
        assert Keymap(COMMANDS).where({place}) in said


@pytest.mark.parametrize("place", [Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS, Place.KEYS, Place.DOCTOR])
async def test_the_bottom_line_has_whole_words_at_every_width(demo: Sandbox, context: AppContext, place: Place) -> None:
    del demo
    async with using(context, (200, 15)) as person:
        await person.press(*WAYS[place])
        whole = [f"{shown(each.keys[0])} {each.title}" for each in Keymap(COMMANDS).at(place) if place in each.footer]
        for width in (200, 120, 80, 60, 50, 40, 30, 20, 10):
            await person.pilot.resize_terminal(width, 15)
            await person.settle()
            line = person.lines[-1].strip()
            shown_now = line.split("  ") if line else []
            assert [button for button in whole if button in shown_now] == shown_now, width
            if width >= 30:
                assert "? help" in shown_now
            if width >= 60:
                assert whole[0] in shown_now
                assert ("q quit" in shown_now) == (place in BY_ID["app.quit"].footer)
                assert ("esc back" in shown_now) == (place in BY_ID["app.back"].footer)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("2", "delete"), "y yes  esc no"),
        (("question_mark",), "⏎ do it  esc back  / search"),
        (("C",), "⏎ copy  esc back"),
        (("2", "n"), "⏎ add  esc back"),
        (("d", "down", "enter"), "⏎ apply  esc leave as it is"),
        (("ctrl+p",), ""),
    ],
)
async def test_under_a_dialog_the_bottom_line_is_the_dialogs(
    demo: Sandbox, context: AppContext, keys: tuple[str, ...], line: str
) -> None:
    del demo
    async with using(context) as person:
        before = person.lines[-1]
        for key in keys:  # one after the other: the doctor looks on a thread
            await person.press(key)
        assert person.lines[-1].strip() == line
        assert len(person.screen.query(KeyBar)) == bool(line)
        while len(person.app.screen_stack) > 1:
            await person.press("escape")
        await person.press("1")
        assert person.lines[-1] == before


@pytest.mark.parametrize(
    ("place", "searches"),
    [
        (Place.KEYS, ["credentials", "credentials subshell"]),
        (Place.PROFILES, ["SHELL quit", "clipboard", "profile"]),
        (Place.SESSIONS, ["delete"]),
        (Place.SIGN_IN, ["browser"]),
    ],
)
async def test_the_palette_finds_what_the_sentences_say_after_the_titles(
    demo: Sandbox, context: AppContext, place: Place, searches: list[str]
) -> None:
    del demo
    mine = [each for each in Keymap(COMMANDS).at(place) if each.id != "app.palette"]
    async with using(context) as person:
        await person.press(*WAYS[place])
        await person.press("ctrl+p")
        for typed in searches:
            words = typed.casefold().split()
            said = [each.help for each in mine if all(word in each.help.casefold() for word in words)]
            titled = [each.help for each in mine if typed.casefold() in each.title.casefold()]
            person.screen.query_one(Input).value = typed
            await person.settle()

            shown = [str(row.prompt) for row in person.screen.query_one(OptionList).options]
            assert all(any(sentence in row for row in shown) for sentence in said)
            assert all(any(sentence in row for sentence in titled) for row in shown[: len(titled)])
            assert said or titled


async def test_the_palette_does_not_find_what_nothing_says(demo: Sandbox, context: AppContext) -> None:
    del demo
    assert not [each for each in COMMANDS if "xylophone" in each.help]
    async with using(context) as person:
        for typed in ("xylophone", "clipboard xylophone", " "):
            hits = [hit async for hit in Commands(person.screen).search(typed)]
            assert not [hit.help for hit in hits if hit.score < 1], typed
            assert typed == " " or not hits
