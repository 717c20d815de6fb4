"""Four kinds of rate limiter, as services have them; AWS does not say which kind the portal has.

A request that is refused counts for nothing. All take the time as an argument.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Limiter(Protocol):
    """Lets so many requests a second through."""

    def admit(self, now: float) -> float | None:
        """Seconds that the answer is held back; ``None`` where the request is refused."""


class TokenBucket:
    """Refills with so many tokens a second up to its size, and takes one for each request.

    Args:
        rate: requests a second.
        size: how many may come at once after a rest; 1 for no burst. A second's worth if not given.
    """

    def __init__(self, rate: float, size: float | None = None) -> None:
        self._rate = rate
        self._size = max(1.0, rate) if size is None else size
        self._tokens = self._size
        self._filled_at = -math.inf

    def admit(self, now: float) -> float | None:
        self._tokens = min(self._size, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return None
        self._tokens -= 1
        return 0.0


class FixedWindow:
    """Counts the requests of each second of the clock."""

    def __init__(self, rate: float) -> None:
        self._most = max(1, round(rate))
        self._seconds = self._most / rate
        self._window, self._count = -1, 0

    def admit(self, now: float) -> float | None:
        window = int(now / self._seconds)
        if window != self._window:
            self._window, self._count = window, 0
        if self._count == self._most:
            return None
        self._count += 1
        return 0.0


class SlidingWindow:
    """Counts the requests of the last second."""

    def __init__(self, rate: float) -> None:
        self._most = max(1, round(rate))
        self._seconds = self._most / rate
        self._taken: deque[float] = deque()

    def admit(self, now: float) -> float | None:
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        if len(self._taken) == self._most:
            return None
        self._taken.append(now)
        return 0.0


class LeakyBucket:
    """Holds requests back in a queue that empties at the rate, and refuses those that find it full.

    Args:
        rate: requests a second.
        size: of the queue; half a second's worth if not given.
    """

    def __init__(self, rate: float, size: int | None = None) -> None:
        self._rate = rate
        self._size = max(1, round(rate / 2)) if size is None else size
        self._empty_at = -math.inf

    def admit(self, now: float) -> float | None:
        waits = max(0.0, self._empty_at - now)
        if waits * self._rate >= self._size:
            return None
        self._empty_at = now + waits + 1 / self._rate
        return waits


KINDS: dict[str, Callable[[float], Limiter]] = {
    "token bucket": TokenBucket,
    "token bucket without burst": lambda rate: TokenBucket(rate, 1),
    "fixed window": FixedWindow,
    "sliding window": SlidingWindow,
    "leaky bucket": LeakyBucket,
}
