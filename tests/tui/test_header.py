"""The clocks in the top line: as many as fit, the most urgent first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.tui.conftest import Person, using

LIVES = {
    "away": None,
    "gone": timedelta(hours=-3),
    "dev": timedelta(hours=6, minutes=12, seconds=30),
    "ending": timedelta(minutes=11, seconds=30),
    "long-name-of-a-whole-company": timedelta(hours=2, seconds=30),
}


@pytest.fixture
def sessions(home: Home, portal: Portal, clock: FrozenClock) -> None:
    """One session of each kind, none of them renewable, the most urgent not the first."""
    assert clock  # before the portal, which tells its time
    config = ""
    for name, left in LIVES.items():
        config += f"[sso-session {name}]\nsso_start_url = {ACME}\nsso_region = us-east-1\n"
        if left is not None:
            home.token(name, portal.issue_token(ACME, lifetime=left, renewable=False))
    home.config(config)


def clocks(person: Person) -> str:
    """What is right of the views."""
    return person.lines[0].partition("Accounts 0 ")[2].strip()


@pytest.mark.usefixtures("sessions")
@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "ending 11m   dev 6h 12m   +3"),
        (100, "ending 11m   dev 6h 12m   +3"),
        (120, "ending 11m   dev 6h 12m   long-name-of-a-whol… 2h 00m   +2"),  # no bars, so that each that runs is there
        (130, "ending ▰▱▱▱▱ 11m   dev ▰▰▰▰▱ 6h 12m   long-name-of-a-whol… ▰▱▱▱▱ 2h 00m   +2"),
        (
            160,
            "ending ▰▱▱▱▱ 11m   dev ▰▰▰▰▱ 6h 12m   long-name-of-a-whol… ▰▱▱▱▱ 2h 00m   gone ✗ expired   away – sign in",  # noqa: RUF001 - the dash that is drawn
        ),
    ],
)
async def test_as_many_as_fit(context: AppContext, width: int, shown: str) -> None:
    async with using(context, size=(width, 24)) as person:
        assert clocks(person) == shown


@pytest.mark.usefixtures("sessions")
async def test_the_order_follows_the_time(context: AppContext, clock: FrozenClock) -> None:
    async with using(context, size=(80, 24)) as person:
        clock.advance(timedelta(minutes=12))
        person.app.tick()
        await person.settle()
        assert clocks(person) == "dev 6h 00m   +4"


@pytest.mark.usefixtures("sessions")
async def test_the_smallest_terminals(context: AppContext) -> None:
    for width, shown in ((60, "ending 11m   +4"), (56, "ending 11m"), (40, "")):
        async with using(context, size=(width, 15)) as person:
            assert clocks(person) == shown


class TestTrouble:
    """What keeps AWS's tools from reading the files is said on the screen, whichever view is open."""

    BOM = "\ufeff[profile a]\nregion = eu-west-1\n"

    @pytest.mark.parametrize("width", [120, 80, 40])
    async def test_is_said_until_it_is_mended(self, context: AppContext, home: Home, width: int) -> None:
        home.config(self.BOM)
        async with using(context, size=(width, 24)) as person:
            for view in ("1", "2", "3", "1"):
                await person.press(view)
                said = " ".join(line.strip() for line in person.lines[1:4])
                assert said.startswith("! ~/.aws/config:1: The AWS CLI cannot read this file because it begins with a")
            assert "a" in person.line("kind", "empty") if width == 120 else person.line("a ")
            home.config(self.BOM[1:])
            await person.press("r")
            assert person.lines[1].startswith(("╭", "│", "+"))

    async def test_of_many_the_first(self, context: AppContext, home: Home) -> None:
        home.config("[profile a]\nregion = x\nregion = y\nregion = z\n")
        async with using(context) as person:
            assert person.lines[1].startswith(" ! ~/.aws/config:3: ")
            assert "And 1 more: ssotui doctor tells." in person.lines[1] + person.lines[2]

    async def test_names_are_only_text(self, context: AppContext, home: Home) -> None:
        home.config("[/]\x1b[2J\n[bold] x\n")
        async with using(context) as person:
            assert "\x1b" not in "".join(person.lines[1:4])

    async def test_a_cache_that_cannot_be_listed(self, context: AppContext, home: Home) -> None:
        home.sso_cache.parent.mkdir(parents=True)
        home.sso_cache.symlink_to(home.sso_cache)
        async with using(context) as person:
            assert "! ~/.aws/sso/cache: The folder cannot be read: too many levels" in person.lines[1]

    async def test_a_warning_is_none(self, context: AppContext, home: Home) -> None:
        home.config("[profile a]\nregion = eu-west-1 # c\n")
        async with using(context) as person:
            assert "~/.aws" not in person.lines[1]
