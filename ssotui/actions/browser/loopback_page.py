"""A page of this machine for the person's own browser: a server on 127.0.0.1 only, that prints and logs nothing."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import socket
import socketserver
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler

from ssotui.actions.sign_in.flow_choice import WSL, here
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret

SOCKET_SECONDS = 5.0

ROOT = 0
LOOKS = 5
LOOK_SECONDS = 0.02
"""The system's table of connections is looked through so often, with so long a pause: it may lag behind."""

_ESTABLISHED = "01"

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

STYLE = (
    ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;"
    "font:16px/1.5 system-ui,sans-serif}main{width:min(26rem,88vw)}h1{font-size:1.3rem}p{overflow-wrap:anywhere}"
)


class PageText(NamedTuple):
    """The title and the text of a page."""

    title: str
    text: str


class Visit(NamedTuple):
    """A browser's request for a page.

    Attributes:
        path: with its query.
        host: its ``Host``: another name for this address is what a page that rebinds its own would come with.
        peer: the address and the port that it comes from.
        port: of this page.
    """

    path: str
    host: str
    peer: tuple[str, int]
    port: int

    def is_own(self, *, relayed: bool = False) -> bool:
        """Tell whether a program of the same person asks, as far as the system shows it: Linux does.

        Under WSL the browser is one of Windows: root brings its requests, or nobody that Linux knows.

        Args:
            relayed: whether a service of the machine, such as ``sshd``, may bring it as root.
        """
        if sys.platform != "linux":
            return True
        windows = here().has(WSL)
        for look in range(LOOKS):
            if look:
                time.sleep(LOOK_SECONDS)
            user = owner(self.peer, ("127.0.0.1", self.port))
            if user is not None:
                return user == os.getuid() or (user == ROOT and (relayed or windows))
        return windows


class Reply(NamedTuple):
    """The answer to a browser: a page, or another address."""

    status: int
    outcome: PageText | None = None
    location: Secret | None = None


class LoopbackPage(ABC):
    """Listens from its making until :meth:`close`.

    Args:
        name: of its thread.
        port: a fixed one; 0 for any that is free.

    Raises:
        OSError, OverflowError: that port cannot be listened on.
    """

    def __init__(self, name: str, port: int = 0) -> None:
        self._server = _Server(self, port)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name=name, daemon=True).start()

    @abstractmethod
    def receive(self, visit: Visit) -> Reply:
        """Answer a request. Called on a thread of its own."""

    @abstractmethod
    def sent(self, reply: Reply) -> None:
        """The browser has it, or has hung up."""

    def close(self) -> None:
        """Stop listening for browsers at once."""
        self._server.shutdown()
        self._server.server_close()


WORKS_ONCE = PageText("Nothing here", "This page belongs to ssotui in your terminal, and works once.")


class OneShotPage(LoopbackPage):
    """Sends the browser on to a secret address, once.

    A browser is started with the address as an argument, and everybody on the machine can read arguments. So it gets
    this page's address instead, and only a browser of the same person gets the secret one.

    Args:
        target: where the first browser that asks for the page is sent.
        taken: is called, on a thread, when that one has its answer.
    """

    def __init__(self, target: Secret, taken: Callable[[], None]) -> None:
        self._target: Secret | None = target
        self._taken = taken
        self._path = f"/{secrets.token_urlsafe(24)}"
        self._lock = threading.Lock()
        super().__init__("ssotui-one-shot")

    @property
    def address(self) -> str:
        """The address for the browser to open."""
        return f"http://127.0.0.1:{self.port}{self._path}"

    def receive(self, visit: Visit) -> Reply:
        """The first right request is sent on to the target; any other finds nothing."""
        right = hmac.compare_digest(visit.path.encode(), self._path.encode()) and visit.host == f"127.0.0.1:{self.port}"
        if not (right and visit.is_own()):
            return Reply(404, WORKS_ONCE)
        with self._lock:
            target, self._target = self._target, None
        return Reply(303, location=target) if target else Reply(404, WORKS_ONCE)

    def sent(self, reply: Reply) -> None:
        """The browser has its answer."""
        if reply.location:
            self._taken()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Binds without looking up this machine's name, as ``http.server``'s own server would."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # a fixed port is wanted again at once; Windows would share a live one
    block_on_close = False  # browsers open connections ahead of need, and say nothing on them

    def __init__(self, page: LoopbackPage, port: int) -> None:
        self.page = page
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, *_: object) -> None:
        """Ignore a browser that hangs up: nothing is printed over the screen."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "ssotui"
    sys_version = ""
    timeout = SOCKET_SECONDS

    def do_GET(self) -> None:
        page = self.server.page
        reply = page.receive(Visit(self.path, self.headers.get("Host", ""), self.client_address, page.port))
        try:
            self._send(reply)
        finally:
            page.sent(reply)

    def log_message(self, *_: object) -> None:
        """The path holds a code or half of a secret: it is never logged."""

    def _send(self, reply: Reply) -> None:
        body = _html(reply.outcome) if reply.outcome else b""
        self.send_response(reply.status)
        if reply.location:
            self.send_header("Location", reply.location.reveal())
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def owner(peer: tuple[str, int], page: tuple[str, int]) -> int | None:
    """Find the user of Linux who owns the connection between two addresses of IPv4.

    Only one that lives and has a process counts: the kernel gives what is left of the others to root.
    """
    ends = [
        f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}:{port:04X}" for address, port in (peer, page)
    ]
    mapped = [f"{'0' * 16}{0xFFFF0000 if sys.byteorder == 'little' else 0xFFFF:08X}{end}" for end in ends]
    for table, wanted in (("/proc/net/tcp", ends), ("/proc/net/tcp6", mapped)):
        with contextlib.suppress(OSError, ValueError, IndexError), open(table, encoding="ascii") as lines:  # noqa: PTH123 - not a file
            for fields in (line.split() for line in lines):
                if fields[1:3] == wanted and fields[3] == _ESTABLISHED and fields[9] != "0":
                    return int(fields[7])
    return None


def _html(outcome: PageText) -> bytes:
    """Write the page, with nothing in it that loads or runs."""
    title, text = escape(outcome.title), escape(outcome.text)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · ssotui</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<main><h1>{title}</h1><p>{text}</p></main></html>"
    ).encode()
