"""Which key does what: the table's keys, a person's own, and what is said of those that cannot be had."""

from __future__ import annotations

import pytest

from ssotui.actions.settings import loading
from ssotui.storage.settings import settings_file
from ssotui.tui.command_table import BY_ID, COMMANDS
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.commands import MOVES, Place
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.help_screen import HelpScreen
from ssotui.tui.shell.key_names import shown
from ssotui.tui.shell.keymap import Keymap
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


def set_keys(clock: FrozenClock, **keys: str) -> AppContext:
    """The context of a person who has written these keys into the settings."""
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "[keymap]\n" + "".join(f'{name.replace("__", ".")} = "{key}"\n' for name, key in keys.items()), "utf-8"
    )
    return AppContext(FakeClipboard(), clock, UNICODE, loaded=loading.load(BY_ID))


@pytest.mark.parametrize("place", Place)
def test_no_two_commands_of_one_place_have_the_same_key(place: Place) -> None:
    keys = [key for command in (*COMMANDS, *MOVES) if place in command.places for key in command.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("command", [*COMMANDS, *MOVES], ids=lambda command: command.id)
def test_every_key_of_the_table_would_do_as_a_setting(command: object) -> None:
    keymap = Keymap(
        COMMANDS, {name: ",".join(known.keys) for name, known in BY_ID.items() if known is command and known.keys}
    )
    assert not keymap.refused


@pytest.mark.parametrize(
    ("key", "text"),
    [("slash", "/"), ("question_mark", "?"), ("ctrl+p", "^p"), ("escape", "esc"), ("enter", "⏎"), ("C", "C"),
     ("comma", ","), ("f5", "f5"), ("alt+x", "alt+x"), ("minus", "-"), ("space", "space"), ("pageup", "pgup")],
)  # fmt: skip
def test_keys_are_written_as_they_are_read(key: str, text: str) -> None:
    assert shown(key) == text


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"keys.copy": "Z"}, []),
        ({"keys.copy": "C", "keys.copy_as": "c"}, []),  # the two have changed places
        ({"sign_in.open": "w"}, []),  # in other places it means something else
        ({"keys.reveal": "slash"}, []),
        ({"keys.copy": "w"}, ["In Profiles, w is the key of keys.write already."]),
        ({"keys.copy": "x", "keys.write": "x"}, ["x is the key of keys.write", "x is the key of keys.copy"]),
        ({"keys.copy": "k"}, ["In Profiles, k is the key of move.up already."]),
        ({"move.up": "c"}, ["In Profiles, c is the key of keys.copy already."]),
        # What was free because of a change that is refused is not free after all.
        ({"keys.copy": "w", "list.filter": "c"}, ["w is the key of keys.write", "c is the key of keys.copy"]),
        ({"keys.copy": "fn"}, ["There is no key fn."]),
        ({"keys.copy": "ctrl+"}, ["There is no key ctrl+."]),
        ({"keys.copy": "ctrl+c"}, ["ctrl+c always leaves."]),
        ({"list.filter": "/,ctrl+f,F5"}, ["There is no key F5."]),
    ],
)
def test_what_cannot_be_had_is_refused_and_the_table_stays(changes: dict[str, str], refused: list[str]) -> None:
    keymap = Keymap(COMMANDS, changes)
    said = [refusal.message for refusal in keymap.refused]
    assert len(said) == len(refused)
    assert all(part in whole for part, whole in zip(refused, said, strict=True))
    for refusal in keymap.refused:
        assert keymap.keys(BY_ID[refusal.id]) == BY_ID[refusal.id].keys


async def test_a_changed_key_works_and_is_shown_wherever_the_old_one_was(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    context = set_keys(
        clock, list__filter="ctrl+f", app__help="f1", keys__open="x,enter", move__down="b,ctrl+n", app__palette="ctrl+k"
    )
    async with using(context, (120, 120)) as person:
        assert "x keys" in person.lines[-1]
        assert "^f filter" in person.lines[-1]
        assert "^k commands" in person.lines[-1]
        rows = person.screen.query_one(RowList)
        await person.press("b", "b")
        assert rows.cursor == 2
        await person.press("j")
        assert rows.cursor == 2
        await person.press("slash")
        assert person.screen.focused is rows
        await person.press("ctrl+f", "b", "ctrl+n")
        assert "/ b " in person.text
        assert rows.cursor == 1
        await person.press("escape", "ctrl+p")
        assert person.screen is person.app.screen_stack[0]
        await person.press("ctrl+k")
        assert "Search" in person.text
        await person.press("escape", "question_mark")
        await person.press("f1")
        assert isinstance(person.screen, HelpScreen)
        assert person.line("^f  Filter by any text")
        assert person.line("b ^n  Go down one row.")
        assert person.line("x ⏎  Get")
        await person.press("escape", "ctrl+f")
        await person.type("pay")
        await person.press("escape", "x")
        assert person.screen.query("#keys-text")


async def test_a_palettes_key_can_become_another_commands(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    async with using(set_keys(clock, app__palette="f2", list__filter="ctrl+p")) as person:
        await person.press("ctrl+p")
        await person.type("pay")
        assert "/ pay" in person.text


async def test_buttons_show_the_changed_key_and_why_not_names_it(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    async with using(set_keys(clock, keys__reveal="Z", keys__open="Q", app__back="b,escape")) as person:
        await person.press("Z")
        assert person.toasts == ["Reveal is for the Keys screen (Q)."]
        await person.type("/pay")
        await person.press("enter")
        assert "Z reveal" in person.text
        assert "b back" in person.text
        await person.press("b")
        assert not person.screen.query("#keys-text")


async def test_what_is_refused_is_said_with_its_line(demo: Sandbox, clock: FrozenClock) -> None:
    del demo
    async with using(set_keys(clock, list__filter="f9", keys__copy="w", keys__wirte="y")) as person:
        assert [toast.split("config.toml")[1] for toast in person.toasts] == [
            (
                ":3: In Profiles, w is the key of keys.write already.\nPick another key, or give keys.write one too.\n"
                "And 1 more: `ssotui settings` lists them."
            )
        ]
        assert "c copy" in person.lines[-1]
        assert "w write" in person.lines[-1]
