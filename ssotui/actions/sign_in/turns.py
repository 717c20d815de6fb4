"""Several sign-ins at once take turns in the browser: a person can approve one page at a time."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future


class Turns:
    """Gives the browser of this machine to one sign-in at a time, in the order in which they ask."""

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
