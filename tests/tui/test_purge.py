"""Keys that have expired, removed from the palette."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ssotui.actions.keys.fetching import obtain, target_of_profile
from ssotui.actions.keys.write import write_credentials
from ssotui.actions.listing.inventory import read_inventory
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.diff_dialog import DiffScreen
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


@pytest.fixture
def written(demo: Sandbox, clock: FrozenClock) -> Sandbox:
    """Keys of ours in the credentials file, good for an hour."""
    row = read_inventory().find("payments-prod")
    assert row
    write_credentials(obtain(target_of_profile(row.profile), clock))
    return demo


async def purge(person: Person) -> None:
    await person.press("ctrl+p")
    await person.type("purge")
    await person.press("enter")


async def test_what_has_expired_goes_after_a_look(context: AppContext, written: Sandbox, clock: FrozenClock) -> None:
    credentials = written.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    clock.advance(timedelta(hours=2))
    async with using(context) as person:
        await purge(person)
        assert "Remove the expired section that ssotui wrote to ~/.aws/credentials?" in person.text
        assert "-[payments-prod-keys]" in person.text
        assert not [secret for secret in written.portal.minted if secret in person.text]
        await person.press("escape")
        assert credentials.read_bytes() == before
        await purge(person)
        await person.press("enter")
        assert person.toasts[-1] == "Removed [payments-prod-keys] from ~/.aws/credentials."
    assert b"payments-prod-keys" not in credentials.read_bytes()


async def test_what_still_lasts_stays(context: AppContext, written: Sandbox) -> None:
    credentials = written.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context) as person:
        await purge(person)
        assert "Nothing that ssotui wrote to ~/.aws/credentials has expired." in person.toasts[-1]
        assert not isinstance(person.screen, DiffScreen)
    assert credentials.read_bytes() == before
