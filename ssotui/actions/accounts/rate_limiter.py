"""How fast to ask a service that throttles at a rate it does not tell, and when to ask again.

A rate of our own, shared by all threads of a load: additive increase, multiplicative decrease, as TCP finds its share
of a line. botocore's adaptive mode does likewise, but wavers. Measured against the stand-in, with 665 accounts and 20
requests a second, in multiples of the time that the limit itself takes:

* botocore, 8 or 16 threads: 1.06 to 1.13, and 1.33 where an answer takes 200 ms (the first after 1.7 s); with 120
  accounts at 40 a second 1.08 to 2.25;
* this: 0.98 and 0.99 (a burst is free), first rows after 0.3 to 0.6 s, 1.05 with 5 % of failures; with 120 accounts at
  40 a second at most 1.1.

And who waits here leaves at once when told to, which a thread that sleeps inside botocore does not.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock
from time import monotonic
from typing import TypeVar

from ssotui.actions.background import Waiter, wait
from ssotui.model.errors import Cancelled, PassingFailure, Throttled
from ssotui.model.records import NamedTuple

Answer = TypeVar("Answer")

FIRST_RATE = 20.0
"""Requests a second to begin with: the only number that AWS has published (reference, 3.3)."""

BURST_SECONDS = 1.0
"""What was left unused for so long may be made up for at once, as services allow; the first second's worth too."""

DECREASE = 0.85
"""What throttling makes of the rate."""
INCREASE = 0.03
"""Of the rate, a second, each second after the service throttled: then slowly, the longer ago the faster."""
DOUBLING = 1.0
"""At most twice as fast a second; until the service throttles for the first time from the start."""
LEAST_RATE = 0.5

ATTEMPTS = 5
SPENT_SECONDS = 30.0
"""Seconds that the failed attempts of one request may take together."""
FIRST_PAUSE = 0.2
"""Seconds before the second attempt after a failure; twice as long before each further one."""
PATIENCE = 20.0
"""Seconds of nothing but throttling after which nobody waits any longer."""


class _Turn(NamedTuple):
    """One request's: when it came, and whether it had to be waited for."""

    at: float
    waited: bool


class Pace:
    """Says when the next request may go out, learning from how the last ones fared.

    Args:
        stop: once set, whoever waits leaves at once.
        now: seconds that only grow.
        wait: for the event, or so long.
    """

    def __init__(self, stop: Event, *, now: Callable[[], float] = monotonic, wait: Waiter = wait) -> None:
        self.rate = FIRST_RATE
        self._stop, self._now, self._wait = stop, now, wait
        self._queue = Lock()  # whoever holds it is next; the others stand behind
        self._state = Lock()
        self._next = now() - BURST_SECONDS
        self._passed_at = now()
        self._slowed_at = float("-inf")

    def ask(self, request: Callable[[], Answer]) -> Answer:
        """Make the request in its turn, again and again while that may help.

        Raises:
            Cancelled: told to stop.
            SsotuiError: what the request raises, in the end.
        """
        failures, spent = 0, 0.0
        while True:
            turn = self._take_turn()
            try:
                answer = request()
            except Throttled:
                if self._throttled(turn):
                    raise
            except PassingFailure:
                failures += 1
                spent += self._now() - turn.at
                if failures == ATTEMPTS or spent > SPENT_SECONDS:
                    raise
                self._wait(self._stop, FIRST_PAUSE * 2 ** (failures - 1))
            else:
                self._passed(turn)
                return answer

    def _take_turn(self) -> _Turn:
        waited = False
        with self._queue:
            while not self._stop.is_set() and (left := self._next - self._now()) > 0:
                waited = True
                self._wait(self._stop, left)
            if self._stop.is_set():
                raise Cancelled("Stopped.")
            with self._state:
                now = self._now()
                self._next = max(self._next, now - BURST_SECONDS) + 1 / self.rate
                return _Turn(now, waited)

    def _passed(self, turn: _Turn) -> None:
        with self._state:
            self._passed_at = self._now()
            if turn.waited:  # otherwise it is not we who hold the requests up
                # So much each answer is so much of the rate each second.
                self.rate += min(INCREASE * (1 + self._passed_at - self._slowed_at), DOUBLING)

    def _throttled(self, turn: _Turn) -> bool:
        """Slow down, once for all that were on their way together; whether there is no hope any more."""
        with self._state:
            now = self._now()
            if turn.at >= self._slowed_at:
                self.rate = max(LEAST_RATE, self.rate * DECREASE)
                self._slowed_at = now
                self._next = now + 1 / self.rate
            return now - self._passed_at > PATIENCE
