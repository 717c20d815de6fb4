"""When somebody signed in is told of our own sign-ins, while it is us who renew their tokens, and of no others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.sign_in.tokens import usable_token
from ssotui.aws.caches import sso_cache
from ssotui.model.sign_in import Flow
from tests.support.clock import START, FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.page import press
from tests.support.portal import Portal
from tests.support.sign_in import ACME_CONFIG, ACME_SESSION, Attempt


@pytest.fixture(autouse=True)
def _config(home: Home, portal: Portal) -> None:
    home.config(ACME_CONFIG)
    portal.switches.approve_automatically = True


def signed_in_at() -> datetime | None:
    entry = next(entry for entry in read_inventory().sessions if entry.session == ACME_SESSION)
    return entry.signed_in_at


@pytest.mark.parametrize("flow", list(Flow))
def test_of_our_own_sign_in(clock: FrozenClock, flow: Flow) -> None:
    assert signed_in_at() is None
    Attempt(clock, flow, browser=lambda url: press(url, "approve")).run()
    assert signed_in_at() == clock().replace(microsecond=0)


def test_a_renewal_of_ours_is_no_sign_in(clock: FrozenClock) -> None:
    Attempt(clock, Flow.DEVICE).run()
    moment = signed_in_at()
    for _ in range(2):
        clock.advance(timedelta(hours=8))
        usable_token(ACME_SESSION, clock)
        assert signed_in_at() == moment
    assert clock() > START + timedelta(hours=16)


def test_of_another_tools_nothing_is_known(home: Home, portal: Portal, clock: FrozenClock) -> None:
    Attempt(clock, Flow.DEVICE).run()
    clock.advance(60)
    home.token("acme", portal.issue_token(ACME))
    assert signed_in_at() is None
    clock.advance(timedelta(hours=8))
    usable_token(ACME_SESSION, clock)
    assert signed_in_at() is None


def test_without_a_token_there_is_none(clock: FrozenClock) -> None:
    Attempt(clock, Flow.DEVICE).run()
    sso_cache.path_of(ACME_SESSION).unlink()
    assert signed_in_at() is None
