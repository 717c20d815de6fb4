"""The credential server: what it gives, whom it refuses, and what it bears."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ssotui.actions.keys.fetching import target_of_profile
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.serving import requests, server
from ssotui.actions.serving.kept_keys import KeptKeys
from ssotui.actions.serving.server import Asked, CredentialServer, TurnedAway
from ssotui.aws.caches import sso_cache
from ssotui.model.clock import format_timestamp
from ssotui.model.errors import ServiceFailure, SignInNeeded, UsageError
from ssotui.model.token import SsoSession
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.serving import PATIENCE, Reply, ask, heard, parsed, say

SESSION = SsoSession("acme", ACME, "us-east-1")
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1

    [profile "it's 100% ours/ü"]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = ReadOnly

    [profile old]
    aws_access_key_id = AKIAEXAMPLE
    aws_secret_access_key = example
    """
ODD = "it's 100% ours/ü"


class Serving:
    """A server of the profiles of :data:`CONFIG`, and what it told."""

    def __init__(self, clock: FrozenClock) -> None:
        self.told: list[Asked | TurnedAway] = []
        self._told = threading.Condition()
        inventory = read_inventory()
        rows = [row for name in ("dev", ODD, "old") if (row := inventory.find(name))]
        kept = [KeptKeys(target_of_profile(row.profile), clock) for row in rows]
        self.server = CredentialServer(kept, self._tell)

    def _tell(self, event: Asked | TurnedAway) -> None:
        with self._told:
            self.told.append(event)
            self._told.notify_all()

    def wait_told(self, count: int) -> list[Asked | TurnedAway]:
        with self._told:
            assert self._told.wait_for(lambda: len(self.told) >= count, PATIENCE)
            return self.told

    def ask(self, name: str = "dev", **how: str) -> Reply:
        path = self.server.uri(name).partition(str(self.server.port))[2]
        return ask(self.server.port, path, self.server.token(name).reveal(), **how)

    def head(self, *more: str) -> bytes:
        token = self.server.token("dev").reveal()
        lines = (f"Host: 127.0.0.1:{self.server.port}", f"Authorization: {token}", *more)
        return "".join(f"{line}\r\n" for line in lines).encode()


@pytest.fixture
def serving(signed_in: Portal, clock: FrozenClock) -> Iterator[Serving]:
    assert signed_in
    serving = Serving(clock)
    yield serving
    serving.server.close()


class TestKeys:
    def test_are_what_sdks_expect(self, serving: Serving, signed_in: Portal, clock: FrozenClock, home: Home) -> None:
        for name in ("dev", ODD):
            reply = serving.ask(name)
            keys = signed_in.issued(reply.content["AccessKeyId"])
            assert keys
            assert reply.status == 200
            assert reply.content == {
                "AccessKeyId": keys.access_key_id,
                "SecretAccessKey": keys.secret_access_key,
                "Token": keys.session_token,
                "Expiration": format_timestamp(clock() + timedelta(hours=1)),
                "AccountId": "111122223333",
            }
            assert reply.headers["Content-Type"] == "application/json"
            assert reply.headers["Connection"] == "close"
            assert reply.headers["Cache-Control"] == "no-store"
        assert not home.cli_cache.exists()  # they are in memory, and nowhere else
        event = serving.wait_told(2)[0]
        assert isinstance(event, Asked)
        assert (event.profile, event.error) == ("dev", None)
        assert "(pid " in event.who

    def test_without_an_end_are_given_one(self, serving: Serving, clock: FrozenClock) -> None:
        content = serving.ask("old").content
        assert (content["AccessKeyId"], content["Token"]) == ("AKIAEXAMPLE", "")
        assert content["Expiration"] == format_timestamp(clock() + timedelta(hours=1))

    def test_are_fetched_anew_below_fifteen_minutes(
        self, serving: Serving, signed_in: Portal, clock: FrozenClock
    ) -> None:
        first = serving.ask().content
        clock.advance(timedelta(minutes=45))
        assert serving.ask().content == first
        clock.advance(1)
        second = serving.ask().content
        assert second["AccessKeyId"] != first["AccessKeyId"]
        assert second["Expiration"] == format_timestamp(clock() + timedelta(hours=1))
        assert signed_in.requests.count("GetRoleCredentials") == 2

    def test_asks_at_once_share_a_fetch(self, serving: Serving, signed_in: Portal) -> None:
        signed_in.switches.latency = 0.1
        with ThreadPoolExecutor(20) as many:
            replies = list(many.map(lambda _: serving.ask(), range(20)))
        assert len({reply.content["AccessKeyId"] for reply in replies}) == 1
        assert signed_in.requests.count("GetRoleCredentials") == 1

    def test_the_token_is_renewed_silently(self, serving: Serving, signed_in: Portal, clock: FrozenClock) -> None:
        serving.ask()
        clock.advance(timedelta(hours=9))
        reply = serving.ask()
        assert reply.status == 200
        assert signed_in.requests.count("CreateToken") == 1

    def test_a_sign_in_that_is_needed_is_named_and_serves_again(
        self, serving: Serving, signed_in: Portal, clock: FrozenClock, home: Home
    ) -> None:
        first = serving.ask().content
        serving.wait_told(1)  # after the answer: it is told on the thread that has sent it
        sso_cache.path_of(SESSION).unlink()
        clock.advance(timedelta(minutes=50))
        assert serving.ask().content == first  # they last ten minutes more
        event = serving.wait_told(2)[-1]
        assert isinstance(event, Asked)
        assert isinstance(event.error, SignInNeeded)
        clock.advance(timedelta(minutes=9, seconds=1))
        reply = serving.ask()
        assert reply.status == 401
        assert reply.content["code"] == "SignInNeeded"
        assert "Session 'acme' is not signed in. Run: ssotui login acme" in reply.content["message"]
        home.token("acme", signed_in.issue_token(ACME))
        assert serving.ask().status == 200

    def test_other_failures(self, serving: Serving, signed_in: Portal) -> None:
        signed_in.switches.fail(Failure.DENIED)
        reply = serving.ask()
        assert (reply.status, reply.content["code"]) == (403, "AccessDenied")
        signed_in.switches.heal()
        signed_in.switches.fail(Failure.CAPTIVE_200)
        reply = serving.ask()
        assert (reply.status, reply.content["code"]) == (503, "ServiceFailure")
        assert isinstance(serving.wait_told(2)[-1], Asked)
        event = serving.told[-1]
        assert isinstance(event, Asked)
        assert isinstance(event.error, ServiceFailure)

    def test_no_secret_is_told(self, serving: Serving, signed_in: Portal) -> None:
        serving.ask()
        serving.ask(method="DELETE")
        said = repr(serving.wait_told(2)) + repr(vars(serving.server))
        assert not [secret for secret in (*signed_in.minted, serving.server.token("dev").reveal()) if secret in said]


class TestStrangers:
    FORBIDDEN = Reply(403, {}, {"code": "Forbidden", "message": "Forbidden"})

    def test_get_no_hint(self, serving: Serving, signed_in: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(server, "TOLD_SECONDS", 0.0)
        port, token = serving.server.port, serving.server.token("dev").reveal()
        wrong = [
            ask(port, "/dev", None),
            ask(port, "/dev", ""),
            ask(port, "/dev", token[:-1]),
            ask(port, "/dev", f"{token}x"),
            ask(port, "/dev", f"Bearer {token}"),
            ask(port, "/dev", token.upper()),
            ask(port, "/dev", "tökën"),
            ask(port, "/dev", serving.server.token(ODD).reveal()),  # of another profile
            ask(port, "/nobody", token),
            ask(port, "/", token),
            ask(port, "/dev?x=1", token),
            ask(port, "/%ff%fe", token),
            ask(port, "/dev", token, host="evil.example"),
            ask(port, "/dev", token, host=f"evil.example:{port}"),
            ask(port, "/dev", token, host="127.0.0.1"),
            ask(port, "/dev", None, method="POST"),
        ]
        assert {reply.status for reply in wrong} == {403}
        assert all(reply.content == self.FORBIDDEN.content for reply in wrong)
        assert signed_in.requests.operations == ()
        assert {type(event) for event in serving.wait_told(len(wrong))} == {TurnedAway}
        monkeypatch.setattr(server, "TOLD_SECONDS", 3600.0)
        for _ in range(3):
            assert ask(port, "/dev", None).status == 403  # the first is told
        serving.wait_told(len(wrong) + 1)
        assert serving.ask(host=f"LOCALHOST:{port}").status == 200
        told = serving.wait_told(len(wrong) + 2)
        assert [type(event) for event in told[len(wrong) :]] == [TurnedAway, Asked]

    @pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
    def test_only_get(self, serving: Serving, method: str) -> None:
        reply = serving.ask(method=method, more="Content-Length: 3\r\n")
        assert (reply.status, reply.headers["Allow"]) == (405, "GET")

    def test_what_no_sdk_sends(self, serving: Serving, signed_in: Portal) -> None:
        good = serving.head()
        bad = [
            b"GET /dev\r\n\r\n",  # HTTP/0.9
            b"\r\n\r\n",
            b"GET  /dev HTTP/1.1\r\n" + good + b"\r\n",
            b"GET /dev HTTP/2.0\r\n" + good + b"\r\n",
            b"get /dev HTTP/1.1\r\n" + good + b"\r\n",
            b"GET dev HTTP/1.1\r\n" + good + b"\r\n",
            b"GET http://127.0.0.1/dev HTTP/1.1\r\n" + good + b"\r\n",
            b"GET /dev\x00 HTTP/1.1\r\n" + good + b"\r\n",
            b"GET /d\xc3\xa9v HTTP/1.1\r\n" + good + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("Host: evil.example") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("AUTHORIZATION: x") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("Content-Length: 5") + b"\r\nhello",
            b"GET /dev HTTP/1.1\r\n" + serving.head("Transfer-Encoding: chunked") + b"\r\n0\r\n\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("X: a\n folded") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head(" folded") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("no colon") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head("Na me: x") + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head(*(f"X-{at}: y" for at in range(requests.MOST_HEADERS))) + b"\r\n",
            b"GET /dev HTTP/1.1\r\n" + serving.head(f"X: {'y' * requests.MOST_BYTES}"),
        ]
        for data in bad:
            assert parsed(say(serving.server.port, data)).status == 400, data
        assert signed_in.requests.operations == ()
        lower = b"GET /dev HTTP/1.0\r\n" + good.lower().replace(b": ", b":\t ") + b"\r\n"
        assert parsed(say(serving.server.port, lower)).status == 200

    def test_a_second_request_on_a_connection_is_not_read(self, serving: Serving) -> None:
        one = b"GET /dev HTTP/1.1\r\n" + serving.head("Connection: keep-alive") + b"\r\n"
        assert say(serving.server.port, one * 3).count(b"AccessKeyId") == 1

    def test_who_trickles_is_cut_off(self, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each byte comes in time, all of them do not."""
        monkeypatch.setattr(requests, "HEAD_SECONDS", 0.3)
        with socket.create_connection(("127.0.0.1", serving.server.port), timeout=PATIENCE) as connection:
            said = threading.Event()

            def trickle() -> None:
                for _ in range(10_000):
                    try:
                        connection.sendall(b"G")
                    except OSError:
                        return
                    if said.wait(0.01):
                        return

            trickling = threading.Thread(target=trickle)
            trickling.start()
            assert heard(connection)[:12] in {b"HTTP/1.1 400", b""}
            said.set()
            trickling.join()

    def test_many_idle_connections_shut_nobody_out(self, serving: Serving) -> None:
        idle = [
            socket.create_connection(("127.0.0.1", serving.server.port), timeout=PATIENCE)
            for _ in range(server.MOST_STRANGERS * 3)
        ]
        try:
            assert serving.ask().status == 200
            assert heard(idle[0]) == b""  # the oldest gave way
            assert threading.active_count() < server.MOST_STRANGERS * 2
        finally:
            for connection in idle:
                connection.close()

    def test_it_listens_on_loopback_only_and_not_for_ever(self, serving: Serving) -> None:
        assert serving.server._listening.getsockname()[0] == "127.0.0.1"
        port = serving.server.port
        with pytest.raises(UsageError, match=f"Port {port} of 127.0.0.1 cannot be listened on: address already in use"):
            CredentialServer([], lambda _: None, port=port)
        serving.server.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
