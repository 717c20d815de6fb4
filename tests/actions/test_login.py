"""Signing in by both flows, against the built-in portal over HTTP."""

from __future__ import annotations

import json
import os
import socket
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Self
from urllib.parse import parse_qs, urlsplit

import pytest

from ssotui.actions.background import start
from ssotui.actions.sign_in import patience
from ssotui.actions.sign_in.patience import ASKING
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.actions.sign_in.tokens import good_token, renewal_lock
from ssotui.aws.caches import registrations, sso_cache
from ssotui.demo.wire import Request, Response
from ssotui.model.errors import Cancelled, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.sign_in import Choice, Elsewhere, Event, Flow, Note, Prompt, SignedIn, SlowedDown
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.storage.files import resolve
from ssotui.storage.locks import LOCK_SECONDS, locked
from ssotui.storage.settings import settings_file
from tests.support import botocore_says
from tests.support.clock import FrozenClock
from tests.support.delivery import PromptServer
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, CORP, LEGACY
from tests.support.page import press
from tests.support.portal import Portal
from tests.support.sign_in import ACME_CONFIG, ACME_SESSION, PATIENCE, Attempt
from tests.support.trouble import assert_clean
from tests.support.waiting import wait_until

LEGACY_SESSION = SsoSession(None, LEGACY, "us-west-2")


def approves(url: str) -> str:
    return press(url, "approve")


def denies(url: str) -> str:
    return press(url, "deny")


def code_of(prompt: Prompt) -> str:
    return prompt.user_code


class TestPkce:
    def test_a_browser_that_follows_the_page_signs_in(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        attempt = Attempt(clock, Flow.PKCE, browser=approves)
        token = attempt.run()

        assert attempt.kinds == ["Prompt", "Exchanging", "SignedIn"]
        assert "Signed in to acme" in attempt.page
        assert "close this page" in attempt.page
        assert portal.accepts(token.access_token)
        assert portal.requests.operations == ("RegisterClient", "AuthorizePage", "Decide", "CreateToken")
        written = json.loads(sso_cache.path_of(ACME_SESSION).read_bytes())
        assert list(written) == [
            "startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt",
            "refreshToken",
        ]  # fmt: skip
        assert written["expiresAt"] == "2026-11-23T20:00:00Z"
        assert {path.stat().st_mode & 0o777 for path in home.sso_cache.iterdir()} == {0o600}

    def test_the_page_that_is_asked_for_is_the_references(self, portal: Portal, clock: FrozenClock) -> None:
        attempt = Attempt(clock, Flow.PKCE, browser=approves)
        attempt.run()

        url = urlsplit(attempt.prompt.url)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{portal.url}/authorize"
        assert list(query) == [
            "response_type", "client_id", "redirect_uri", "state", "code_challenge_method", "scopes", "code_challenge",
        ]  # fmt: skip
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["scopes"] == "sso:account:access"
        assert query["redirect_uri"].startswith("http://127.0.0.1:")
        assert query["redirect_uri"].endswith("/oauth/callback")
        assert "=" not in query["code_challenge"]
        assert attempt.prompt.expires_at - clock() == timedelta(minutes=10)

    def test_denied_on_the_page(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        attempt = Attempt(clock, Flow.PKCE, browser=denies)
        with pytest.raises(Cancelled, match="denied"):
            attempt.run()
        assert "denied" in attempt.page
        assert portal.requests.count("CreateToken") == 0
        assert not home.aws.exists()

    @pytest.mark.usefixtures("portal")
    def test_ten_minutes_and_no_longer(self, clock: FrozenClock, home: Home) -> None:
        attempt = Attempt(clock, Flow.PKCE)
        with pytest.raises(SignInNeeded, match="in time"):
            attempt.run()
        assert sum(attempt.waits) == 600
        assert not home.aws.exists()

    @pytest.mark.usefixtures("portal")
    @pytest.mark.parametrize("flow", Flow)
    def test_a_clock_that_is_set_back_again_and_again_makes_it_no_longer(
        self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, flow: Flow
    ) -> None:
        gone = 0.0

        def set_back(_number: int) -> None:
            nonlocal gone
            gone += 1
            clock.advance(-3)

        monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: gone))
        attempt = Attempt(clock, flow, on_wait=set_back)
        with pytest.raises(SignInNeeded, match="in time"):
            attempt.run()
        assert len(attempt.waits) == 600

    @pytest.mark.usefixtures("portal")
    def test_a_wrong_state_is_refused_and_the_right_one_still_counts(self, clock: FrozenClock) -> None:
        pages: list[str] = []

        def browser(url: str) -> str:
            redirect = parse_qs(urlsplit(url).query)["redirect_uri"][0]
            pages.append(_status_of(f"{redirect}?code=stolen&state=wrong"))
            return press(url, "approve")

        attempt = Attempt(clock, Flow.PKCE, browser=browser)
        assert attempt.run()
        assert pages == ["400"]
        assert [event for event in attempt.told if isinstance(event, Note)] == [
            Note("An answer of another sign-in was refused: its state is not ours.")
        ]

    @pytest.mark.usefixtures("portal")
    def test_nothing_listens_afterwards(self, clock: FrozenClock) -> None:
        attempt = Attempt(clock, Flow.PKCE, browser=approves)
        attempt.run()
        redirect = parse_qs(urlsplit(attempt.prompt.url).query)["redirect_uri"][0]
        with pytest.raises(OSError, match="refused"):
            _status_of(f"{redirect}?code=again&state=x")

    @pytest.mark.usefixtures("portal")
    def test_a_taken_port_is_said_if_asked_for(self, clock: FrozenClock, home: Home) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            attempt = Attempt(clock, Flow.PKCE, explicit=True, port=taken.getsockname()[1])
            with pytest.raises(ServiceFailure, match=r"Port \d+ of this machine is taken"):
                attempt.run()
        assert not home.aws.exists()

    def test_a_taken_port_leads_to_a_code_otherwise(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.approve_automatically = True
        with socket.create_server(("127.0.0.1", 0)) as taken:
            attempt = Attempt(clock, Flow.PKCE, port=taken.getsockname()[1])
            assert attempt.run()
        assert attempt.kinds == ["Note", "Prompt", "SignedIn"]
        assert attempt.prompt.flow is Flow.DEVICE

    def test_the_settings_fix_the_port(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.approve_automatically = True
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            home.write(settings_file(), f"callback_port = {port}\n")
            attempt = Attempt(clock, Flow.PKCE)
            assert attempt.run()
        assert attempt.told[0] == Note(
            f"Port {port} of this machine is taken: another sign-in may be waiting there. A device code needs none."
        )

    def test_a_failed_exchange_is_on_the_page(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.fail(Failure.CAPTIVE_403, operations=["CreateToken"])
        attempt = Attempt(clock, Flow.PKCE, browser=approves)
        with pytest.raises(ServiceFailure, match="did not come from AWS"):
            attempt.run()
        assert "Not signed in" in attempt.page
        assert not home.aws.exists()


class TestDevice:
    def test_polls_until_the_person_approves(self, portal: Portal, clock: FrozenClock) -> None:
        def person(number: int) -> None:
            if number == 3:
                press(attempt.prompt.url, "approve")

        attempt = Attempt(clock, Flow.DEVICE, on_wait=person)
        token = attempt.run()

        assert attempt.kinds == ["Prompt", "SignedIn"]
        assert attempt.waits == [1, 1, 1]
        assert portal.requests.count("CreateToken", status=400) == 2
        assert portal.accepts(token.access_token)
        assert attempt.prompt.user_code in attempt.prompt.url
        assert attempt.prompt.user_code not in attempt.prompt.short_url

    def test_slow_down_adds_five_seconds_for_good(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.fail(Failure.THROTTLED, operations=["CreateToken"], times=2)
        polls: list[float] = []

        def person(_: int) -> None:
            polls.append(clock().timestamp())
            if portal.requests.count("CreateToken") == 4:
                portal.answer_sign_in(code_of(attempt.prompt), approve=True)

        attempt = Attempt(clock, Flow.DEVICE, on_wait=person)
        attempt.run()
        assert [event.interval for event in attempt.told if isinstance(event, SlowedDown)] == [6, 11]
        # One second, six, then eleven before each of the three other polls.
        assert sum(attempt.waits) == 1 + 6 + 11 * 3

    @pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(seconds=90)])
    def test_a_clock_that_is_set_meanwhile(self, portal: Portal, clock: FrozenClock, jump: timedelta) -> None:
        def world(number: int) -> None:
            if number == 2:
                clock.advance(jump)
                portal.answer_sign_in(code_of(attempt.prompt), approve=True)

        portal.switches.device_interval = 30
        attempt = Attempt(clock, Flow.DEVICE, on_wait=world)
        attempt.run()
        assert sum(attempt.waits) < 60

    def test_denied_on_the_page(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        attempt = Attempt(
            clock, Flow.DEVICE, on_wait=lambda _: portal.answer_sign_in(code_of(attempt.prompt), approve=False)
        )
        with pytest.raises(Cancelled, match="denied"):
            attempt.run()
        assert not home.aws.exists()

    def test_ends_when_the_code_does(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.device_lifetime = timedelta(seconds=90)
        portal.switches.device_interval = 20
        attempt = Attempt(clock, Flow.DEVICE)
        with pytest.raises(SignInNeeded, match="in time"):
            attempt.run()
        assert sum(attempt.waits) == 90
        assert portal.requests.count("CreateToken") == 4
        assert not home.aws.exists()

    def test_a_poll_that_fails_is_a_line(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.approve_automatically = True
        portal.switches.fail(Failure.CAPTIVE_200, operations=["CreateToken"], times=2)
        attempt = Attempt(clock, Flow.DEVICE)
        assert attempt.run()
        assert attempt.kinds == ["Prompt", "Note", "Note", "SignedIn"]

    def test_three_in_a_row_end_it(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.fail(Failure.CAPTIVE_403, operations=["CreateToken"])
        with pytest.raises(ServiceFailure, match="did not come from AWS"):
            Attempt(clock, Flow.DEVICE).run()
        assert portal.requests.count("CreateToken") == 3
        assert not home.aws.exists()

    def test_a_legacy_start_url_registers_without_scopes(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.approve_automatically = True
        token = Attempt(clock, Flow.DEVICE, session=LEGACY_SESSION).run()
        assert token.refresh_token is None
        written = json.loads(sso_cache.path_of(LEGACY_SESSION).read_bytes())
        assert "refreshToken" not in written
        assert (home.sso_cache / registrations.file_name(LEGACY_SESSION)).exists()


class TestRegistrations:
    def test_one_is_used_again_by_the_same_flow_only(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.approve_automatically = True
        for _ in range(2):
            Attempt(clock, Flow.DEVICE).run()
        assert portal.requests.count("RegisterClient") == 1
        Attempt(clock, Flow.PKCE, browser=approves).run()
        assert portal.requests.count("RegisterClient") == 2
        Attempt(clock, Flow.PKCE, browser=approves).run()
        assert portal.requests.count("RegisterClient") == 2
        Attempt(clock, Flow.DEVICE).run()
        assert portal.requests.count("RegisterClient") == 3

    def test_one_that_the_service_has_forgotten_is_made_anew(
        self, portal: Portal, clock: FrozenClock, home: Home
    ) -> None:
        portal.switches.approve_automatically = True
        content = {"clientId": "gone", "clientSecret": "gone", "expiresAt": "2027-01-01T00:00:00Z"}
        home.write(home.sso_cache / registrations.file_name(ACME_SESSION), json.dumps(content))
        Attempt(clock, Flow.DEVICE).run()
        assert portal.requests.count("StartDeviceAuthorization", status=401) == 1
        assert portal.requests.count("RegisterClient") == 1


class TestCancel:
    @pytest.mark.parametrize("flow", list(Flow))
    def test_at_any_wait_without_a_trace(self, portal: Portal, clock: FrozenClock, home: Home, flow: Flow) -> None:
        attempt = Attempt(clock, flow, on_wait=lambda number: attempt.sign_in.cancel() if number == 2 else None)
        with pytest.raises(Cancelled, match="cancelled"):
            attempt.run()
        assert len(attempt.waits) == 2
        assert portal.requests.count("CreateToken", status=200) == 0
        assert not home.aws.exists()

    @pytest.mark.parametrize("flow", list(Flow))
    def test_before_it_began(self, portal: Portal, clock: FrozenClock, home: Home, flow: Flow) -> None:
        attempt = Attempt(clock, flow)
        attempt.sign_in.cancel()
        with pytest.raises(Cancelled):
            attempt.run()
        assert len(portal.requests) == 0
        assert not home.aws.exists()

    @pytest.mark.parametrize(
        ("flow", "path"),
        [
            *((flow, "/client/register") for flow in Flow),
            (Flow.DEVICE, "/device_authorization"),
            *((flow, "/token") for flow in Flow),
        ],
    )
    def test_during_a_call(self, portal: Portal, clock: FrozenClock, home: Home, flow: Flow, path: str) -> None:
        """The session is free before the service answers, and what it answers then is lost."""
        portal.switches.approve_automatically = True
        with Held(portal, path) as held, pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_ENDPOINT_URL_SSO_OIDC", held.url)
            attempt = Attempt(clock, flow, browser=approves)
            under_way = start(attempt.run)
            assert held.arrived.wait(PATIENCE)
            attempt.sign_in.cancel()
            with pytest.raises(Cancelled):
                under_way.result(PATIENCE)
            with locked(resolve(sso_cache.path_of(ACME_SESSION)).with_suffix(".sign-in"), seconds=0):
                assert not held.released.is_set()
            if flow is Flow.PKCE and path == "/token":
                assert "Not signed in" in attempt.page
            held.released.set()
            wait_until(lambda: not any(thread.name == ASKING for thread in threading.enumerate()))
        assert portal.requests[-1].status == 200
        assert not home.aws.exists()

    def test_while_a_renewal_is_waited_for(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        portal.switches.approve_automatically = True
        attempt = Attempt(clock, Flow.DEVICE)
        with renewal_lock(ACME_SESSION):
            under_way = start(attempt.run)
            wait_until(lambda: portal.requests.count("CreateToken") == 1)
            attempt.sign_in.cancel()
            with pytest.raises(Cancelled):
                under_way.result(LOCK_SECONDS / 2)
        assert not home.aws.exists()

    @pytest.mark.usefixtures("portal")
    def test_the_browser_is_told(self, clock: FrozenClock) -> None:
        """The answer is there, and the person cancels before the token is fetched."""

        class Late(Attempt):
            def _tell(self, event: Event) -> None:
                super()._tell(event)
                if type(event).__name__ == "Exchanging":
                    self.sign_in.cancel()

        attempt = Late(clock, Flow.PKCE, browser=approves)
        with pytest.raises(Cancelled):
            attempt.run()
        assert "Not signed in" in attempt.page


class TestStartUrls:
    @pytest.mark.parametrize(
        "url", ["http://acme.awsapps.com/start", "ftp://acme.awsapps.com/", "file:///etc/passwd", "acme", "https://["]
    )
    def test_https_only(self, portal: Portal, clock: FrozenClock, url: str) -> None:
        with pytest.raises(UnusableFile):
            Attempt(clock, Flow.DEVICE, session=SsoSession("s", url, "us-east-1")).run()
        assert len(portal.requests) == 0

    @pytest.mark.usefixtures("portal")
    @pytest.mark.parametrize("flow", list(Flow))
    def test_one_that_nobody_knows(self, clock: FrozenClock, flow: Flow) -> None:
        session = SsoSession("s", "https://nobody.awsapps.com/start", "us-east-1")
        with pytest.raises(UnusableFile, match="There is no start URL"):
            Attempt(clock, flow, session=session).run()

    def test_another_region(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.approve_automatically = True
        session = SsoSession("corp", CORP, "eu-west-1")
        token = Attempt(clock, Flow.DEVICE, session=session).run()
        assert portal.accepts(token.access_token)
        assert json.loads(sso_cache.path_of(session).read_bytes())["region"] == "eu-west-1"


class TestTogether:
    def test_the_one_that_waits_takes_what_the_other_has_brought(
        self, portal: Portal, clock: FrozenClock, home: Home
    ) -> None:
        waits = threading.Event()

        def tell(event: Event) -> None:
            told.append(event)
            if isinstance(event, Elsewhere):
                waits.set()

        told: list[Event] = []
        with locked(resolve(sso_cache.path_of(ACME_SESSION)).with_suffix(".sign-in")):
            second = start(SignIn(ACME_SESSION, Choice(Flow.DEVICE, "", browser=False), clock, tell).run)
            assert waits.wait(PATIENCE)
            token = portal.issue_token(ACME)
            home.token("acme", token)
        assert second.result(PATIENCE).access_token == token.access_token
        assert [type(event) for event in told] == [Elsewhere, SignedIn]
        assert len(portal.requests) == 0

    def test_a_token_that_was_there_before_does_not_do(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        """Whoever signs in knows of it: the portal has refused it, or it is ``--force``."""
        portal.switches.approve_automatically = True
        old = portal.issue_token(ACME)
        home.token("acme", old)
        assert Attempt(clock, Flow.DEVICE).run().access_token != old.access_token

    @pytest.mark.usefixtures("portal")
    def test_one_that_waits_can_be_cancelled(self, clock: FrozenClock) -> None:
        with locked(resolve(sso_cache.path_of(ACME_SESSION)).with_suffix(".sign-in")):
            attempt = Attempt(clock, Flow.DEVICE, on_wait=lambda _: attempt.sign_in.cancel())
            with pytest.raises(Cancelled):
                attempt.run()


class TestTheToken:
    def test_botocore_uses_it_and_renews_it(self, portal: Portal, present: FrozenClock, home: Home) -> None:
        home.config(ACME_CONFIG)
        portal.switches.approve_automatically = True
        Attempt(present, Flow.DEVICE).run()
        assert botocore_says.keys_of("admin")["AccessKeyId"].startswith("ASIA")
        assert portal.requests.count("CreateToken") == 1

        portal.switches.token_lifetime = timedelta(minutes=10)
        Attempt(present, Flow.PKCE, browser=approves).run()
        portal.switches.token_lifetime = timedelta(hours=8)
        portal.requests.clear()
        botocore_says.keys_of("admin")
        assert portal.requests.operations == ("CreateToken", "GetRoleCredentials")
        token = good_token(ACME_SESSION, present)
        assert token
        assert token.expires_at - present() > timedelta(hours=7)
        assert portal.accepts(token.access_token)

    def test_a_place_for_it_is_looked_for_before_a_person_is_troubled(
        self, portal: Portal, clock: FrozenClock, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.sso_cache.mkdir(parents=True)
        # Root, who runs many containers, may write everywhere: only the answer to the question can be changed.
        monkeypatch.setattr(os, "access", lambda path, _mode: path != home.sso_cache)
        with pytest.raises(UnusableFile, match="read-only"):
            Attempt(clock, Flow.DEVICE).run()
        assert len(portal.requests) == 0

    def test_no_secret_is_told(self, portal: Portal, clock: FrozenClock) -> None:
        attempts = [Attempt(clock, Flow.PKCE, browser=approves), Attempt(clock, Flow.DEVICE)]
        attempts[0].run()
        portal.switches.approve_automatically = True
        attempts[1].run()
        said = repr([attempt.told for attempt in attempts]) + "".join(attempt.page for attempt in attempts[:1])
        assert not [secret for secret in portal.minted if secret in said]


class TestGoodToken:
    def test_a_token_that_the_portal_refuses_is_none(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        token = portal.issue_token(ACME)
        home.token("acme", token)
        assert good_token(ACME_SESSION, clock)
        portal.revoke(token)
        assert good_token(ACME_SESSION, clock) is None

    def test_one_that_ends_soon_is_renewed_or_is_none(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=5)))
        token = good_token(ACME_SESSION, clock)
        assert token
        assert token.expires_at - clock() == timedelta(hours=8)
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=5), renewable=False))
        assert good_token(ACME_SESSION, clock) is None

    def test_without_a_network_the_file_is_believed(self, portal: Portal, clock: FrozenClock, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        portal.switches.fail(Failure.CAPTIVE_200)
        assert good_token(ACME_SESSION, clock)

    def test_a_damaged_file_is_none(self, home: Home, clock: FrozenClock) -> None:
        home.write(home.sso_cache / sso_cache.file_name(ACME_SESSION), "[]")
        assert good_token(ACME_SESSION, clock) is None


class TestRemembering:
    def test_an_explicit_choice_is_remembered(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.approve_automatically = True
        Attempt(clock, Flow.DEVICE).run()
        assert state.load().flow(ACME_SESSION) is None
        Attempt(clock, Flow.DEVICE, explicit=True).run()
        assert state.load().flow(ACME_SESSION) == "device"

    def test_not_if_it_came_to_nothing(self, portal: Portal, clock: FrozenClock) -> None:
        attempt = Attempt(
            clock,
            Flow.DEVICE,
            explicit=True,
            on_wait=lambda _: portal.answer_sign_in(code_of(attempt.prompt), approve=False),
        )
        with pytest.raises(Cancelled):
            attempt.run()
        assert state.load().flow(ACME_SESSION) is None


class Held:
    """The portal behind a door: requests for that path wait before it until they are released."""

    def __init__(self, portal: Portal, path: str) -> None:
        self.arrived, self.released = threading.Event(), threading.Event()
        self._portal = portal
        self._path = path

    def __enter__(self) -> Self:
        self._server = PromptServer(self._respond)
        self.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _respond(self, request: Request) -> Response:
        if request.path == self._path:
            self.arrived.set()
            self.released.wait(PATIENCE)
        return self._portal.respond(request)


def _status_of(url: str) -> str:
    """The HTTP status that a plain GET gets."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=PATIENCE) as connection:
        request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        return connection.makefile("rb").readline().split()[1].decode()


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("failure", [failure for failure in Failure if failure is not Failure.SILENCE])
@pytest.mark.parametrize(
    "step",
    [
        (Flow.PKCE, "RegisterClient"),
        (Flow.PKCE, "CreateToken"),
        (Flow.DEVICE, "RegisterClient"),
        (Flow.DEVICE, "StartDeviceAuthorization"),
        (Flow.DEVICE, "CreateToken"),
    ],
)
def test_any_answer_at_any_step_is_one_typed_error_and_leaves_no_trace(
    portal: Portal, clock: FrozenClock, home: Home, step: tuple[Flow, str], failure: Failure
) -> None:
    flow, operation = step
    portal.switches.fail(failure, operations=[operation])
    with pytest.raises(SsotuiError) as caught:
        Attempt(clock, flow, browser=approves if flow is Flow.PKCE else None).run()
    assert_clean(caught.value, portal.minted)
    assert not home.aws.exists()
