"""An error tells the next step by keys on the screen, and by commands on the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import ssotui
from ssotui.actions.settings.loading import Loaded
from ssotui.cli.commands import COMMANDS as CLI
from ssotui.model import errors
from ssotui.model.errors import ServiceFailure, SignInNeeded, SsotuiError
from ssotui.model.settings import DEFAULTS
from ssotui.tui.command_table import BY_ID, COMMANDS
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.key_names import shown
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.on_screen import hint_of
from tests.support.clipboard import FakeClipboard
from tests.tui.conftest import using

ROOT = Path(ssotui.__file__).parent
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, SsotuiError)}
ON_THE_COMMAND_LINE = ("cli", "actions/serving", "actions/accounts/populate.py", "actions/keys/switch.py")
"""Only commands without a screen come here."""


A_COMMAND_LINE = re.compile(rf"ssotui ({'|'.join(CLI)})\\b|(^|[ (])--[a-z]")
A_KEY = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")

NAMED = {shown(key) for command in COMMANDS for key in command.keys} | {"enter", "escape", "space", "tab"}
KEYS = sorted(map(re.escape, NAMED - {"-"}))
LETTERS = "".join(key for key in KEYS if key.isalpha() and len(key) == 1)
BOUND_BY_DEFAULT = re.compile(
    rf"""
    (?<! [\w'./<>=-] ) (?<! \d[ ] )  # not a part of a word; and "45 s" are seconds
    (?: [{LETTERS}] | esc | escape | \^[a-z] | ctrl\+\w ) (?! [\w'=] | [./<>-]\w )
    | \( (?: {"|".join(KEYS)} ) \)
    | \b (?: [Pp]ress | with ) [ ] (?: {"|".join(KEYS)} ) (?! \w )
    | (?: ^ | [:;,][ ] ) (?: enter | space | tab ) [ ] (?: \w+s | on ) \b
    """,
    re.VERBOSE,
)
PROSE = re.compile(r"[^\\%<\[]*\w [^\\%<\[]*")
HOW_KEYS_ARE_WRITTEN = "Write it as in f, F, ctrl+f, f5, slash, pagedown."


def texts(node: ast.AST) -> list[str]:
    """List the literal texts in it."""
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Find each error that is made where the screen may show it, with its place."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(ON_THE_COMMAND_LINE):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                    yield f"{place}:{node.lineno}", node


def test_an_error_that_names_a_command_line_has_a_next_step_for_the_screen() -> None:
    without = [
        place
        for place, call in raised()
        if any(map(A_COMMAND_LINE.search, texts(call)))
        if "on_screen" not in {keyword.arg for keyword in call.keywords}
    ]
    assert without == []


def test_what_the_command_line_may_say_names_no_key() -> None:
    wrong = [
        place
        for place, call in raised()
        if not place.startswith("tui/") and any(A_KEY.search(text) for each in call.args for text in texts(each))
    ]
    assert wrong == []


def test_each_key_that_is_named_is_a_commands() -> None:
    named = {
        name
        for path in sorted(ROOT.rglob("*.py"))
        for text in texts(ast.parse(path.read_text()))
        for name in A_KEY.findall(text)
    }
    assert len(named) > 5
    assert named <= BY_ID.keys()


def sentences() -> Iterator[tuple[str, str]]:
    """Find all that the screen may say, with its place; each value that is put into it is a nought."""
    for path in sorted(ROOT.rglob("*.py")):
        place, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())
        if place.startswith((*ON_THE_COMMAND_LINE, "demo")):
            continue
        nodes = list(ast.walk(tree))
        parts = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        documents = {node.value for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            match node:
                case ast.JoinedStr(values=values):
                    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in values)
                case ast.Constant(value=str(text)) if node not in parts and node not in documents:
                    pass
                case _:
                    continue
            text = A_KEY.sub("0", text).strip()
            if PROSE.fullmatch(text) and not A_COMMAND_LINE.search(text) and text != HOW_KEYS_ARE_WRITTEN:
                yield f"{place}:{node.lineno}", text


@pytest.mark.parametrize(
    "text",
    [
        "Make one first: n in Accounts.",
        "Pick one (3).",
        "0 stops; esc too",
        "enter asks again",
        "Use L.",
        "Press ? twice",
    ],
)
def test_a_key_as_it_is_by_default_is_found(text: str) -> None:
    assert BOUND_BY_DEFAULT.search(text)


def test_no_sentence_of_the_screen_names_a_key_as_it_is_by_default() -> None:
    said = list(sentences())
    assert len(said) > 500
    assert [f"{place}: {text}" for place, text in said if BOUND_BY_DEFAULT.search(text)] == []


def test_the_keys_are_those_in_force() -> None:
    error = SignInNeeded(
        "Session x has ended.", "Run: ssotui login x", on_screen="Sign in with {session.sign_in}. {x.y}"
    )
    assert hint_of(error, Keymap(COMMANDS, {"session.sign_in": "f5"})) == "Sign in with f5. {x.y}"
    assert hint_of(SignInNeeded("It has ended.", "Wait."), Keymap(COMMANDS)) == "Wait."


@pytest.mark.usefixtures("demo")
async def test_a_machine_without_a_clipboard_says_what_to_do_by_keys(context: AppContext) -> None:
    clipboard = FakeClipboard()
    hint = "{keys.write} writes the keys to a file, {keys.reveal} shows them."
    clipboard.refuse = ServiceFailure("There is no clipboard here.", "Use --write.", on_screen=hint)
    async with using(replace(context, clipboard=clipboard, loaded=Loaded(DEFAULTS))) as person:
        await person.press("c")
        assert person.toasts == ["There is no clipboard here.\nw writes the keys to a file, v shows them."]
