"""The HTTP server below the services."""

from __future__ import annotations

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ssotui.demo import portal as demo
from ssotui.demo.ledger import Ledger
from tests.support.organization import ACME, ORGANIZATION
from tests.support.portal import Portal


def connect(portal: demo.Portal) -> socket.socket:
    host, port = portal.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def test_listens_on_loopback_only(portal: Portal) -> None:
    assert portal.url.startswith("http://127.0.0.1:")


def test_connections_are_kept_alive(portal: Portal) -> None:
    token = portal.issue_token(ACME).access_token.reveal()
    connection = http.client.HTTPConnection(portal.url.removeprefix("http://"), timeout=10)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", "/assignment/accounts", headers={"x-amz-sso_bearer_token": token})
        answer = connection.getresponse()
        assert len(json.load(answer)["accountList"]) == 3
        assert connection.sock is first
    connection.close()


def test_an_answer_leaves_in_one_piece(portal: Portal) -> None:
    with connect(portal) as sock:
        sock.sendall(b"GET /device HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        piece = sock.recv(64 * 1024)
        assert sock.recv(1) == b""
    head, _, body = piece.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert f"Content-Length: {len(body)}".encode() in head


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"x" * 70_000,
        b"GET http://[/ HTTP/1.1\r\n\r\n",
    ],
)
def test_malformed_requests_are_refused(portal: Portal, request_bytes: bytes) -> None:
    with connect(portal) as sock:
        sock.sendall(request_bytes)
        assert sock.recv(64).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 414 "))


def test_an_unknown_path_is_not_found(portal: Portal) -> None:
    with connect(portal) as sock:
        sock.sendall(b"GET /nowhere HTTP/1.1\r\n\r\n")
        assert sock.recv(64).startswith(b"HTTP/1.1 404 ")
    assert portal.requests.operations == ("Unknown",)


def test_a_body_that_is_no_json_is_an_invalid_request(portal: Portal) -> None:
    with connect(portal) as sock:
        sock.sendall(b"POST /client/register HTTP/1.1\r\nContent-Length: 1\r\n\r\n[")
        assert b"x-amzn-ErrorType: InvalidRequestException" in sock.recv(4096)


def test_a_client_may_leave_in_the_middle(portal: Portal) -> None:
    with connect(portal) as sock:
        sock.sendall(b"POST /token HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    with connect(portal) as sock:
        sock.sendall(b"GET /device HTTP/1.1\r\n\r\n")
        assert sock.recv(64).startswith(b"HTTP/1.1 200 ")


def test_many_connections_at_once(portal: Portal) -> None:
    def ask(_: int) -> int:
        with connect(portal) as sock:
            sock.sendall(b"GET /device HTTP/1.1\r\n\r\n")
            return len(sock.recv(64))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(64)))
    assert portal.requests.count("DevicePage") == 64


@pytest.mark.timing
def test_closing_is_prompt_with_idle_connections() -> None:
    with demo.Portal(Ledger(ORGANIZATION)) as portal:
        idle = [connect(portal) for _ in range(20)]
        start = time.monotonic()
    assert time.monotonic() - start < 0.2
    for sock in idle:
        sock.close()
    with pytest.raises(ConnectionRefusedError):
        connect(portal)
