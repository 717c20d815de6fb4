"""HTTP/1.1 on a free port of 127.0.0.1, with a thread for each connection."""

from __future__ import annotations

import contextlib
import socket
import socketserver
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from threading import Condition, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ssotui.demo.wire import Request, Response

Respond = Callable[[Request], Response]

BODY_BYTES = 1024 * 1024
CLOSE_SECONDS = 5.0
"""How long closing waits for the threads; it takes a millisecond unless the machine stands still."""


class Handler(BaseHTTPRequestHandler):
    """Reads the requests of one connection, and sends the answers."""

    server: Server
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"  # so that a malformed request gets a status line too
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024  # headers and body leave in one send

    def do_GET(self) -> None:
        """Answer one request with GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer one request with POST."""
        self._answer()

    def deliver(self, answer: Response) -> None:
        """Send the answer to the client."""
        self.send_head(answer)
        self.wfile.write(answer.body)

    def send_head(self, answer: Response) -> None:
        """Send the status line and the headers of the answer."""
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing: a path can hold a code, and the screen belongs to the app."""

    def _answer(self) -> None:
        request = self._request()
        if request is None:
            self.send_error(400)
        else:
            self.deliver(self.server.respond(request))

    def _request(self) -> Request | None:
        """The request with its body; None if this server does not understand it."""
        try:
            url = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            return None
        if "Transfer-Encoding" in self.headers or not 0 <= length <= BODY_BYTES:
            return None
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError
        return Request(
            method=self.command,
            path=unquote(url.path),
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Answers each request with what ``respond`` returns for it, until closed.

    Not ``http.server``'s own class, which looks up this machine's name when it binds.

    Args:
        respond: makes the answer. It is called on the connection's thread.
        handler: reads the requests and sends the answers.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, respond: Respond, handler: type[Handler] = Handler) -> None:
        self.respond = respond
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        self._closing = False
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = Thread(target=self._accept, name="ssotui-portal", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Drop every connection, also those that wait for an answer, and end the threads."""
        if self._closing:
            return
        self._closing = True
        with contextlib.suppress(OSError):  # wakes the thread that accepts
            socket.create_connection(("127.0.0.1", self.server_address[1]), CLOSE_SECONDS).close()
        self._thread.join(CLOSE_SECONDS)
        self.server_close()
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):  # the client has left
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, CLOSE_SECONDS)

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002 - the base class names them
        """Accept a connection, unless the server is closing."""
        with self._changed:
            if not self._closing:
                self._open.add(request)
        return not self._closing

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, *_: object) -> None:
        """Print nothing over the screen, whatever a client does."""

    def _accept(self) -> None:
        while not self._closing:
            self.handle_request()
