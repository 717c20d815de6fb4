"""The sign-in screen: both flows, from the list and from the keys, at both sizes."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from ssotui.actions.background import start
from ssotui.actions.settings.loading import Loaded
from ssotui.actions.sign_in.flow_choice import Surroundings
from ssotui.aws.caches import sso_cache
from ssotui.export.qr import half_blocks
from ssotui.model.errors import SignInNeeded
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.settings import DEFAULTS
from ssotui.model.sign_in import Note
from ssotui.model.token import SsoSession, TokenLife
from ssotui.storage import state
from ssotui.tui.drawing.cells import SEPARATORS
from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.list.row_list import RowList
from ssotui.tui.sessions.expiry_warnings import endings
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import START, FrozenClock
from tests.support.failures import Failure
from tests.support.page import press
from tests.support.sandbox import Sandbox
from tests.support.sign_in import DESKTOP, OVER_SSH, PATIENCE
from tests.tui.conftest import SIZE, Person, using

GLOBEX = SsoSession("globex", "https://globex.awsapps.com/start", "us-west-2", ("sso:account:access",))
NARROW = (80, 24)


class Gate:
    """A sign-in's waits take no time, but stand still until the test lets them pass."""

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        self._turns = threading.Semaphore(0)

    def open(self) -> None:
        """Let one wait pass."""
        self._turns.release()

    def keep_open(self) -> bool:
        """Let one wait pass, unless one may pass already. Gives true, for a condition to go on with."""
        self._turns.acquire(blocking=False)
        self._turns.release()
        return True

    def __call__(self, woken: threading.Event, seconds: float) -> object:
        while not woken.is_set():
            if self._turns.acquire(timeout=0.01):
                self._clock.advance(seconds)
                break
        return woken.is_set()


class Pages:
    """The browser: remembers what it was sent to, or fails with a line."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.complaint = ""

    def __call__(self, url: str, failed: Callable[[str], None]) -> None:
        self.opened.append(url)
        if self.complaint:
            start(lambda: failed(self.complaint))


@pytest.fixture
def gate(clock: FrozenClock) -> Gate:
    return Gate(clock)


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture(params=["colour", "NO_COLOR"])
def _colour(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def surroundings() -> Surroundings:
    return OVER_SSH


@pytest.fixture
def context(context: AppContext, gate: Gate, pages: Pages, surroundings: Surroundings) -> AppContext:
    return replace(context, wait=gate, open_page=pages, surroundings=surroundings)


@asynccontextmanager
async def on_globex(context: AppContext, size: tuple[int, int] = SIZE) -> AsyncIterator[Person]:
    """At a row of the session that has expired."""
    async with using(context, size) as person:
        await person.type("/globex-api")
        await person.press("escape")
        yield person


def code_in(person: Person) -> str:
    found = re.search(r"[B-Z]{4}-[B-Z]{4}", person.text)
    assert found, person.text
    return found[0]


@pytest.mark.usefixtures("demo")
class TestGoesOn:
    async def test_enter_signs_in_and_then_fetches(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        async with on_globex(context) as person:
            await person.pilot.press("enter")
            await person.until("Waiting for your approval")
            assert "Sign-in with a code, in any browser (over SSH)" in person.text
            demo.portal.answer_sign_in(code_in(person), approve=True)
            gate.open()
            await person.until("ASIA••••")
            assert demo.portal.requests.count("GetRoleCredentials") == 1
            assert sso_cache.read_token(GLOBEX)

    async def test_a_portal_that_refuses_every_token_is_signed_in_to_only_once(
        self, context: AppContext, demo: Sandbox, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise SignInNeeded("The portal refuses the token.", "Sign in again.")

        monkeypatch.setattr("ssotui.actions.keys.fetching.obtain", refuse)
        demo.portal.switches.approve_automatically = True
        async with on_globex(context) as person:
            await person.pilot.press("enter")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until("The portal refuses the token.", sees=KeysScreen)
            await person.settle()
            assert person.sees(KeysScreen)
        assert demo.portal.requests.count("StartDeviceAuthorization") == 1

    async def test_what_a_cancelled_sign_in_tells_late_is_not_shown(
        self, context: AppContext, demo: Sandbox, gate: Gate
    ) -> None:
        assert demo
        assert gate
        async with on_globex(context) as person:
            await person.pilot.press("enter")
            await person.until("Waiting for your approval", sees=SignInScreen)
            screen = person.screen
            assert isinstance(screen, SignInScreen)
            before = screen.attempt.sign_in
            assert before
            await person.pilot.press("r")
            await person.until(done=lambda: screen.attempt.sign_in is not before and screen.attempt.prompt)
            screen.call_later(screen.hear, before, Note("from the sign-in before"))
            screen.call_later(screen.end, before, SignInNeeded("The one before has failed.", ""))
            await person.until("Waiting for your approval")
            await person.settle()
            assert "before" not in person.text

    async def test_copy_signs_in_and_then_copies(
        self, context: AppContext, demo: Sandbox, gate: Gate, clipboard: FakeClipboard
    ) -> None:
        demo.portal.switches.approve_automatically = True
        async with on_globex(context) as person:
            await person.pilot.press("c")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until("Copied env for globex-api")
        assert clipboard.text

    async def test_one_sign_in_serves_all_selected_rows(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        demo.portal.switches.approve_automatically = True
        async with using(context) as person:
            await person.type("/globex")
            await person.press("tab", "ctrl+a")
            count = len(person.screen.query_one(RowList).selected)
            assert count > 1
            await person.pilot.press("w")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until(f"Write {count} sections to")
            await person.pilot.press("enter")
            await person.until(f"Wrote {count} sections")
        assert demo.portal.requests.count("StartDeviceAuthorization") == 1

    async def test_many_go_on_without_a_session_that_nobody_signs_in_to(
        self, context: AppContext, demo: Sandbox
    ) -> None:
        async with using(context) as person:
            person.screen.query_one(RowList).select_only(["globex-api-prod", "payments-stage"])
            await person.pilot.press("w")
            await person.until("Waiting for your approval")
            await person.press("escape")
            assert "Write 1 section to" in person.text
            await person.press("enter")
            assert "Wrote 1 section to" in person.text
            assert "1 failed (still selected)" in person.text
            assert "globex-api" in person.text
        assert demo.portal.requests.count("GetRoleCredentials") == 1

    async def test_l_signs_in_and_the_list_knows(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        demo.portal.switches.approve_automatically = True
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until("Signed in to globex: 8h 00m left.")
            await person.settle()
            assert "8h 00m" in person.line("globex-api-prod", "Globex API")

    async def test_l_on_a_good_session_says_so(self, context: AppContext, demo: Sandbox) -> None:
        async with using(context) as person:
            await person.type("/payments-prod")
            await person.press("escape", "l")
            assert person.toasts == ["acme is signed in: 6h 12m left."]
        assert demo.portal.requests.operations == ("ListAccounts",)

    async def test_l_renews(self, context: AppContext, demo: Sandbox, clock: FrozenClock) -> None:
        clock.advance(timedelta(hours=7))
        async with using(context) as person:
            await person.type("/payments-prod")
            await person.press("escape", "l")
            assert person.toasts == ["acme is signed in: 8h 00m left."]
        assert demo.portal.requests.count("CreateToken") == 1

    async def test_l_on_a_row_without_a_session(self, context: AppContext) -> None:
        async with using(context) as person:
            await person.type("/static")
            await person.press("escape", "l")
            assert "no SSO session" in person.toasts[-1]

    async def test_a_session_that_the_portal_ended_is_signed_in_anew(
        self, context: AppContext, demo: Sandbox, gate: Gate
    ) -> None:
        acme = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
        token = sso_cache.read_token(acme)
        assert token
        demo.portal.revoke(token)
        demo.portal.switches.approve_automatically = True
        async with using(context) as person:
            await person.type("/payments-stage")
            await person.pilot.press("enter")
            await person.until("Sign in to acme")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until("ASIA••••")


@pytest.mark.usefixtures("demo")
class TestCancel:
    async def test_leaves_no_trace_and_says_how_else(self, context: AppContext, demo: Sandbox) -> None:
        before = {path: path.read_bytes() for path in (demo.home / ".aws").rglob("*") if _is_kept(path)}
        async with on_globex(context) as person:
            await person.pilot.press("enter")
            await person.until("Waiting for your approval")
            await person.press("escape")
            assert "Session 'globex' has expired." in person.text
            assert "Press l to sign in." in person.text
            assert "ssotui login" not in person.text
        assert {path: path.read_bytes() for path in (demo.home / ".aws").rglob("*") if _is_kept(path)} == before

    async def test_quitting_ends_it(self, context: AppContext) -> None:
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            await person.pilot.press("q", "q")
        assert not [thread for thread in threading.enumerate() if thread.name == "ssotui-callback"]

    async def test_denied_is_said_and_can_be_tried_again(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            demo.portal.answer_sign_in(code_in(person), approve=False)
            gate.open()
            await person.until("The sign-in was denied on its page.")
            await person.pilot.press("r")
            await person.until("Waiting for your approval")

    async def test_too_late(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        demo.portal.switches.device_lifetime = timedelta(seconds=2)
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("2s left")
            for _ in range(3):
                gate.open()
            await person.until("in time.")

    async def test_what_nobody_foresaw_is_a_line(self, context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError("hunter2")

        async with on_globex(context) as person:
            monkeypatch.setattr("ssotui.aws.services.oidc_sign_in.SignInRequests.register", fail)
            await person.pilot.press("l")
            await person.until("Unexpected failure: ZeroDivisionError", "try again")
            assert "hunter2" not in person.text

    async def test_slow_down_is_said(self, context: AppContext, demo: Sandbox, gate: Gate) -> None:
        demo.portal.switches.fail(Failure.THROTTLED, operations=["CreateToken"], times=1)
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            gate.open()
            await person.until("trying every 6 s")


@pytest.mark.usefixtures("demo")
class TestPkce:
    @pytest.fixture
    def surroundings(self) -> Surroundings:
        return DESKTOP

    async def test_the_browser_opens_and_comes_back(self, context: AppContext, pages: Pages) -> None:
        async with on_globex(context) as person:
            await person.pilot.press("enter")
            await person.until("Waiting for the browser")
            assert "Browser sign-in (a browser on this machine)" in person.text
            assert "10m left" in person.text
            (url,) = pages.opened
            assert "state" not in url
            page = start(lambda: press(url, "approve"))
            await person.until("ASIA••••")
            assert "Signed in to globex" in page.result(PATIENCE)

    async def test_a_browser_that_fails_is_a_line(self, context: AppContext, pages: Pages) -> None:
        pages.complaint = "No browser was opened: firefox failed with 1."
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("No browser was opened: firefox failed with 1.")
            assert "Waiting for the browser" in person.text
            await person.pilot.press("o")
            assert len(set(pages.opened)) == 2  # each is good once

    async def test_x_takes_the_other_way_and_is_remembered(
        self, context: AppContext, demo: Sandbox, gate: Gate, pages: Pages
    ) -> None:
        demo.portal.switches.approve_automatically = True
        async with on_globex(context) as person:
            await person.pilot.press("l")
            await person.until("Waiting for the browser")
            await person.pilot.press("x")
            await person.until("Waiting for your approval")
            assert "/device?" in pages.opened[-1]
            gate.open()
            await person.until("Signed in to globex")
        assert state.load().flow(GLOBEX) == "device"

    async def test_the_address_is_broken_at_its_separators_and_copied_whole(
        self, context: AppContext, clipboard: FakeClipboard
    ) -> None:
        async with on_globex(context, NARROW) as person:
            await person.pilot.press("l")
            await person.until("Waiting for the browser")
            assert isinstance(person.screen, SignInScreen)
            assert person.screen.attempt.prompt
            url = person.screen.attempt.prompt.url
            lines = [line.strip("│ ") for line in person.lines]
            first = next(at for at, line in enumerate(lines) if line and url.startswith(line))
            assert len(url) > 2 * NARROW[0]
            for at, line in enumerate(lines[first:], first):
                assert url.startswith(line)
                url = url.removeprefix(line)
                if not url:
                    break
                assert line[-1] in SEPARATORS, lines[first : at + 1]
            assert not url
            await person.press("C")
            assert person.toasts == ["Copied the page's address."]
        assert clipboard.text
        assert "/authorize?" in clipboard.text.reveal()
        assert clipboard.clear_after == 0


@pytest.mark.usefixtures("demo")
class TestWhatItShows:
    @pytest.mark.parametrize("size", [SIZE, NARROW])
    @pytest.mark.usefixtures("_colour")
    async def test_a_code(
        self,
        context: AppContext,
        demo: Sandbox,
        size: tuple[int, int],
        clipboard: FakeClipboard,
    ) -> None:
        async with on_globex(context, size) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            code = code_in(person)
            lines = [line.strip("│ ") for line in person.lines]
            for part in (
                "Sign in to globex", "https://globex.awsapps.com/start", f"Approve only this code: {code}",
                "10m left", "esc cancel", "C copy URL", "c copy code", "o open",
            ):  # fmt: skip
                assert any(part in line for line in lines), person.text
            assert person.text.count(code) == 1
            assert decoded(person) == f"{demo.portal.url}/device?user_code={code}"
            await person.press("c")
            assert clipboard.text
            assert clipboard.text.reveal() == code

    async def test_without_room_there_is_no_qr_code(self, context: AppContext) -> None:
        async with on_globex(context, (60, 20)) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            assert "▀▀▀▀▀▀▀" not in person.text
            assert "esc cancel" in person.text

    @pytest.mark.parametrize("size", [(60, 15), (40, 12), (40, 10)])
    async def test_the_smallest_terminals_show_what_it_takes(self, context: AppContext, size: tuple[int, int]) -> None:
        async with on_globex(context, size) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            assert "/device" in person.text
            assert code_in(person)
            assert "esc cancel" in person.text
            await person.pilot.press("x")
            await person.until("Waiting for the browser")
            assert "/authorize?" in person.text
            assert "C copy URL" in person.text
            assert "esc cancel" in person.text

    async def test_ascii(self, context: AppContext) -> None:
        async with on_globex(replace(context, glyphs=ASCII), NARROW) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            assert code_in(person)
            words = "".join(line.strip("│╭╰─╮╯") for line in person.lines[3:-3])
            assert words.isascii()

    @pytest.mark.parametrize("size", [SIZE, NARROW])
    async def test_no_secret(self, context: AppContext, demo: Sandbox, size: tuple[int, int]) -> None:
        async with on_globex(context, size) as person:
            await person.pilot.press("l")
            await person.until("Waiting for your approval")
            assert not [secret for secret in demo.portal.minted if secret in person.text.replace("\n", "")]


@pytest.mark.usefixtures("demo")
class TestSignOut:
    async def test_asks_first(self, context: AppContext, demo: Sandbox) -> None:
        async with using(context) as person:
            await person.type("/payments-prod")
            await person.press("escape", "L")
            assert "Sign out?" in person.text
            await person.press("enter")
            assert len(demo.portal.requests) == 0
            await person.press("L")
            await person.press("y")
            assert person.toasts[-1] == (
                "Signed out of acme: its token and 2 cached key sets are deleted. The portal has ended the session."
            )
            assert "sign in" in person.line("payments-prod", "Payments")


class TestWarnings:
    def entry(self, left: timedelta, **changes: Any) -> CacheEntry:
        life = TokenLife(present=True, expires_at=START + left)
        return CacheEntry(kind=EntryKind.TOKEN, session=GLOBEX, life=life)._replace(**changes)

    @pytest.mark.parametrize(
        ("left", "within"),
        [
            (timedelta(minutes=15, seconds=1), None),
            (timedelta(minutes=15), 15),
            (timedelta(minutes=14, seconds=59), None),
            (timedelta(minutes=5, seconds=1), None),
            (timedelta(minutes=5), 5),
            (timedelta(minutes=4), None),
            (timedelta(0), None),
        ],
    )
    def test_at_fifteen_and_at_five_minutes_once(self, left: timedelta, within: int | None) -> None:
        entry = self.entry(left)
        expected = [entry] if within else []
        assert list(endings([entry], START - timedelta(seconds=1), START)) == expected

    def test_after_a_sleep_only_the_more_urgent(self) -> None:
        entry = self.entry(timedelta(minutes=3))
        assert list(endings([entry], START - timedelta(hours=1), START)) == [entry]

    def test_not_for_what_renews_itself_or_is_no_session(self) -> None:
        renewable = TokenLife(True, START + timedelta(minutes=5), START + timedelta(days=9))
        entries = [
            self.entry(timedelta(minutes=5), life=renewable),
            self.entry(timedelta(minutes=5), kind=EntryKind.REGISTRATION),
            self.entry(timedelta(minutes=5), life=TokenLife(True)),
        ]
        assert not list(endings(entries, START - timedelta(seconds=1), START))

    def test_for_what_cannot_renew_itself_any_more_by_then(self) -> None:
        ends = START + timedelta(minutes=15)
        entry = self.entry(timedelta(), life=TokenLife(True, ends, renewable_until=ends - timedelta(minutes=1)))
        assert list(endings([entry], START - timedelta(seconds=1), START)) == [entry]

    @pytest.mark.parametrize("bell", [True, False])
    async def test_a_toast_and_the_bell(
        self, demo: Sandbox, context: AppContext, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, bell: bool
    ) -> None:
        assert demo
        async with using(replace(context, loaded=Loaded(DEFAULTS._replace(bell=bell)))) as person:
            bells: list[int] = []
            monkeypatch.setattr(person.app, "bell", lambda: bells.append(1))
            person.app.tick()
            clock.advance(timedelta(minutes=6, seconds=40))  # corp has 11m 40s
            person.app.tick()
            person.app.tick()
            await person.settle()
            assert person.toasts == ["corp ends in 5m 00s. Sign in again with l."]
            assert bells == [1] * bell


@pytest.mark.parametrize("length", [20, 60, 100, 200])
def test_a_qr_code_decodes(length: int) -> None:
    url = f"https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH&{'x' * length}"
    assert read_qr(half_blocks(url)) == url


def decoded(person: Person) -> str:
    """What a phone reads off the screen: the part of it that is drawn black on white."""
    widget = person.screen.query_one("#sign-in-qr")
    area = widget.content_region
    return read_qr([line[area.x : area.right] for line in person.lines[area.y : area.bottom]])


def read_qr(lines: list[str] | tuple[str, ...]) -> str:
    """Decode the code, each half block a square of four points."""
    upper, lower = {"▀", "█"}, {"▄", "█"}
    margin = " " * 4
    rows = [[char in half for char in margin + line + margin] for line in lines for half in (upper, lower)]
    blank = [False] * len(rows[0])
    points = [[dark for dark in row for _ in range(4)] for row in (*[blank] * 4, *rows, *[blank] * 4) for _ in range(4)]
    picture = memoryview(bytes(0 if dark else 255 for row in points for dark in row))
    (found,) = zxingcpp.read_barcodes(picture.cast("B", shape=[len(points), len(points[0])]))
    return str(found.text)


def _is_kept(path: Path) -> bool:
    """A lock that the sign-in is about to let go of is none of the files that it must not touch."""
    return path.is_file() and path.suffix != ".ssotui-lock"
