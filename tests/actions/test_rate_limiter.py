from __future__ import annotations

import threading
from itertools import product
from threading import Event

import pytest

from ssotui.actions.accounts.rate_limiter import (
    ATTEMPTS,
    FIRST_RATE,
    LEAST_RATE,
    PATIENCE,
    SPENT_SECONDS,
    RateLimiter,
    SendingRate,
)
from ssotui.actions.background import start
from ssotui.model.errors import AccessDenied, Cancelled, PassingFailure, SsotuiError, Throttled
from ssotui.storage.shared_numbers import SharedNumbers
from tests.support.home import Home
from tests.support.limiter_simulation import budget, simulate
from tests.support.limiters import KINDS


class Service:
    """A service with a limit, in a time that only passes while somebody waits or is answered.

    Args:
        limit: requests a second.
        burst: how many it bears at once after a rest.
        latency: seconds an answer takes; the limiter has one request under way at a time here.
    """

    def __init__(self, limit: float, burst: float, latency: float = 0.0) -> None:
        self.limit, self.burst, self.latency = limit, burst, latency
        self.time, self.filled_at, self.bucket = 0.0, 0.0, burst
        self.answered = self.refused = 0
        self.stop = Event()
        self.limiter = RateLimiter(self.stop, now=lambda: self.time, wait=self.wait)

    def wait(self, _: Event, seconds: float) -> None:
        self.time += seconds

    def request(self) -> None:
        self.bucket = min(self.burst, self.bucket + (self.time - self.filled_at) * self.limit)
        self.filled_at = self.time
        self.time += self.latency
        if self.bucket < 1:
            self.refused += 1
            raise Throttled("slow down")
        self.bucket -= 1
        self.answered += 1

    def serve(self, requests: int) -> float:
        """The time that many requests take, as a multiple of what the limit itself takes."""
        for _ in range(requests):
            self.limiter.ask(self.request)
        return self.time / (requests / self.limit)


@pytest.mark.parametrize("limit", [3, 5, 10, 20, 40, 100])
def test_finds_the_limit_whatever_it_is_and_stays_near_it(limit: float) -> None:
    service = Service(limit, burst=limit)

    assert service.serve(700) < 1.05
    assert service.refused < 300


@pytest.mark.parametrize("limit", [3, 5, 10, 20, 40])
def test_the_same_where_not_two_may_come_together(limit: float) -> None:
    service = Service(limit, burst=1)

    assert service.serve(700) < 1.25
    assert service.refused < 300


def test_a_limit_that_changes_is_found_again() -> None:
    service = Service(50, 50)
    service.serve(500)
    for limit in (5, 50):
        service.limit = service.burst = limit
        began = service.time
        service.serve(600)
        assert service.time - began < 1.3 * 600 / limit + 8  # the time that it takes to notice


def test_a_service_without_a_limit_is_asked_faster_and_faster() -> None:
    service = Service(1e6, 1e6, latency=0.001)

    service.serve(2000)
    assert service.time < 10
    assert service.limiter.rate > 5 * FIRST_RATE


def test_what_only_the_latency_holds_up_does_not_raise_the_rate() -> None:
    service = Service(1e6, 1e6, latency=0.5)
    service.serve(100)

    assert service.limiter.rate == FIRST_RATE


def test_throttling_without_end_is_given_up_after_a_while() -> None:
    service = Service(1e-9, 0)
    with pytest.raises(Throttled):
        service.serve(1)

    assert PATIENCE < service.time < PATIENCE + 2 / LEAST_RATE
    assert service.limiter.rate == LEAST_RATE


@pytest.mark.parametrize(("failures", "comes_through"), [(ATTEMPTS - 1, True), (ATTEMPTS, False)])
def test_a_failure_that_may_pass_is_tried_again_so_often(failures: int, *, comes_through: bool) -> None:
    service = Service(1000, 1000)
    answers: list[SsotuiError | None] = [*[PassingFailure("503")] * failures, None]
    asked = 0

    def request() -> bool:
        nonlocal asked
        asked += 1
        if error := answers[asked - 1]:
            raise error
        return True

    if comes_through:
        assert service.limiter.ask(request)
    else:
        with pytest.raises(PassingFailure):
            service.limiter.ask(request)
    assert asked == ATTEMPTS
    assert service.limiter.rate == FIRST_RATE


def test_failures_that_take_long_are_tried_again_less_often() -> None:
    service = Service(1000, 1000)
    asked = 0

    def request() -> None:
        nonlocal asked
        asked += 1
        service.time += SPENT_SECONDS / 2
        raise PassingFailure("no answer in time")

    with pytest.raises(PassingFailure):
        service.limiter.ask(request)
    assert asked == 3


@pytest.mark.parametrize("error", [AccessDenied("no"), KeyError("x"), KeyboardInterrupt()])
def test_any_other_failure_is_final(error: BaseException) -> None:
    service = Service(1000, 1000)
    asked = 0

    def request() -> None:
        nonlocal asked
        asked += 1
        raise error

    with pytest.raises(type(error)):
        service.limiter.ask(request)
    assert asked == 1


def test_one_refusal_of_many_that_were_on_their_way_together_slows_down_once() -> None:
    limiter = RateLimiter(Event())
    together = threading.Barrier(8)
    refused = threading.local()

    def request() -> float:
        if not getattr(refused, "once", False):
            refused.once = True
            together.wait(10)
            raise Throttled("slow down")
        return limiter.rate

    for future in [start(lambda: limiter.ask(request)) for _ in range(8)]:
        future.result(10)
    assert limiter.rate > FIRST_RATE * 0.8


def test_the_first_refusal_speaks_of_the_rate_at_which_its_request_went_out() -> None:
    rates = []
    for late in (0.0, 0.25):
        sending = SendingRate(0.0)
        for tick in range(1, 101 + round(late * 100)):  # it grows while the refusal is on its way
            sending.passed(tick / 100, tick / 100, was_held_up=True)
        sending.refused(1.0, 1.0 + late)
        rates.append(sending.rate)
    assert rates[1] == pytest.approx(rates[0], rel=0.05)


def test_who_waits_leaves_at_once_when_told_to() -> None:
    stop = Event()
    limiter = RateLimiter(stop)
    limiter._sending.rate = 0.001

    def ask() -> None:
        while True:
            limiter.ask(lambda: None)

    waiting = [start(ask) for _ in range(8)]
    stop.set()
    for future in waiting:
        assert isinstance(future.exception(1), Cancelled)


class TestSimulatedLoads:
    """Loads of 665 accounts on a virtual clock, threads, network and portal included."""

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("limit", [10, 20, 40])
    def test_takes_hardly_longer_than_the_limit_itself(self, kind: str, limit: float) -> None:
        for processes, latency, failures, seed in product((1, 2), (0.0, 0.2), (0.0, 0.05), (1, 2, 3)):
            found = simulate(kind, limit, latency=latency, failures=failures, processes=processes, seed=seed)
            assert found.is_complete
            assert found.first_row < (1 if processes == 1 else 6)
            assert found.ratio < budget(limit, latency)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("limit", [10, 20, 40])
    def test_two_machines_share_the_limit(self, kind: str, limit: float) -> None:
        found = simulate(kind, limit, processes=2, machines=True)
        assert found.is_complete
        # Where not two requests may come together, they are in each other's way, and come through all the same.
        assert found.ratio < (4 if kind == "token bucket without burst" else 1.2)


def test_two_limiters_of_a_machine_send_at_one_rate(home: Home) -> None:
    assert home.root.is_dir()
    time, stop = [100.0], Event()
    waits: list[float] = []

    def wait(_: Event, seconds: float) -> None:
        waits.append(seconds)
        time[0] += seconds

    def refuse() -> None:
        if not waits:
            raise Throttled("slow down")

    one, other = (RateLimiter(stop, now=lambda: time[0], wait=wait, shared=SharedNumbers(name)) for name in ("x", "x"))
    for _ in range(60):
        one.ask(lambda: None)
    begun = time[0]
    one.ask(lambda: None)
    other.ask(lambda: None)
    assert time[0] - begun >= 2 / max(one.rate, other.rate) * 0.99  # one waits for the other
    assert one.rate == pytest.approx(other.rate, rel=0.2)
    alone = RateLimiter(stop, now=lambda: time[0], wait=wait, shared=SharedNumbers("y"))
    assert alone.rate == FIRST_RATE < other.rate
    del waits[:]
    before = time[0]
    alone.ask(refuse)
    assert time[0] > before
    time[0] += 60  # nobody has asked for so long that the rate says nothing any more
    late = RateLimiter(stop, now=lambda: time[0], wait=wait, shared=SharedNumbers("x"))
    late.ask(lambda: None)
    assert late.rate == FIRST_RATE


def test_a_damaged_file_or_none_leaves_each_alone(home: Home) -> None:
    shared = SharedNumbers("x")
    with shared.held() as numbers:
        assert numbers is not None
        numbers.extend([1.0, 2.0])
    with shared.held() as numbers, shared.held() as second:
        assert list(numbers or ()) == [1.0, 2.0]
        assert second is None
    (place,) = (home.root / ".local" / "state" / "ssotui").iterdir()
    assert place.stat().st_mode & 0o777 == 0o600
    place.write_bytes(b"damaged")
    limiter = RateLimiter(Event(), shared=shared)
    assert limiter.ask(lambda: True)
    place.unlink()
    place.mkdir()
    assert limiter.ask(lambda: True)
