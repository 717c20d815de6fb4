"""Names from AWS and from files are drawn as text, whatever is in them, on every screen and at every size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.portal import Portal
from tests.tui.conftest import using

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
]
PROFILES = ["emoji 🏭", "tab\there", "esc\x1b[2Jape", "acct [/prod]", "[red]", "o'brien", "ünïcode", "漢字", "x" * 200]


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
            assert all(char.isprintable() for line in person.lines for char in line)
            assert all(cell_len(line) == size[0] for line in person.lines)


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
