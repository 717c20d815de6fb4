"""Blocking calls on daemon threads: an abandoned one never keeps the process from ending.

(Python joins the threads of an executor at exit, so quitting would wait for a hanging network call.)
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import TypeAlias, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")

Waiter: TypeAlias = Callable[[threading.Event, float], object]
"""Waits for the event, or for so many seconds: ``Event.wait``; tests put their own in."""


def start(function: Callable[[], Result], name: str = "ssotui") -> Future[Result]:
    """Run the function on a daemon thread of its own."""
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()  # so that nobody can cancel it: the thread will have its say

    def run() -> None:
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - the one who waits for the future gets it
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


def each(
    function: Callable[[Given], Result], things: Iterable[Given], *, at_once: int
) -> Generator[tuple[Given, Result | Exception]]:
    """Call the function for each thing, so many at once, and give each outcome as it comes, in no fixed order.

    Closing the iterator starts nothing more; what is under way is abandoned. What is no ``Exception`` (an interrupt,
    an exit) is raised here, and ends it.
    """
    todo = queue.SimpleQueue[Given]()
    for thing in things:
        todo.put(thing)
    count = todo.qsize()
    done = queue.SimpleQueue[tuple[Given, Result | BaseException]]()
    closed = threading.Event()

    def run() -> None:
        while not closed.is_set():
            try:
                thing = todo.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((thing, function(thing)))
            except BaseException as error:  # noqa: BLE001 - the one who iterates gets it
                done.put((thing, error))

    for number in range(min(max(at_once, 1), count)):
        threading.Thread(target=run, name=f"ssotui-{number}", daemon=True).start()
    try:
        for _ in range(count):
            thing, outcome = done.get()
            if isinstance(outcome, BaseException) and not isinstance(outcome, Exception):
                raise outcome
            yield thing, outcome
    finally:
        closed.set()
