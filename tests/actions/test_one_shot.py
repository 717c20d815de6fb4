"""The page that sends a browser on to a secret address, once."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from ssotui.actions.browser import loopback_page
from ssotui.actions.browser.loopback_page import ROOT, OneShotPage, owner
from ssotui.model.secret import Secret

TARGET = "https://signin.example.com/federation?SigninToken=needle"


@pytest.fixture
def taken() -> threading.Event:
    return threading.Event()


@pytest.fixture
def page(taken: threading.Event) -> Iterator[OneShotPage]:
    page = OneShotPage(Secret(TARGET), taken.set)
    yield page
    page.close()


def get(address: str, path: str | None = None, **headers: str) -> tuple[int, str, str]:
    """The status, where it sends the browser, and the whole of the answer."""
    url = urlsplit(address)
    connection = HTTPConnection(url.hostname or "", url.port or 0, timeout=5)
    try:
        connection.request("GET", path or url.path, headers=headers)
        answer = connection.getresponse()
        whole = f"{answer.headers}{answer.read().decode()}"
        return answer.status, answer.headers.get("Location", ""), whole
    finally:
        connection.close()


def test_it_sends_on_once(page: OneShotPage, taken: threading.Event) -> None:
    assert "needle" not in page.address
    status, location, whole = get(page.address)
    assert (status, location) == (303, TARGET)
    assert "Referrer-Policy: no-referrer" in whole
    assert "Cache-Control: no-store" in whole
    assert taken.wait(5)
    status, location, whole = get(page.address)
    assert (status, location) == (404, "")
    assert "needle" not in whole


def test_it_listens_on_loopback_only(page: OneShotPage) -> None:
    assert urlsplit(page.address).hostname == "127.0.0.1"
    assert page._server.socket.getsockname()[0] == "127.0.0.1"


def test_no_other_path_and_no_other_name_is_sent_on(page: OneShotPage, taken: threading.Event) -> None:
    for status, location, _ in (get(page.address, "/"), get(page.address, "/favicon.ico"),
                                get(page.address, Host="rebound.example.com")):  # fmt: skip
        assert (status, location) == (404, "")
    assert not taken.is_set()
    assert get(page.address)[0] == 303


def test_two_at_once_do_not_both_get_it(page: OneShotPage) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(get(page.address)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [303] + [404] * 7


def test_after_closing_nobody_listens(page: OneShotPage) -> None:
    page.close()
    with pytest.raises(OSError, match=r"refused|reset"):
        get(page.address)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a connection is")
class TestWhoAsks:
    @pytest.mark.parametrize(
        ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")]
    )
    def test_the_system_tells_whose_a_connection_is(self, family: socket.AddressFamily, address: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(family) as client:
            port = server.getsockname()[1]
            client.connect((address, port))
            peer = "127.0.0.1", client.getsockname()[1]
            assert owner(peer, ("127.0.0.1", port)) == os.getuid()
            assert owner(("127.0.0.1", 1), ("127.0.0.1", port)) is None

    def test_another_connection_between_the_same_ports_does_not_count(self) -> None:
        with socket.create_server(("127.0.0.6", 0)) as server, socket.socket() as decoy:
            port = server.getsockname()[1]
            decoy.bind(("127.0.0.5", 0))
            decoy.connect(("127.0.0.6", port))
            peer = decoy.getsockname()[1]
            assert owner(("127.0.0.5", peer), ("127.0.0.6", port)) == os.getuid()
            assert owner(("127.0.0.1", peer), ("127.0.0.1", port)) is None

    def test_what_is_left_of_a_connection_is_nobodys(self) -> None:
        """The kernel gives it to root."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            client = socket.create_connection(server.getsockname())
            peer, page = client.getsockname(), server.getsockname()
            accepted, _ = server.accept()
            with accepted:
                client.close()
                assert accepted.recv(1) == b""
                assert owner(peer, page) is None

    @pytest.mark.parametrize("user", [None, ROOT, 1001])
    def test_only_the_same_user_is_sent_on(
        self, user: int | None, page: OneShotPage, taken: threading.Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "getuid", lambda: 1000)
        monkeypatch.setattr(loopback_page, "owner", lambda *_: user)
        monkeypatch.setattr(loopback_page, "LOOK_SECONDS", 0)
        assert get(page.address)[0] == 404
        assert not taken.is_set()
        monkeypatch.undo()
        assert get(page.address)[0] == 303

    @pytest.mark.parametrize("user", [None, ROOT])
    def test_the_browser_of_windows_is_sent_on_under_wsl(
        self, user: int | None, page: OneShotPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WSL_DISTRO_NAME", "Ubuntu")
        monkeypatch.setattr(os, "getuid", lambda: 1000)
        monkeypatch.setattr(loopback_page, "owner", lambda *_: user)
        monkeypatch.setattr(loopback_page, "LOOK_SECONDS", 0)
        assert get(page.address)[0] == 303

    def test_the_table_may_lag_behind(self, page: OneShotPage, monkeypatch: pytest.MonkeyPatch) -> None:
        looks = iter([None, None, os.getuid()])
        monkeypatch.setattr(loopback_page, "owner", lambda *_: next(looks))
        assert get(page.address)[0] == 303
