"""The sign-in screen as a person sees it: both flows, both sizes, with and without colour.

``pytest tests/tui/test_sign_in_pictures.py --snapshot-update`` draws the pictures anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from ssotui.model.sign_in import Flow
from ssotui.tui.app import SsotuiApp
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.portal import Portal
from tests.support.sign_in import ACME_SESSION, DESKTOP, OVER_SSH, prompt
from tests.tui.conftest import SIZE

NARROW = (80, 24)


@pytest.mark.parametrize("colour", [True, False], ids=["colour", "no-colour"])
@pytest.mark.parametrize("size", [SIZE, NARROW], ids=["120x36", "80x24"])
@pytest.mark.parametrize("flow", list(Flow))
def test_is_as_drawn(
    request: pytest.FixtureRequest, context: AppContext, flow: Flow, size: tuple[int, int], *, colour: bool
) -> None:
    portal: Portal = request.getfixturevalue("portal")
    clock = context.clock
    assert isinstance(clock, FrozenClock)
    portal.switches.fail(Failure.SILENCE)  # the service's own words would be others each time
    if not colour:
        request.getfixturevalue("monkeypatch").setenv("NO_COLOR", "1")
    where = DESKTOP if flow is Flow.PKCE else OVER_SSH
    app = SsotuiApp(replace(context, surroundings=where, open_page=lambda _url, _failed: None))

    async def open_it(pilot: Pilot[object]) -> None:
        await app.workers.wait_for_complete()
        app.screen.styles.visibility = "hidden"  # the list beneath has pictures of its own
        screen = SignInScreen(ACME_SESSION)
        await app.push_screen(screen)
        await pilot.pause()
        assert screen.attempt.sign_in
        screen.call_later(screen.hear, screen.attempt.sign_in, prompt(flow, clock))
        await pilot.pause()

    snap_compare: Callable[..., bool] = request.getfixturevalue("snap_compare")
    assert snap_compare(app, terminal_size=size, run_before=open_it)
