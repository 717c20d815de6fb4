"""How fast to ask a service that refuses what comes too fast, and when to ask again after a failure.

The service tells neither its limit nor how it counts. So the rate is found as TCP CUBIC finds its share of a line:

* it doubles each second until the first refusal, and goes back to what it was when the refused request went out;
* a refusal lowers it a little, once for all requests that were on their way together;
* then it comes back to where it was within a few seconds, stays near it, and goes beyond it faster and faster, which
  finds a limit that was raised, or that another process has left.

All processes of this machine that ask the same service share one rate, since two that do not know of each other are in
each other's way: where no two requests may come together, they would take four times as long.

Requests go out evenly, for a limiter may bear no two at once. After a refusal the next one goes out soon, and later
each time that it is refused again: a bucket has room again after an instant, a window after up to a second.

``python -m tests.benchmarks.limiters`` prints what that gives for every kind of limiter, on a virtual clock.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from threading import Event, Lock
from time import monotonic
from typing import TypeVar

from ssotui.actions.background import Waiter
from ssotui.model.errors import Cancelled, PassingFailure, Throttled
from ssotui.model.records import NamedTuple
from ssotui.storage.shared_numbers import SharedNumbers

Answer = TypeVar("Answer")

FIRST_RATE = 20.0
"""Requests a second at first: the only number that AWS has published (IAM Identity Center User Guide, "Quotas")."""
FIRST_BURST = 10
"""So many requests go out at once in the beginning, which most services bear: a small organization is there at once."""
LEAST_RATE = 0.5

DOUBLING = 1.0
"""The growth a second until the first refusal, as a share of the rate."""
DECREASE = 0.97
"""The factor by which a refusal lowers the rate."""
FAR_DECREASE = 0.9
"""The same while the limit is still searched for: until once :data:`FAR_SECONDS` pass between two slow-downs."""
FAR_SECONDS = 1.0
RETURN_SECONDS = 2.0
"""How long the rate takes to come back to where it was before a refusal."""
PEAK_SECONDS = 3.0
"""So long it comes back to the highest rate from which it was lowered, not the last: another process may have been
in the way now and then."""
HOPELESS_SECONDS = 1.5
"""After so long with nothing but refusals the rate is halved: our own rate keeps no limiter closed for longer."""
MOST_GROWTH = 1.5
"""The factor by which one answer raises the rate at most."""
FIRST_RETRY = 0.4
"""When the next request goes out after a refusal, in times of the usual distance; twice as much after each further."""

SHARED_SECONDS = 3.0
"""A rate that no process has used for so long says nothing any more: a bucket is full again by then."""

ATTEMPTS = 5
SPENT_SECONDS = 30.0
"""Seconds that the failed attempts of one request may take together."""
FIRST_PAUSE = 0.2
"""Seconds before the second attempt after a failure; twice as long before each further one."""
PATIENCE = 20.0
"""Seconds of nothing but refusals after which nobody waits any longer."""


class SendingRate:
    """The rate at which requests go out, and when the next one may. All times are seconds of one clock.

    Args:
        now: the time.
        chance: gives numbers from 0 to 1. Two processes that share a limit must not try again at the same instants.

    Attributes:
        rate: requests a second.
        next_at: when the next request may go out.
    """

    def __init__(self, now: float, chance: Callable[[], float] = random.random) -> None:
        self.rate = FIRST_RATE
        self.next_at = now
        self._burst, self._burst_at = FIRST_BURST, now
        """How many more may go out at once, and when the last of them went out."""
        self._chance = chance
        self._grown_at = now
        self._slowed_at: float | None = None
        self._is_searching = True
        """Whether the limit may still be far below the rate."""
        self._low, self._peak, self._peak_at = self.rate, 0.0, now
        """The rate after the last slow-down, the rate to come back to, and since when."""
        self._has_passed = True
        """Whether a request that was sent since the last slow-down has passed."""
        self._in_a_row = 0
        """How many refusals there were since then."""

    def numbers(self) -> list[float]:
        """Give all that the rate is made of, for another process to go on with."""
        slowed_at = math.nan if self._slowed_at is None else self._slowed_at
        return [
            *(self.rate, self.next_at, self._burst, self._burst_at, self._grown_at, slowed_at, self._is_searching),
            *(self._low, self._peak, self._peak_at, self._has_passed, self._in_a_row),
        ]

    def take(self, numbers: Sequence[float]) -> None:
        """Go on from what another process has found.

        Raises:
            ValueError: these are not all of :meth:`numbers`.
        """
        (rate, next_at, burst, burst_at, grown_at, slowed_at, is_searching, low, peak, peak_at, passed, row) = numbers
        self.rate, self.next_at, self._burst, self._burst_at = max(rate, LEAST_RATE), next_at, int(burst), burst_at
        self._grown_at, self._slowed_at = grown_at, None if math.isnan(slowed_at) else slowed_at
        self._is_searching, self._low, self._peak, self._peak_at = bool(is_searching), low, peak, peak_at
        self._has_passed, self._in_a_row = bool(passed), int(row)

    def send(self, now: float) -> None:
        """Note that a request goes out."""
        if self._burst:
            self._burst, self._burst_at = self._burst - 1, now
        else:
            self.next_at = now + 1 / self.rate

    def passed(self, sent_at: float, now: float, *, was_held_up: bool) -> None:
        """Note that a request has been answered.

        Args:
            sent_at: when it went out.
            now: the time.
            was_held_up: whether it had to wait for its turn. If not, a higher rate would speed nothing up.
        """
        if self._slowed_at is None:
            if was_held_up:
                self.rate *= 1 + DOUBLING * min(now - self._grown_at, 1.0)
            self._grown_at = now
        elif sent_at >= self._slowed_at:
            self._has_passed, self._in_a_row = True, 0
            if was_held_up:
                since = (now - self._slowed_at) / RETURN_SECONDS - 1
                back = self._peak + (self._peak - self._low) * since**3
                self.rate = max(self.rate, min(back, self.rate * MOST_GROWTH))

    def refused(self, sent_at: float, now: float) -> None:
        """Note that the service has refused a request as one too many."""
        if self._slowed_at is None and sent_at <= self._burst_at:  # this says nothing of the rate
            self._burst, self.next_at = 0, now + 1 / self.rate
            return
        if self._slowed_at is None:  # it speaks of the rate when it went out, which has grown since
            self.rate = max(FIRST_RATE, self.rate / (1 + DOUBLING * min(now - sent_at, 1.0)))
            self._slow_down(now)
        elif self._has_passed and sent_at >= self._slowed_at:
            self._slow_down(now)
        elif now - self._slowed_at > HOPELESS_SECONDS:
            self._slowed_at, self.rate = now, max(LEAST_RATE, self.rate / 2)
            self._low = self.rate
        elif self._in_a_row and sent_at < self._slowed_at:
            return  # it was on its way when the rate was lowered
        distance = min(FIRST_RETRY * 2**self._in_a_row, 1.0) * (0.5 + self._chance())
        self._in_a_row = min(self._in_a_row + 1, 10)
        self.next_at = now + distance / self.rate

    def _slow_down(self, now: float) -> None:
        if self._slowed_at is not None and now - self._slowed_at >= FAR_SECONDS:
            self._is_searching = False
        if self._is_searching or self.rate > self._peak or now - self._peak_at > PEAK_SECONDS:
            self._peak, self._peak_at = self.rate, now
        self.rate = self._low = max(LEAST_RATE, self.rate * (FAR_DECREASE if self._is_searching else DECREASE))
        self._slowed_at, self._has_passed, self._in_a_row = now, False, 0


class _Turn(NamedTuple):
    """One request: when it went out, and whether it had to wait for that."""

    at: float
    was_held_up: bool


class RateLimiter:
    """Lets the threads of a load make their requests in turn, at a rate that the service bears.

    Args:
        stop: once set, whoever waits leaves at once.
        now: seconds that only grow.
        wait: for the event, or so long.
        shared: holds the rate for all processes of this machine that ask the same service.
    """

    def __init__(
        self,
        stop: Event,
        *,
        now: Callable[[], float] = monotonic,
        wait: Waiter = Event.wait,
        shared: SharedNumbers | None = None,
    ) -> None:
        self._stop, self._now, self._wait, self._shared = stop, now, wait, shared
        self._queue = Lock()  # whoever holds it is next; the others stand behind
        self._state = Lock()
        self._sending = SendingRate(now())
        self._passed_at = now()

    @property
    def rate(self) -> float:
        """The rate in requests a second."""
        return self._sending.rate

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
                if self._refused(turn):
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

    @contextmanager
    def _pace(self) -> Iterator[tuple[SendingRate, float]]:
        """Hold the rate, as the last process has left it, and the time of that."""
        with self._state, self._shared.held() if self._shared else nullcontext() as numbers:
            now = self._now()
            if numbers and 0 <= now - numbers[0] <= SHARED_SECONDS:
                with suppress(ValueError, OverflowError):  # of another version
                    self._sending.take(numbers[1:])
            yield self._sending, now
            if numbers is not None:
                numbers[:] = array("d", [now, *self._sending.numbers()])

    def _take_turn(self) -> _Turn:
        was_held_up = False
        with self._queue:
            while not self._stop.is_set():
                with self._pace() as (sending, now):
                    left = sending.next_at - now
                    if left <= 0:
                        sending.send(now)
                        return _Turn(now, was_held_up)
                was_held_up = True
                self._wait(self._stop, left)
        raise Cancelled("Stopped.")

    def _passed(self, turn: _Turn) -> None:
        with self._pace() as (sending, now):
            self._passed_at = now
            sending.passed(turn.at, now, was_held_up=turn.was_held_up)

    def _refused(self, turn: _Turn) -> bool:
        """Slow down; whether there is no hope any more."""
        with self._pace() as (sending, now):
            sending.refused(turn.at, now)
            return now - self._passed_at > PATIENCE
