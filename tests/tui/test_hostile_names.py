"""Names from AWS and from files are drawn as text, whatever is in them, on every screen and at every size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from ssotui.cli.entry import run
from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.portal import Portal
from tests.tui.conftest import Person, using

URL = "https://acme.awsapps.com/start"
NAMES = [
    "acct [/prod]",
    "[bold red]x[/]",
    "[@click=app.quit]x[/]",
    "emoji 🏭 👩‍💻",
    "tab\tand\x1b[31mescape\x07",
    "\u202eright to left",
    "漢字のアカウント",
    "x" * 200,
    "$foreground {}",
    "",
    "z\u200be\u2060r\ufeffo\u00ad",
    "\u2066isolated\u2069 \u200fmark",
    "line\nfeed\r\u2028and\x85more",
    "\x9b31mC1\x9d0;title\x9c",
    "lone\udc80",
    "a" + "\u0301" * 50,
    "y" * 10_000,
]
PROFILES = [
    *("emoji 🏭", "tab\there", "esc\x1b[2Jape", "acct [/prod]", "[red]", "o'brien", "ünïcode", "漢字", "x" * 200),
    *("z\u200be\u2060ro", "\u202eright to left", "\x9b31mC1", "a" + "\u0301" * 50, "y" * 10_000),
]
DIALOGS = ("enter", "C", "w", "n", "P", "d", "question_mark", "l", "L", "X", "z", "ctrl+p", "y", "m")
"""Keys that open everything there is on a row, or say what they have done to it."""


@pytest.fixture(autouse=True)
def names(home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home and an organization full of such names."""
    accounts = tuple(
        SampleAccount(f"{number:012}", name, f"{name}@example.com", ("Admin", "role [/]"))
        for number, name in enumerate(NAMES)
    )
    sections = "".join(
        f'[profile "{name}"]\nsso_session = acme\nsso_account_id = {number:012}\nsso_role_name = role [/]\n'
        for number, name in enumerate(PROFILES)
    )
    broken = "[profile broken]\nsso_session = [/nope]\nsso_account_id = 1\nsso_role_name = [red]x\n"
    home.config(f"[sso-session acme]\nsso_start_url = {URL}\nsso_region = us-east-1\n{sections}{broken}")
    home.write(home.sso_cache / "[bold]\x1b.json", "{}")
    with Portal(Organization((Instance(URL, "us-east-1", accounts),)), clock=clock) as portal:
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        home.token("acme", portal.issue_token(URL))
        yield


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15), (40, 10)])
async def test_they_break_nothing_on_any_screen(context: AppContext, size: tuple[int, int]) -> None:
    async with using(context, size) as person:
        for view in ("1", "2", "3"):
            await person.press(view)
            rows = person.screen.query_one(RowList)
            assert rows.shown
            await person.press(*["down"] * rows.shown)
            for _ in range(4):
                await person.press("enter", "escape", "escape", "up", "up")
            await person.type("/[/]")
            await person.press("escape")
            is_whole(person)


def is_whole(person: Person) -> None:
    """Every line is as wide as the terminal, and of characters that it shows."""
    for text in (*person.lines, *"\n".join(person.toasts).split("\n")):
        assert all(char.isprintable() for char in text), text
    assert [line for line in person.lines if cell_len(line) != person.app.size[0]] == []


@pytest.mark.parametrize("view", ["1", "3"])
@pytest.mark.parametrize("name", ["'yyyyyy", "u202e"], ids=["long", "bidi"])
async def test_they_break_nothing_in_any_dialog(context: AppContext, view: str, name: str) -> None:
    async with using(context) as person:
        await person.press(view)
        for key in DIALOGS:
            await person.type(f"/{name}")
            await person.press("tab", key)
            is_whole(person)
            await person.press("escape", "escape", "escape")
            is_whole(person)


async def test_they_are_shown_as_they_are(context: AppContext) -> None:
    async with using(context, (200, 60)) as person:
        for shown in ("acct [/prod]", "tab\\there", "esc\\x1b[2Jape", "[red]", "漢字", "emoji 🏭"):
            assert person.line(shown)
        await person.press("3")
        for shown in ("acct [/prod]", "[bold red]x[/]", "tab\\tand\\x1b[31mescape\\x07", "\\u202eright to left"):
            assert person.line(shown)


async def test_what_is_under_way_with_them_is_told_as_it_is(context: AppContext) -> None:
    async with using(context) as person:
        for query, name in (("[/prod", "acct [/prod]"), ("[red", "[red]")):
            await person.type(f"/'{query}")
            await person.press("tab")
            await person.pilot.press("c")
            await person.settle()
            assert f"for {name}." in person.toasts[-1]
            await person.press("escape")


@pytest.mark.parametrize("command", ["list", "status", "accounts acme --refresh", "populate acme --dry-run", "doctor"])
def test_they_are_escaped_in_what_commands_print(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(command.split()) in {0, 5}
    printed = capfd.readouterr()
    for line in (printed.out + printed.err).split("\n"):
        assert line.isprintable(), line[:300]
