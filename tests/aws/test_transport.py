"""No answer, whoever gives it, takes all memory or all time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import pytest

from ssotui.actions.accounts.rate_limiter import RateLimiter
from ssotui.aws.console import links
from ssotui.aws.console.partitions import of_region
from ssotui.aws.services import resolver, start_url, transport
from ssotui.aws.services.portal import get_role_credentials, list_accounts
from ssotui.aws.services.transport import BODY_BYTES
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import ServiceFailure, UnusableFile
from ssotui.model.profile import ProfileKind
from ssotui.model.secret import Secret
from ssotui.model.sources import ProfileKeys
from ssotui.model.token import SsoSession
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.trouble import fresh_clients, hurry, soon

SESSION = SsoSession("acme", ACME, "us-east-1")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n"
PACE = 0.1
"""Seconds between two bytes: well within the time that one may take."""


class Way(Enum):
    """How the answer never ends."""

    FLOOD = "flood"
    DRIP = "drip"
    DRIPPING_HEAD = "dripping head"


class Endless:
    """A server whose answers never end."""

    def __init__(self, way: Way) -> None:
        self.way, self.asked, self.sent = way, 0, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            self.asked += 1
            connection.sendall(HEAD + (b"X-Slow: " if self.way is Way.DRIPPING_HEAD else b"\r\n"))
            part = b" " * (100_000 if self.way is Way.FLOOD else 1)
            while not self._over.is_set():
                connection.sendall(part)
                self.sent += len(part)
                if self.way is not Way.FLOOD:
                    self._over.wait(PACE)


@pytest.fixture(params=Way)
def endless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endless]:
    hurry(monkeypatch)
    server = Endless(request.param)
    with fresh_clients(monkeypatch):
        yield server
    server.close()


def fails(call: Callable[[], object], endless: Endless, *, times: int = 1) -> None:
    """It ends soon, without being asked for the whole again, and no more is taken than may be."""
    with pytest.raises(ServiceFailure, match=r"longer than any|no whole answer in time") as caught:
        soon(call)
    assert caught.value.exit_code == 6
    assert ("longer" in caught.value.message) == (endless.way is Way.FLOOD)
    assert endless.asked == times
    assert endless.sent < times * 2 * BODY_BYTES


def test_of_a_service(endless: Endless, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", endless.url)
    fails(lambda: get_role_credentials(RoleRef(SESSION, "111122223333", "Admin"), Secret("token")), endless)


def test_of_a_list_that_is_asked_for_at_a_pace(endless: Endless, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who tries again by themselves does not try this again."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", endless.url)
    ask = RateLimiter(threading.Event()).ask
    fails(lambda: list(list_accounts(SESSION, Secret("token"), ask)), endless)


@pytest.mark.timing
@pytest.mark.parametrize("mode", ["standard", "adaptive", "legacy"])
def test_all_attempts_together_have_one_deadline(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is silent: each attempt would wait for half a second."""
    hurry(monkeypatch)
    monkeypatch.setattr(transport, "OPERATION_SECONDS", 1.2)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "100")
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    with fresh_clients(monkeypatch), socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", f"http://{host}")
        for _ in range(2):  # the next operation has a deadline of its own
            begun = time.monotonic()
            with pytest.raises(ServiceFailure, match=f"from {host}"):
                soon(lambda: get_role_credentials(RoleRef(SESSION, "111122223333", "Admin"), Secret("token")))
            assert 0.9 < time.monotonic() - begun < 5


def test_of_the_federation_endpoint(endless: Endless, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(links.FEDERATION_VARIABLE, endless.url)
    monkeypatch.setattr(links, "PAUSES", ())
    keys = RoleCredentials(Secret("ASIA"), Secret("secret"), Secret("token"), None)
    fails(lambda: links.sign_in_link(keys, of_region("us-east-1"), "https://example.com"), endless)


def test_of_a_web_identitys_sts(endless: Endless, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", endless.url)
    (tmp_path / "token").write_text("bearer")
    home.config(f"""
        [profile web]
        role_arn = arn:aws:iam::111122223333:role/R
        web_identity_token_file = {tmp_path / "token"}
        region = us-east-1
    """)
    fails(lambda: resolver.of_profile(ProfileKeys("web", ProfileKind.WEB_IDENTITY)), endless)


def test_of_a_start_urls_host(endless: Endless, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its body is not read at all."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", endless.url)
    session = SESSION._replace(start_url=f"{endless.url}/start")
    if endless.way is Way.DRIPPING_HEAD:
        fails(lambda: start_url.resolve(session), endless)
    else:
        with pytest.raises(UnusableFile, match="does not lead to AWS"):
            soon(lambda: start_url.resolve(session))
