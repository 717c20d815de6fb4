"""Signing in to several sessions at once: a line for each, codes side by side, browsers one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ssotui.actions.sign_in.several import report
from ssotui.aws.caches import sso_cache
from ssotui.model.errors import Cancelled
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.list.row_list import RowList
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import START
from tests.support.page import press
from tests.support.sandbox import Sandbox
from tests.support.sign_in import DESKTOP, OVER_SSH
from tests.tui.conftest import SIZE, Person, using
from tests.tui.test_sign_in import GLOBEX, Gate, Pages, gate, pages  # noqa: F401 - two are fixtures

CORP = SsoSession("corp", "https://corp-eu.awsapps.com/start", "eu-west-1", ("sso:account:access",))
AUDIT = "https://audit-2019.awsapps.com/start"


@pytest.fixture
def context(context: AppContext, gate: Gate, pages: Pages) -> AppContext:  # noqa: F811 - the fixtures
    return replace(context, wait=gate, open_page=pages, surroundings=OVER_SSH)


def codes(screen: SignInScreen) -> dict[str, str]:
    """The code of each session that has one."""
    return {attempt.session.label: attempt.code for attempt in screen.attempts if attempt.code}


async def open_it(person: Person) -> SignInScreen:
    """Sign in to all, with three keys, and wait for the three codes."""
    await person.pilot.press("2", "ctrl+a", "l")
    await person.until(sees=SignInScreen)
    screen = person.screen
    assert isinstance(screen, SignInScreen)
    await person.until("1 of 4 done", done=lambda: len(codes(screen)) == 3)
    return screen


@pytest.mark.usefixtures("demo")
class TestCodes:
    @pytest.mark.parametrize("size", [SIZE, (80, 24)])
    async def test_stand_side_by_side_and_each_session_goes_its_own_way(
        self,
        context: AppContext,
        demo: Sandbox,
        gate: Gate,  # noqa: F811 - the fixture
        size: tuple[int, int],
        clipboard: FakeClipboard,
    ) -> None:
        async with using(context, size) as person:
            screen = await open_it(person)
            assert "Sign in to 4 sessions  1 of 4 done" in person.text
            assert person.line("acme", "signed in, 6h 12m left")
            for session in ("corp", "globex", AUDIT):
                assert person.line(session.removeprefix("https://")[:20], codes(screen)[session], "10m left")
            assert demo.portal.answer_sign_in(codes(screen)["globex"], approve=True)
            await person.until(done=lambda: gate.keep_open() and "2 of 4 done" in person.text)
            assert person.line("globex", "signed in,")
            await person.press("down", "down", "c")
            assert clipboard.text
            assert clipboard.text.reveal() == codes(screen)[AUDIT]
            assert demo.portal.answer_sign_in(codes(screen)["corp"], approve=False)
            await person.until(done=lambda: gate.keep_open() and "✗ The sign-in was denied" in person.text)
            await person.press("escape")
            denied = "Not signed in to corp: The sign-in was denied on its page."
            assert person.toasts == [
                f"Signed in to acme and globex. {denied} Not signed in to {AUDIT}: It was stopped."
            ]
            assert sso_cache.read_token(GLOBEX)
            main = person.screen
            assert isinstance(main, MainScreen)
            assert [selected.row.label for selected in main.selected] == ["corp", AUDIT]  # type: ignore[union-attr]

    async def test_what_failed_is_tried_again_and_the_screen_closes_when_all_are_in(
        self,
        context: AppContext,
        demo: Sandbox,
        gate: Gate,  # noqa: F811 - the fixture
    ) -> None:
        async with using(context) as person:
            screen = await open_it(person)
            corp = next(attempt for attempt in screen.attempts if attempt.session == CORP)
            demo.portal.answer_sign_in(corp.code, approve=False)
            await person.until(done=lambda: gate.keep_open() and corp.error)
            assert "r try again" in person.text
            await person.pilot.press("r")
            await person.until(done=lambda: len(codes(screen)) == 3)
            for code in codes(screen).values():
                demo.portal.answer_sign_in(code, approve=True)
            await person.until(done=lambda: gate.keep_open() and person.sees(MainScreen))
            await person.settle()
            assert person.toasts == [f"Signed in to acme, corp, globex and {AUDIT}."]
            assert person.screen.query_one(RowList).selected == []

    async def test_esc_stops_all_and_leaves_no_trace(self, context: AppContext, demo: Sandbox) -> None:
        before = sso_cache.read_token(GLOBEX)
        async with using(context, (60, 15)) as person:
            await open_it(person)
            await person.press("escape")
            assert person.toasts == [f"Signed in to acme. Not signed in to corp, globex and {AUDIT}: It was stopped."]
        assert sso_cache.read_token(GLOBEX) == before
        assert demo.portal.requests.count("CreateToken") == 0


@pytest.mark.usefixtures("demo")
async def test_browsers_come_one_after_the_other(
    context: AppContext,
    pages: Pages,  # noqa: F811 - the fixture
) -> None:
    def by_browser(kept: state.State) -> None:
        for session in (CORP, GLOBEX):
            kept.set_flow(session, Flow.PKCE.value)

    state.edit(by_browser)
    async with using(replace(context, surroundings=DESKTOP)) as person:
        person.screen.query_one(RowList).select_only(["corp-erp-prod", "globex-web-prod", "globex-data"])
        await person.pilot.press("l")
        await person.until("next in the browser", done=lambda: pages.opened)
        for _ in range(2):  # whichever is registered first comes first
            await person.until(done=lambda: pages.opened)
            (url,) = pages.opened
            pages.opened.clear()
            await asyncio.to_thread(press, url, "approve")
        await person.until(sees=MainScreen)
        await person.settle()
        assert person.toasts == ["Signed in to corp and globex."]


@pytest.mark.usefixtures("demo")
async def test_rows_without_a_session_are_told(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("2")
        await person.type("/initech")
        await person.press("tab", "space", "l")
        assert person.toasts[-1].startswith("None of the selected rows belongs to an SSO session")


def test_a_long_report_counts() -> None:
    names = [SsoSession(f"s{number}", "https://x.awsapps.com/start", "us-east-1") for number in range(7)]
    token = SsoToken(Secret("x"), START, names[0].start_url, "us-east-1")
    stopped = Cancelled("It was stopped.")
    assert report([(name, token) for name in names]) == "Signed in to 7 sessions."
    assert report([(name, stopped) for name in names[:2]]) == "Not signed in to s0 and s1: It was stopped."
