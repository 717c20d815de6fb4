"""HTTP/1.1 on a free port of 127.0.0.1, with a thread for each connection."""

from __future__ import annotations

import socketserver
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from ssotui.demo.wire import Request, Response

Respond = Callable[[Request], Response]

BODY_BYTES = 1024 * 1024
POLL_SECONDS = 0.05
"""How often the server looks whether it is to close."""


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
    """

    handler = Handler
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        super().__init__(("127.0.0.1", 0), self.handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, args=(POLL_SECONDS,), name="ssotui-portal", daemon=True).start()

    def close(self) -> None:
        """Accept no connection any more; those that are open end with the process."""
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Print nothing over the screen, whatever a client does."""
