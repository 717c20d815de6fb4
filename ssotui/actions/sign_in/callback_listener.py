"""Listens for the browser of a PKCE sign-in, which starts from here and is sent back here at the end.

On 127.0.0.1 only, for one answer of the right ``state``. The browser gets its page when the outcome is known, so
that the page says what happened.
"""

from __future__ import annotations

import errno
import hmac
import secrets
import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from ssotui.actions.browser.loopback_page import LoopbackPage, PageText, Reply, Visit
from ssotui.model.errors import ServiceFailure, reason_of
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret

PATH = "/oauth/callback"

OUTCOME_SECONDS = 60.0
"""How long a browser waits at most until the token is fetched; far longer than that ever takes."""

SENT_SECONDS = 2.0
"""How long closing waits until the browser has its page."""


class PortTaken(ServiceFailure):
    """The port cannot be listened on: it is taken, or the system forbids it."""


class Answer(NamedTuple):
    """The answer that the browser brought: an authorization code, or the name of an error."""

    code: Secret | None
    error: str = ""


NOT_DONE = PageText("Not signed in", "The sign-in was cancelled. You can close this page.")
NOTHING = Reply(
    404, PageText("Nothing here", "This page belongs to a sign-in in your terminal: open the address that it shows.")
)


class CallbackListener(LoopbackPage):
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
        self._pages: dict[str, Secret] = {}
        self._known = threading.Event()
        self._sent = threading.Event()
        try:
            super().__init__("ssotui-callback", port)
        except OverflowError:
            raise PortTaken(f"There is no port {port}.", "Correct callback_port in the settings.") from None
        except OSError as error:
            raise _refused(port, error) from None

    @property
    def redirect_uri(self) -> str:
        """The address to which the service sends the browser."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    def stand_in(self, url: str) -> str:
        """Make an address that leads to the page once: no program is given the page's own, which names the state."""
        path = f"/{secrets.token_urlsafe(24)}"
        self._pages[path] = Secret(url)
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self, outcome: PageText = NOT_DONE) -> None:
        """Stop listening at once; a browser that waits for its page gets the outcome."""
        self._outcome = outcome
        super().close()
        self._known.set()
        if self.answer:
            self._sent.wait(SENT_SECONDS)

    def receive(self, visit: Visit) -> Reply:
        """Answer a request; the one that brings the answer waits for the outcome."""
        url = urlsplit(visit.path)
        if visit.host not in {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}:
            return NOTHING
        if url.path == PATH:
            return self._receive_answer(visit, url.query)
        right = visit.path in self._pages and visit.is_own(relayed=True)  # sshd brings what a forwarded port gets
        page = self._pages.pop(visit.path, None) if right else None
        return Reply(303, location=page) if page else NOTHING

    def _receive_answer(self, visit: Visit, text: str) -> Reply:
        query = parse_qs(text, keep_blank_values=True)
        if not hmac.compare_digest(_one(query, "state").encode(), self._state.encode()):
            self._stray("An answer of another sign-in was refused: its state is not ours.")
            return Reply(
                400, PageText("Another sign-in", "This page belongs to another sign-in. Start again in your terminal.")
            )
        if not visit.is_own(relayed=True):
            self._stray("An answer was refused: no program of yours brought it. If one did, sign in by a device code.")
            return Reply(403, PageText("Not yours", "This page belongs to a sign-in of another user of this machine."))
        code, error = Secret.parse(_one(query, "code")), _one(query, "error")
        if not (code or error):
            return Reply(400, PageText("Nothing in it", "This answer holds no code. Start again in your terminal."))
        with self._lock:
            if self.answer:
                return Reply(409, PageText("Already answered", "This sign-in has its answer. You can close this page."))
            self.answer = Answer(None if error else code, error)
        self._arrived()
        self._known.wait(OUTCOME_SECONDS)
        return Reply(200, self._outcome)

    def sent(self, reply: Reply) -> None:
        """The browser has its page."""
        if reply.status == 200:
            self._sent.set()


def _refused(port: int, error: OSError) -> PortTaken:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} of this machine is taken: another sign-in may be waiting there.",
            "End it, or sign in with --flow device.",
            on_screen="End it, or use a code: {sign_in.switch}.",
        )
    reason = reason_of(error)
    return PortTaken(
        f"Port {port} of this machine cannot be listened on: {reason}.",
        "Set another callback_port, or sign in with --flow device.",
        on_screen="Set another callback_port, or use a code: {sign_in.switch}.",
    )


def _one(query: dict[str, list[str]], name: str) -> str:
    """Return the parameter's only value; empty for a parameter that is missing or given twice."""
    values = query.get(name, [])
    return values[0] if len(values) == 1 else ""
