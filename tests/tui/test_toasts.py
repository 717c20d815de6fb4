"""What came of a command is said in one place, one thing at a time."""

from __future__ import annotations

from textual.widgets._toast import Toast

from ssotui.tui.shell.context import AppContext
from tests.tui.conftest import using


async def test_what_is_said_next_takes_the_place_of_what_was_said_before(context: AppContext) -> None:
    async with using(context, (80, 24)) as person:
        for key in ("3", "e", "R"):
            await person.press(key)
        assert person.toasts == ["Rename is for Profiles (1)."]
        assert len(person.screen.query(Toast)) == 1
        await person.press("delete")
        assert person.toasts == ["Delete is for Sessions (2)."]
        assert len(person.screen.query(Toast)) == 1
        assert person.line("Delete is for Sessions (2).")
        assert "Rename is" not in person.text
