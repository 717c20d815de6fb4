"""Screen-share mode."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from ssotui.actions.settings.loading import Loaded
from ssotui.model.settings import DEFAULTS
from ssotui.tui.drawing.concealing import concealed
from ssotui.tui.drawing.masking import Mask
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
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


DIALOGS = {
    "a diff of new profiles": ("3", "n"),
    "a question": ("slash", *"444455556666", "tab", "L"),
    "the filter": ("slash", *"444455556666"),
    "an e-mail in the filter": ("slash", *"jane", "at", *"example.com"),
    "the palette": ("ctrl+p", *"444455556666"),
    "the doctor": ("d", "end"),
    "a toast": ("slash", *"legacy", "tab", "w"),
    "sign-in": ("slash", *"globex", "enter"),
    "the form of a session": ("2", "n", *"111122223333"),
}
"""The keys that lead to what shows an account's ID or an e-mail while nothing is hidden."""


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("by", ["setting", "key"])
async def test_no_account_id_and_no_e_mail_is_drawn(clock: FrozenClock, by: str) -> None:
    context = AppContext(FakeClipboard(), clock, loaded=Loaded(DEFAULTS._replace(mask=by == "setting")))
    async with using(context, (200, 60)) as person:
        if by == "key":
            assert ACCOUNT.search(person.text)
            await person.press("m")
        for text in await each_screen(person):
            assert not ACCOUNT.search(text)
            assert not EMAIL.search(text)
        await person.press("m")
        assert ACCOUNT.search(person.text)


@pytest.mark.parametrize("dialog", DIALOGS)
async def test_nothing_tells_in_a_dialog(context: AppContext, demo: Sandbox, dialog: str) -> None:
    with (demo.home / ".aws" / "config").open("a") as config:
        config.write("[profile 123456789012 jane@example.com]\nrole_arn = arn:aws:iam::123456789012:role/x\n")
        config.write("source_profile = gone jane@example.com\n")
    async with using(context, (120, 60)) as person:
        for key in DIALOGS[dialog]:
            await person.press(key)
        assert ACCOUNT.search(person.text) or EMAIL.search(person.text)
        person.app.context.conceal.on = True
        person.app.refresh_all()
        await person.settle()
        assert not ACCOUNT.search(person.text)
        assert not EMAIL.search(person.text)


@pytest.mark.parametrize("sign", ["•", "*"])
@given(
    words=st.lists(st.sampled_from(["111122223333", "a", " ", "界", "jane@界.example", "│", "é"])),
    cut=st.integers(0, 9),
)
def test_a_line_is_as_wide_as_before(sign: str, words: list[str], cut: int) -> None:
    text = "".join(words)
    segments = [Segment(text[:cut]), Segment(text[cut:], Style(bold=True))]
    hidden = Mask(sign).apply(segments, Color(0, 0, 0))
    assert [segment.cell_length for segment in hidden] == [segment.cell_length for segment in segments]
    assert [segment.style for segment in hidden] == [segment.style for segment in segments]
    shown = "".join(segment.text for segment in hidden)
    assert not EMAIL.search(shown)
    assert not ACCOUNT.search(shown) or re.search(r"\d{13}", shown)


@pytest.mark.usefixtures("demo")
async def test_the_filter_finds_what_is_hidden(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("m")
        await person.type("/444455556666")
        assert "payments-stage" in person.lines[4]


@given(st.text(), st.from_regex(r"\A[0-9]{12}\Z"), st.text())
def test_nothing_moves(before: str, account: str, after: str) -> None:
    text = f"{before} {account} {after}"
    hidden = concealed(text, "•")
    assert len(hidden) == len(text)
    assert account not in hidden or account in before or account in after


def test_a_long_name_takes_no_longer_than_its_letters() -> None:
    assert concealed("y" * 500_000, "•") == "y" * 500_000
