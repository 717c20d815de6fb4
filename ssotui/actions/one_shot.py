"""A page of this machine that sends the browser on to a secret address, once.

A browser is started with the address as an argument, and everybody on the machine can read arguments. So it gets this
page's address instead, and only a browser of the same person gets the secret one.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import socketserver
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from ssotui.actions.callback import HEADERS, SOCKET_SECONDS, Outcome, page
from ssotui.model.secret import Secret

NOTHING = Outcome("Nothing here", "This page belongs to ssotui in your terminal, and works once.")
ROOT = 0

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")


class OneShotPage:
    """Listens from its making until :meth:`close`.

    Args:
        target: where the first browser that asks for the page is sent.
        taken: is called, on a thread, when that one has its answer.
    """

    def __init__(self, target: Secret, taken: Callable[[], None]) -> None:
        self._target: Secret | None = target
        self._taken = taken
        self._path = f"/{secrets.token_urlsafe(24)}"
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="ssotui-one-shot", daemon=True).start()

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://127.0.0.1:{self._port}{self._path}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str, host: str, peer: int) -> Secret | None:
        """Where the request is to be sent on to; ``None`` for any but the first right one.

        Args:
            path: what it asks for.
            host: its ``Host``.
            peer: the port that it comes from.
        """
        # Another name for this address is what a page that rebinds its own would come with.
        right = hmac.compare_digest(path.encode(), self._path.encode()) and host == f"127.0.0.1:{self._port}"
        if not right or owner(peer, self._port) not in {None, ROOT, _self()}:
            return None
        with self._lock:
            target, self._target = self._target, None
        return target

    def sent(self) -> None:
        """The browser has its answer."""
        self._taken()


def owner(peer: int, port: int) -> int | None:
    """The user whose connection from one port of 127.0.0.1 to another it is, where the system tells: on Linux."""
    for table in _TABLES:
        with contextlib.suppress(OSError, ValueError, IndexError), open(table, encoding="ascii") as lines:  # noqa: PTH123 - not a file
            for fields in (line.split() for line in lines):
                if fields[1].endswith(f":{peer:04X}") and fields[2].endswith(f":{port:04X}"):
                    return int(fields[7])
    return None


def _self() -> int | None:
    return os.getuid() if hasattr(os, "getuid") else None


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    block_on_close = False  # browsers open connections ahead of need, and say nothing on them

    def __init__(self, one_shot: OneShotPage) -> None:
        self.one_shot = one_shot
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is its own affair; nothing is printed over the screen."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "ssotui"
    sys_version = ""
    timeout = SOCKET_SECONDS

    def do_GET(self) -> None:
        one_shot = self.server.one_shot
        target = one_shot.take(self.path, self.headers.get("Host", ""), self.client_address[1])
        body = b"" if target else page(NOTHING)
        self.send_response(303 if target else 404)
        if target:
            self.send_header("Location", target.reveal())
        for name, value in {**HEADERS, "Content-Type": "text/html; charset=utf-8"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        if target:
            one_shot.sent()

    def log_message(self, *_: object) -> None:
        """The path is half of a secret: it is never logged."""
