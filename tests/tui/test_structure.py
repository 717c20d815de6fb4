"""How the screens and commands are put together: what mypy and the import contracts cannot tell."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest
from textual.screen import Screen

import ssotui.tui
from ssotui.tui.command_table import COMMANDS
from ssotui.tui.shell.commands import Command

TUI = Path(ssotui.tui.__file__).parent


def modules() -> Iterator[ModuleType]:
    return (import_module(found.name) for found in walk_packages([str(TUI)], "ssotui.tui."))


def screens() -> set[type[object]]:
    return {
        value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Screen) and value.__module__.startswith("ssotui.")
    }


def test_one_class_of_ours_at_most_stands_between_a_screen_and_textuals() -> None:
    for screen in screens():
        between = [base for base in screen.__mro__[1:] if base.__module__.startswith("ssotui.")]
        assert len(between) <= 1, screen


def test_nothing_is_a_stub() -> None:
    for path in TUI.rglob("*.py"):
        assert "raise NotImplementedError" not in path.read_text(), path


def test_every_command_is_in_the_table_once_with_a_coroutine_of_its_own_module() -> None:
    defined = [
        (module, value)
        for module in modules()
        if module.__name__.endswith("commands")
        for value in vars(module).values()
        if isinstance(value, Command)
    ]
    assert {command.id for _, command in defined} == {command.id for command in COMMANDS}
    assert len({command.id for command in COMMANDS}) == len(COMMANDS) == len(defined)
    for module, command in defined:
        assert inspect.iscoroutinefunction(command.run)
        assert command.run.__module__ == module.__name__
        assert list(inspect.signature(command.run).parameters) in (["context", "row"], ["context", "_"])


@pytest.mark.parametrize("path", sorted(TUI.rglob("*.py")), ids=lambda path: path.relative_to(TUI).as_posix())
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 470, "one purpose a module"
