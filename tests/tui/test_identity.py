"""What is known of a session: its clock, on the screen as in ``ssotui status``, and when somebody signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.cli.entry import run
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


def token_of(session: str) -> tuple[SsoSession, datetime]:
    entry = next(entry for entry in read_inventory().sessions if entry.label == session and entry.session)
    assert entry.session
    assert entry.life.expires_at
    return entry.session, entry.life.expires_at


@pytest.fixture
def status_of_acme(
    demo: Sandbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[[], list[str]]:
    """What ``ssotui status`` prints of the session acme at the frozen time, cell by cell."""

    def status() -> list[str]:
        assert demo
        capfdbinary.readouterr()
        assert run(["status"]) == 0
        rows = capfdbinary.readouterr().out.decode().splitlines()
        return re.split(r"  +", next(row for row in rows if row.startswith("acme ")))[1:]

    monkeypatch.setattr("ssotui.cli.status.utc_now", clock)
    return status


@pytest.mark.parametrize(
    "left",
    [
        *(timedelta(hours=6, minutes=12, seconds=seconds) for seconds in (-1, 0, 1)),
        *(timedelta(minutes=10, seconds=seconds) for seconds in (-1, 0, 1)),
        *(timedelta(seconds=seconds) for seconds in (61, 60, 59, 2, 1, 0, -1)),
        *(timedelta(seconds=1, milliseconds=milliseconds) for milliseconds in (-999, -1, 1)),
    ],
    ids=str,
)
async def test_status_and_header_agree(
    context: AppContext, clock: FrozenClock, status_of_acme: Callable[[], list[str]], left: timedelta
) -> None:
    _, ends = token_of("acme")
    clock.advance(ends - clock() - left)
    async with using(context) as person:
        header = person.lines[0].partition("acme ")[2].partition("   ")[0]
    status, clock_text, renewable, _ = status_of_acme()
    if status == "valid":
        assert header.endswith(f" {clock_text}")
    else:
        assert header.split()[-1] == status == "renewable"
    assert renewable == "yes"


class TestSignedIn:
    async def test_is_shown_where_it_is_known(self, context: AppContext, demo: Sandbox, clock: FrozenClock) -> None:
        assert demo
        session, ends = token_of("acme")
        state.edit(lambda kept: kept.set_sign_in(session, clock() - timedelta(minutes=90), ends))
        async with using(context) as person:
            since = await self._since(person)
        assert (clock() - timedelta(minutes=90)).astimezone().strftime("%H:%M:%S") in since

    async def test_is_not_guessed(self, context: AppContext, demo: Sandbox) -> None:
        assert demo
        async with using(context) as person:
            assert "unknown" in await self._since(person)

    @staticmethod
    async def _since(person: Person) -> str:
        await person.press("2", "home")
        return person.line(" since ")


async def test_who_can_renew_is_shown(context: AppContext, demo: Sandbox) -> None:
    assert demo
    async with using(context) as person:
        await person.press("2", "home")
        assert "every AWS tool" in person.line(" renewal ")
        await person.press("down")
        assert "nobody: it has" in person.line(" renewal ")
