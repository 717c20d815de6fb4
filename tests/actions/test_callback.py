"""The listener that the browser comes back to."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import psutil
import pytest

from ssotui.actions.background import start
from ssotui.actions.browser import loopback_page
from ssotui.actions.browser.loopback_page import PageText
from ssotui.actions.sign_in.callback_listener import Answer, CallbackListener, PortTaken
from ssotui.model.secret import Secret

PATIENCE = 20.0
DONE = PageText("Signed in to <acme>", "You can close this page.")


class Browser:
    """A listener of state ``right``, and what it said."""

    def __init__(self, port: int = 0) -> None:
        self.arrived = threading.Event()
        self.strays: list[str] = []
        self.listener = CallbackListener("right", self.arrived.set, self.strays.append, port=port)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the page."""
        opener = build_opener(ProxyHandler({}))
        request = Request(f"http://127.0.0.1:{self.listener.port}{path}", headers=headers)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.listener.close()


def test_listens_on_this_machine_only(browser: Browser) -> None:
    addresses = {
        connection.laddr.ip
        for connection in psutil.Process().net_connections("inet")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == browser.listener.port
    }
    assert addresses == {"127.0.0.1"}
    assert browser.listener.redirect_uri == f"http://127.0.0.1:{browser.listener.port}/oauth/callback"


def test_the_page_comes_with_the_outcome(browser: Browser) -> None:
    page = start(lambda: browser.get("/oauth/callback?code=c0de&state=right"))
    assert browser.arrived.wait(PATIENCE)
    assert browser.listener.answer == Answer(Secret("c0de"))
    assert not page.done()
    browser.listener.close(DONE)
    status, text = page.result(PATIENCE)
    assert status == 200
    assert "Signed in to &lt;acme&gt;" in text
    assert "<script" not in text
    assert "c0de" not in text


def test_an_error_is_an_answer_too(browser: Browser) -> None:
    page = start(lambda: browser.get("/oauth/callback?error=access_denied&state=right"))
    assert browser.arrived.wait(PATIENCE)
    assert browser.listener.answer == Answer(None, "access_denied")
    browser.listener.close()
    assert "Not signed in" in page.result(PATIENCE)[1]


def test_a_browser_starts_from_here_once(browser: Browser) -> None:
    page = "http://127.0.0.1:9/authorize?state=right"
    first, second = browser.listener.stand_in(page), browser.listener.stand_in(page)
    assert "right" not in first
    assert location(browser, first) == page
    assert location(browser, first) is None
    assert location(browser, second, Host="evil.example") is None
    assert location(browser, second) == page
    assert not browser.arrived.is_set()


def location(browser: Browser, address: str, **headers: str) -> str | None:
    """Where the listener sends whoever asks for the address."""
    connection = HTTPConnection("127.0.0.1", browser.listener.port, timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", urlsplit(address).path, headers=headers)
        return connection.getresponse().headers.get("Location")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a connection is")
class TestWhoAsks:
    @pytest.mark.parametrize("user", [None, 1001])
    def test_nobody_else_starts_or_answers(
        self, browser: Browser, user: int | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "getuid", lambda: 1000)
        monkeypatch.setattr(loopback_page, "owner", lambda *_: user)
        monkeypatch.setattr(loopback_page, "LOOK_SECONDS", 0)
        page = browser.listener.stand_in("http://127.0.0.1:9/authorize")
        assert location(browser, page) is None
        assert browser.get("/oauth/callback?code=c&state=right")[0] == 403
        assert browser.strays == [
            "An answer was refused: no program of yours brought it. If one did, sign in by a device code."
        ]
        assert browser.listener.answer is None
        monkeypatch.undo()
        assert location(browser, page)

    def test_the_machines_ssh_service_may_bring_it(self, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        """It does where the port is forwarded to the machine that has the browser."""
        monkeypatch.setattr(os, "getuid", lambda: 1000)
        monkeypatch.setattr(loopback_page, "owner", lambda *_: loopback_page.ROOT)
        assert location(browser, browser.listener.stand_in("http://127.0.0.1:9/authorize"))
        page = start(lambda: browser.get("/oauth/callback?code=c0de&state=right"))
        assert browser.arrived.wait(PATIENCE)
        browser.listener.close(DONE)
        assert page.result(PATIENCE)[0] == 200


def test_a_second_answer_is_refused(browser: Browser) -> None:
    first = start(lambda: browser.get("/oauth/callback?code=first&state=right"))
    assert browser.arrived.wait(PATIENCE)
    assert browser.get("/oauth/callback?code=second&state=right")[0] == 409
    assert browser.listener.answer == Answer(Secret("first"))
    browser.listener.close(DONE)
    assert first.result(PATIENCE)[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/favicon.ico", 404),
        ("/oauth/callback/", 404),
        ("/oauth/callback", 400),
        ("/oauth/callback?code=c", 400),
        ("/oauth/callback?code=c&state=wrong", 400),
        ("/oauth/callback?code=c&state=right&state=wrong", 400),
        ("/oauth/callback?error=access_denied", 400),
        ("/oauth/callback?state=right", 400),
        ("/oauth/callback?state=right&code=a%0d%0ab", 400),
        ("/oauth/callback?code=c&state=%ff%fe", 400),
    ],
)
def test_what_is_no_answer_changes_nothing(browser: Browser, path: str, status: int) -> None:
    assert browser.get(path)[0] == status
    assert browser.listener.answer is None
    assert not browser.arrived.is_set()


def test_a_rebound_name_finds_nothing(browser: Browser) -> None:
    assert browser.get("/oauth/callback?code=c&state=right", Host="evil.example")[0] == 404
    assert browser.listener.answer is None


def test_a_stray_answer_is_said_once_each(browser: Browser) -> None:
    browser.get("/oauth/callback?code=c&state=wrong")
    assert browser.strays == ["An answer of another sign-in was refused: its state is not ours."]


def test_only_get(browser: Browser) -> None:
    with socket.create_connection(("127.0.0.1", browser.listener.port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST /oauth/callback?code=c&state=right HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        assert b" 501 " in connection.makefile("rb").readline()
    assert browser.listener.answer is None


def test_closing_does_not_wait_for_a_connection_that_says_nothing(browser: Browser) -> None:
    """Browsers open some ahead of need."""
    with socket.create_connection(("127.0.0.1", browser.listener.port), timeout=PATIENCE):
        closed = start(browser.listener.close)
        closed.result(2)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", browser.listener.port), timeout=PATIENCE)


def test_a_fixed_port_can_be_had_again_at_once() -> None:
    browser = Browser()
    port = browser.listener.port
    page = start(lambda: browser.get("/oauth/callback?code=c&state=right"))
    assert browser.arrived.wait(PATIENCE)
    browser.listener.close(DONE)
    page.result(PATIENCE)
    again = Browser(port)
    assert again.listener.port == port
    with pytest.raises(PortTaken, match=f"Port {port} of this machine is taken"):
        Browser(port)
    again.listener.close()


def test_nothing_is_printed(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    browser.get("/oauth/callback?code=c&state=wrong")
    with socket.create_connection(("127.0.0.1", browser.listener.port), timeout=PATIENCE) as connection:
        connection.sendall(b"\x16\x03\x01 not http\r\n\r\n")
        connection.makefile("rb").read()
    browser.listener.close()
    assert capfd.readouterr() == ("", "")
