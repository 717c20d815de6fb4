"""The bar is made from what can be done now; what cannot be done says why, in the words that fit."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.tui.drawing.content import STYLES
from ssotui.tui.shell.context import AppContext
from ssotui.tui.widgets.key_bar import KeyBar
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

SESSION = "[sso-session acme]\nsso_start_url = https://a.example/start\nsso_region = us-east-1\n"


def keys_of(person: Person) -> Mapping[str, bool]:
    """Each key of the bar, with whether it is dimmed."""
    line = person.screen.query_one(KeyBar)._drawn
    return {text: style == "off" for text, style, _ in line if style in {"key", "off"} and not text.startswith(" ")}


async def test_an_empty_list_offers_only_what_can_be_done(home: Home, context: AppContext) -> None:
    async with using(context, (160, 30)) as person:
        assert person.lines[-1].strip().startswith("⏎ make an SSO session")
        off = keys_of(person)
        assert [key for key, dimmed in off.items() if not dimmed] == ["⏎", "/", "?", "^p", "q"]
        for key in ("c", "w", "u", "o", "l"):
            assert off[key]
            await person.press(key)
            assert person.toasts == ["No profiles yet.\nPress ⏎ to make an SSO session."]
    home.config(SESSION)
    async with using(context, (160, 30)) as person:
        assert not keys_of(person)["l"]  # there is one session, and l signs in to it
        await person.press("c")
        assert person.toasts == ["No profiles yet.\nPress ⏎ to sign in to acme."]


async def test_a_filter_that_hides_all_says_which_key_clears_it(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context) as person:
        assert not any(keys_of(person).values())
        await person.type("/nothing like this")
        await person.press("tab", "w")
        assert person.toasts == ["No row matches the filter.\nPress esc to clear it."]
        assert keys_of(person)["w"]
        await person.press("escape")
        assert not keys_of(person)["w"]


async def test_it_follows_the_cursor_and_the_help_and_the_dialog_say_why(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context, (120, 120)) as person:
        await person.press("2")
        await person.type("/registration")
        await person.press("tab")
        assert keys_of(person)["⏎"]
        await person.press("question_mark")
        assert person.line("Not now: This row belongs")
        await person.press("escape", "enter")
        assert person.toasts == ["This row belongs to no SSO session of the config.\nPick another one."]


async def test_a_dialogs_bar_has_its_own_keys(demo: Sandbox, context: AppContext) -> None:
    del demo
    async with using(context, (120, 40)) as person:
        await person.press("w")
        assert set(person.lines[-1].strip().split("  ")) == {"⏎ write", "e name", "1-4 where to", "esc back"}
        await person.press("escape", "z")
        assert person.toasts == ["There is nothing to undo.\nssotui keeps its last change to a file only."]
        await person.press("2")
        await person.type("/globex")
        await person.pilot.press("tab", "l")
        await person.until("Waiting for")
        assert {"o", "C", "c", "x", "esc"} <= keys_of(person).keys()


async def test_a_session_never_signed_in_to_says_so(home: Home, context: AppContext) -> None:
    home.config(SESSION)
    async with using(context, (120, 30)) as person:
        await person.press("2")
        assert person.line("acme", "not signed in", "https://a.example/start")
        assert person.line("allows", "nothing until you sign")
        await person.press("delete")
        assert person.toasts[-1].startswith("There is no file to delete")


def test_what_is_dimmed_is_not_bold_either() -> None:
    assert "bold" in STYLES["key"]
    assert "bold" not in STYLES["off"]
