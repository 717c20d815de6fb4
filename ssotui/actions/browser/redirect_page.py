"""A page of this machine that sends the browser on to a secret address, once.

A browser is started with the address as an argument, and everybody on the machine can read arguments. So it gets this
page's address instead, and only a browser of the same person gets the secret one.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

from ssotui.actions.browser.loopback_page import LoopbackPage, PageText, Reply, Visit
from ssotui.model.secret import Secret

NOTHING = PageText("Nothing here", "This page belongs to ssotui in your terminal, and works once.")


class OneShotPage(LoopbackPage):
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
        super().__init__("ssotui-one-shot")

    @property
    def address(self) -> str:
        """The address for the browser to open."""
        return f"http://127.0.0.1:{self.port}{self._path}"

    def receive(self, visit: Visit) -> Reply:
        """The first right request is sent on to the target; any other finds nothing."""
        right = hmac.compare_digest(visit.path.encode(), self._path.encode()) and visit.host == f"127.0.0.1:{self.port}"
        if not (right and visit.is_own()):
            return Reply(404, NOTHING)
        with self._lock:
            target, self._target = self._target, None
        return Reply(303, location=target) if target else Reply(404, NOTHING)

    def sent(self, reply: Reply) -> None:
        """The browser has its answer."""
        if reply.location:
            self._taken()
