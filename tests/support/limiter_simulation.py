"""A load of accounts against a rate limiter, on a virtual clock: half a minute of it takes five milliseconds.

It sends by the real :class:`SendingRate`, and stands in for the threads, the network and the portal.
"""

from __future__ import annotations

import random
from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from ssotui.actions.accounts.account_listing import AT_ONCE
from ssotui.actions.accounts.rate_limiter import FIRST_PAUSE, SendingRate
from tests.support.limiters import KINDS, Limiter

PAGE = 100
TRAVEL = 0.001
"""Seconds that a request takes to the portal, and its answer back."""
JITTER = 0.002
"""The standard deviation of what one takes longer."""
WAKING = 0.0005
"""Seconds, at most, after which a process that waits for its turn takes it."""


class Outcome(NamedTuple):
    """How the loads of all processes went.

    Attributes:
        ratio: the time until the last of them ended, in times of what the limit itself takes for the requests that
            it let through. One that failed is asked again, and counts twice.
        first_row: seconds until each process had the roles of an account.
        refused: the share of the requests that were refused.
        is_complete: whether every account was listed once.
    """

    ratio: float
    first_row: float
    refused: float
    is_complete: bool


def budget(limit: float, latency: float) -> float:
    """The most that the ratio may be, for so many requests a second and seconds an answer takes."""
    return 1.2 if limit == 20 and not latency else 1.3


class _Request(NamedTuple):
    process: int
    account: int | None
    """``None`` for a page of the list of accounts."""
    failures: int = 0


class _Process:
    """One load: a page at a time, and meanwhile the roles of so many accounts at once."""

    def __init__(self, rate: SendingRate) -> None:
        self.rate = rate
        self.waiting: deque[_Request] = deque()
        self.is_scheduled = False
        self.listed = 0
        self.todo: deque[int] = deque()
        self.at_once = 0
        self.done: list[tuple[float, int]] = []


def simulate(
    kind: str, limit: float, *, latency: float = 0.0, failures: float = 0.0, processes: int = 1, accounts: int = 665,
    seed: int = 1, machines: bool = False,
) -> Outcome:  # fmt: skip
    """List the accounts by so many processes at once.

    Args:
        kind: of the limiter, one of :data:`KINDS`.
        limit: requests a second.
        latency: seconds that an answer takes.
        failures: the share of the answers that are a failure which may pass.
        processes: how many share the limit.
        accounts: how many each lists.
        seed: of the jitter and the failures.
        machines: whether each process is on a machine of its own; those of one machine share one rate.
    """
    chance = random.Random(seed)  # noqa: S311 - it has to repeat itself
    simulation = _Simulation(
        KINDS[kind](limit), chance, latency=latency, failures=failures, processes=processes, accounts=accounts
    )
    if not machines:
        simulation.share()
    return simulation.run(limit)


class _Simulation:
    def __init__(
        self, limiter: Limiter, chance: random.Random, *, latency: float, failures: float, processes: int, accounts: int
    ) -> None:
        self._limiter, self._latency, self._failures = limiter, latency, failures
        self._accounts, self._chance = accounts, chance
        self._processes = [_Process(SendingRate(0.0, chance.random)) for _ in range(processes)]
        self._events: list[tuple[float, int, str, _Request, tuple[float, bool]]] = []
        self._order = count()
        self._tries = self._refused = 0

    def share(self) -> None:
        """Have all processes send at one rate, as those of one machine do."""
        for process in self._processes:
            process.rate = self._processes[0].rate

    def run(self, limit: float) -> Outcome:
        for number in range(len(self._processes)):
            self._want(_Request(number, None), 0.0)
        while self._events:
            now, _, what, request, sent = heappop(self._events)
            getattr(self, f"_{what}")(request, sent, now)
        return Outcome(
            max(process.done[-1][0] for process in self._processes) / ((self._tries - self._refused) / limit),
            max(process.done[0][0] for process in self._processes),
            self._refused / self._tries,
            all(
                sorted(account for _, account in process.done) == list(range(self._accounts))
                for process in self._processes
            ),
        )

    def _at(self, then: float, what: str, request: _Request, sent: tuple[float, bool] = (0.0, False)) -> None:
        heappush(self._events, (then, next(self._order), what, request, sent))

    def _want(self, request: _Request, now: float) -> None:
        self._processes[request.process].waiting.append(request)
        self._schedule(request, now)

    def _schedule(self, request: _Request, now: float) -> None:
        """Wait for the process's next turn, as the thread does that is first in the queue."""
        process = self._processes[request.process]
        if process.waiting and not process.is_scheduled:
            process.is_scheduled = True
            woken = self._chance.random() * WAKING if len(self._processes) > 1 else 0.0
            self._at(max(now, process.rate.next_at + woken), "turn", request, (0.0, process.rate.next_at > now))

    def _turn(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        process = self._processes[request.process]
        process.is_scheduled = False
        if process.rate.next_at > now:
            self._schedule(request, now)
            return
        process.rate.send(now)
        self._tries += 1
        travel = TRAVEL + abs(self._chance.gauss(0, JITTER))
        self._at(now + travel, "arrival", process.waiting.popleft(), (now, sent[1]))
        self._schedule(request, now)

    def _arrival(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        held_back = self._limiter.admit(now)
        answered = now + self._latency + TRAVEL
        if held_back is None:
            self._at(answered, "refusal", request, sent)
        elif self._chance.random() < self._failures:
            self._at(answered + held_back, "failure", request, sent)
        else:
            self._at(answered + held_back, "answer", request, sent)

    def _refusal(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        self._refused += 1
        self._processes[request.process].rate.refused(sent[0], now)
        self._want(request, now)

    def _failure(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        del sent
        self._at(now + FIRST_PAUSE * 2**request.failures, "retry", request._replace(failures=request.failures + 1))

    def _retry(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        del sent
        self._want(request, now)

    def _answer(self, request: _Request, sent: tuple[float, bool], now: float) -> None:
        process = self._processes[request.process]
        process.rate.passed(sent[0], now, was_held_up=sent[1])
        if request.account is None:
            page = range(process.listed, min(process.listed + PAGE, self._accounts))
            process.listed += len(page)
            process.todo.extend(page)
            if process.listed < self._accounts:
                self._want(_Request(request.process, None), now)
        else:
            process.at_once -= 1
            process.done.append((now, request.account))
        while process.todo and process.at_once < AT_ONCE:
            process.at_once += 1
            self._want(_Request(request.process, process.todo.popleft()), now)
