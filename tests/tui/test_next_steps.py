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


def test_each_key_that_is_named_is_a_commands() -> None:
    named = {
        name
        for path in sorted(ROOT.rglob("*.py"))
        for text in texts(ast.parse(path.read_text()))
        for name in A_KEY.findall(text)
    }
    assert len(named) > 5
    assert named <= BY_ID.keys()


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
