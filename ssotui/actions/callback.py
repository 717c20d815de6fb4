"""The listener that the browser is sent back to at the end of a PKCE sign-in.

On 127.0.0.1 only, for one answer of the right ``state``. The browser gets its page when the outcome is known, so
that the page says what happened.
"""

from __future__ import annotations

import errno
import hmac
import os
import socketserver
import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret

PATH = "/oauth/callback"

OUTCOME_SECONDS = 60.0
"""How long a browser waits at most until the token is fetched; far longer than that ever takes."""

SENT_SECONDS = 2.0
"""How long closing waits until the browser has its page."""

SOCKET_SECONDS = 5.0

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

STYLE = (
    ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;"
    "font:16px/1.5 system-ui,sans-serif}main{width:min(26rem,88vw)}h1{font-size:1.3rem}p{overflow-wrap:anywhere}"
)


class PortTaken(ServiceFailure):
    """Somebody else listens there, or we may not."""


class Answer(NamedTuple):
    """What the browser brought: an authorization code, or the name of an error."""

    code: Secret | None
    error: str = ""


class Outcome(NamedTuple):
    """What the browser's page says."""

    title: str
    text: str


NOT_DONE = Outcome("Not signed in", "The sign-in was cancelled. You can close this page.")


class CallbackListener:
    """Listens from its making until :meth:`close`.

    Args:
        state: what the answer must name.
        arrived: is called, on a thread, when an answer of that state has come.
        stray: is called, on a thread, with a line when one of another state was refused.
        port: a fixed one, for SSH forwarding; 0 for any that is free.

    Raises:
        PortTaken: it is.
    """

    def __init__(self, state: str, arrived: Callable[[], None], stray: Callable[[str], None], *, port: int = 0) -> None:
        self.answer: Answer | None = None
        self._state = state
        self._arrived = arrived
        self._stray = stray
        self._outcome = NOT_DONE
        self._lock = threading.Lock()
        self._known = threading.Event()
        self._sent = threading.Event()
        try:
            self._server = _Server(self, port)
        except OverflowError:
            raise PortTaken(f"There is no port {port}.", "Correct callback_port in the settings.") from None
        except OSError as error:
            raise _refused(port, error) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="ssotui-callback", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def redirect_uri(self) -> str:
        """What the service sends the browser to."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    def close(self, outcome: Outcome = NOT_DONE) -> None:
        """Stop listening at once; a browser that waits for its page gets the outcome."""
        self._outcome = outcome
        self._server.shutdown()
        self._server.server_close()
        self._known.set()
        if self.answer:
            self._sent.wait(SENT_SECONDS)

    def receive(self, path: str, host: str) -> tuple[int, Outcome]:
        """What a request gets; the one that brings the answer waits for the outcome."""
        url = urlsplit(path)
        # Another name for this address is what a page that rebinds its own would come with.
        if url.path != PATH or host not in {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}:
            return 404, Outcome("Nothing here", "This page belongs to a sign-in in your terminal.")
        query = parse_qs(url.query, keep_blank_values=True)
        if not hmac.compare_digest(_one(query, "state").encode(), self._state.encode()):
            self._stray("An answer of another sign-in was refused: its state is not ours.")
            return 400, Outcome(
                "Another sign-in", "This page belongs to another sign-in. Start again in your terminal."
            )
        code, error = Secret.parse(_one(query, "code")), _one(query, "error")
        if not (code or error):
            return 400, Outcome("Nothing in it", "This answer holds no code. Start again in your terminal.")
        with self._lock:
            if self.answer:
                return 409, Outcome("Already answered", "This sign-in has its answer. You can close this page.")
            self.answer = Answer(None if error else code, error)
        self._arrived()
        self._known.wait(OUTCOME_SECONDS)
        return 200, self._outcome

    def page_sent(self) -> None:
        """The browser has its page."""
        self._sent.set()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Not ``http.server``'s own, which looks up this machine's name when it binds."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # a fixed port is wanted again at once; Windows would share a live one
    block_on_close = False  # browsers open connections ahead of need, and say nothing on them

    def __init__(self, listener: CallbackListener, port: int) -> None:
        self.listener = listener
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is its own affair; nothing is printed over the screen."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "ssotui"
    sys_version = ""
    timeout = SOCKET_SECONDS

    def do_GET(self) -> None:
        listener = self.server.listener
        status, outcome = listener.receive(self.path, self.headers.get("Host", ""))
        try:
            self._send(status, page(outcome))
        finally:
            if status == 200:
                listener.page_sent()

    def log_message(self, *_: object) -> None:
        """The path holds the code: it is never logged."""

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": "text/html; charset=utf-8"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _refused(port: int, error: OSError) -> PortTaken:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} of this machine is taken: another sign-in may be waiting there.",
            "End it, or sign in with --flow device.",
        )
    reason = (error.strerror or type(error).__name__).lower()
    return PortTaken(
        f"Port {port} of this machine cannot be listened on: {reason}.",
        "Set another callback_port, or sign in with --flow device.",
    )


def page(outcome: Outcome) -> bytes:
    """The page for the browser, with nothing in it that loads or runs."""
    title, text = escape(outcome.title), escape(outcome.text)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · ssotui</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<main><h1>{title}</h1><p>{text}</p></main></html>"
    ).encode()


def _one(query: dict[str, list[str]], name: str) -> str:
    """The parameter's only value; a parameter that is given twice is none."""
    values = query.get(name, [])
    return values[0] if len(values) == 1 else ""
