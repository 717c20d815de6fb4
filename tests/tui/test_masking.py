"""Screen-share mode."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.settings import Loaded
from ssotui.model.settings import DEFAULTS
from ssotui.tui.masking import concealed
from ssotui.tui.services import Services
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.tui.conftest import Person, using

ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
EMAIL = re.compile(r"\w@\w")


async def each_screen(person: Person) -> list[str]:
    """The text of every list, of a chain's details, of the Keys screen and of toasts."""
    texts = [person.text]
    for keys in (("2",), ("3",), ("end",), ("1",), ("slash", *"legacy", "tab"), ("escape", "slash", *"pay", "enter")):
        await person.press(*keys)
        texts.append(person.text)
    await person.press("c")
    return [*texts, person.text, *person.toasts]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("by", ["setting", "key"])
async def test_no_account_id_and_no_e_mail_is_drawn(clock: FrozenClock, by: str) -> None:
    services = Services(FakeClipboard(), clock, loaded=Loaded(DEFAULTS._replace(mask=by == "setting")))
    async with using(services, (200, 60)) as person:
        if by == "key":
            assert ACCOUNT.search(person.text)
            await person.press("m")
        for text in await each_screen(person):
            assert not ACCOUNT.search(text)
            assert not EMAIL.search(text)
        await person.press("m")
        assert ACCOUNT.search(person.text)


@pytest.mark.usefixtures("demo")
async def test_the_filter_finds_what_is_hidden(services: Services) -> None:
    async with using(services) as person:
        await person.press("m")
        await person.type("/444455556666")
        assert "payments-stage" in person.lines[4]


@given(st.text(), st.from_regex(r"\A[0-9]{12}\Z"), st.text())
def test_nothing_moves(before: str, account: str, after: str) -> None:
    text = f"{before} {account} {after}"
    hidden = concealed(text, "•")
    assert len(hidden) == len(text)
    assert account not in hidden or account in before or account in after
