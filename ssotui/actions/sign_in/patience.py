"""How a sign-in waits for people and services: it ends at once when it is cancelled, whatever it waits for."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from ssotui.actions.background import Waiter, start
from ssotui.model.clock import Clock
from ssotui.model.errors import Cancelled, SignInNeeded

GLANCE = 1.0
"""Seconds after which a wait looks at the clock again: a laptop may have slept."""

ASKING = "ssotui-asking"

Result = TypeVar("Result")


class Deadline(NamedTuple):
    """The moment at which a wait is over.

    Attributes:
        at: by the clock, which also goes on while the machine sleeps.
        monotonic: by the time that has gone, whatever somebody sets the clock to.
    """

    at: datetime
    monotonic: float

    @classmethod
    def after(cls, lasts: timedelta, now: datetime) -> Deadline:
        """Give the end of a wait that begins now."""
        return cls(now + lasts, time.monotonic() + lasts.total_seconds())


class Patience:
    """Waits on the thread of a sign-in, until another thread cancels that.

    Every method but :meth:`cancel` and :meth:`wake` raises Cancelled once it is cancelled.

    Args:
        clock: the time.
        waiter: how to wait for a person.
        late: is raised when nobody has come before a deadline.
    """

    def __init__(self, clock: Clock, waiter: Waiter, late: SignInNeeded) -> None:
        self._clock = clock
        self._waiter = waiter
        self._late = late
        self._woken = threading.Event()
        self._cancelled: Future[None] = Future()

    def cancel(self) -> None:
        """End every wait, now and from now on."""
        with contextlib.suppress(futures.InvalidStateError):  # cancelled before
            self._cancelled.set_result(None)
        self.wake()

    def wake(self) -> None:
        """End the pause: what was waited for is there."""
        self._woken.set()

    def go_on(self) -> None:
        """Do nothing, unless it is cancelled."""
        if self._cancelled.done():
            raise Cancelled("The sign-in was cancelled.")

    def pause(self, seconds: float, until: Deadline | None = None) -> None:
        """Wait a moment for a person.

        Raises:
            SignInNeeded: the deadline has come.
        """
        self.go_on()
        if until and (self._clock() >= until.at or time.monotonic() >= until.monotonic):
            raise self._late
        self._waiter(self._woken, seconds)
        self.go_on()

    def rest(self, seconds: float, until: Deadline) -> None:
        """Wait between two polls. A clock that is set back meanwhile does not prolong the wait.

        Raises:
            SignInNeeded: the deadline has come.
        """
        begun = self._clock()
        while (gone := (self._clock() - begun).total_seconds()) < seconds:
            if gone < 0:
                begun = self._clock()
            self.pause(min(GLANCE, seconds - max(0, gone)), until)
        self.go_on()

    def ask(self, call: Callable[[], Result]) -> Result:
        """Ask a service, and return its answer."""
        self.go_on()
        answer = start(call, ASKING)
        self.wait_for(answer)
        return answer.result()

    def wait_for(self, *others: Future[Any], seconds: float | None = None) -> None:
        """Wait until one of these is done, or for so long."""
        futures.wait([*others, self._cancelled], seconds, return_when=futures.FIRST_COMPLETED)
        self.go_on()


class Turns:
    """Gives the browser of this machine to one sign-in at a time, in the order in which they ask.

    Several sign-ins at once take turns in it: a person can approve one page at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line = deque[Future[None]]()

    @contextlib.contextmanager
    def taken(self, wait: Callable[[Future[None]], object]) -> Iterator[None]:
        """Have the browser for oneself.

        Args:
            wait: waits for the turn, if it does not come at once; it may raise to give the turn up.
        """
        turn = Future[None]()
        with self._lock:
            self._line.append(turn)
            first = self._line[0] is turn
        try:
            if not first:
                wait(turn)
            yield
        finally:
            with self._lock:
                was_first = self._line[0] is turn
                self._line.remove(turn)
                if was_first and self._line:
                    self._line[0].set_result(None)
