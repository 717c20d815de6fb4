"""Keys are named as Textual names them, without importing it."""

from __future__ import annotations

import string

import pytest
from textual.binding import Binding
from textual.keys import Keys

from ssotui.tui.shell.key_names import exists, named, shown


@pytest.mark.parametrize("key", [*string.printable.strip().replace(",", ""), "shift+a", "ctrl+p", "f5", "é", "€"])
def test_names_are_those_of_textual(key: str) -> None:
    [binding] = Binding.make_bindings([Binding(key[-1].upper() if key == "shift+a" else key, "none")])
    assert named(key) == binding.key


def test_the_keys_that_exist_are_those_of_textual() -> None:
    known = {key.value for key in Keys if key.value[0] != "<" and key.value != "ctrl-at"}
    assert {key for key in known if not exists(key)} == set()
    assert not exists("pagdown")


def test_signs_are_shown_as_they_are() -> None:
    assert [shown(named(sign)) for sign in "/?,"] == ["/", "?", ","]
    assert shown("ctrl+p") == "^p"
