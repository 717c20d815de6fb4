from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from ssotui.actions.background import each, start

SOON = 10.0
"""Longer than anything here takes; a test that waits so long has failed."""


class TestStart:
    def test_gives_the_result(self) -> None:
        assert start(lambda: 7).result(SOON) == 7

    @pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(3)])
    def test_gives_whatever_is_raised(self, error: BaseException) -> None:
        def fail() -> None:
            raise error

        assert start(fail).exception(SOON) is error

    def test_runs_on_a_daemon_thread_of_its_own(self) -> None:
        thread = start(threading.current_thread, name="mine").result(SOON)

        assert thread is not threading.current_thread()
        assert thread.daemon
        assert thread.name == "mine"

    def test_cannot_be_cancelled_so_that_the_thread_may_always_answer(self) -> None:
        go = threading.Event()
        future = start(lambda: go.wait(SOON))

        assert not future.cancel()
        go.set()
        assert future.result(SOON)


class TestEach:
    def test_gives_every_thing_with_its_result(self) -> None:
        assert dict(each(lambda number: number * 2, range(100), at_once=7)) == {n: n * 2 for n in range(100)}

    @pytest.mark.parametrize("at_once", [-1, 0, 1, 5, 1000])
    def test_any_number_at_once_will_do(self, at_once: int) -> None:
        assert sorted(thing for thing, _ in each(str, range(5), at_once=at_once)) == list(range(5))

    def test_nothing_is_nothing(self) -> None:
        assert list(each(str, [], at_once=8)) == []

    def test_never_more_than_so_many_at_once(self) -> None:
        under_way, most, lock = 0, 0, threading.Lock()
        full = threading.Barrier(4)

        def work(_: int) -> None:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            full.wait(SOON)  # breaks unless exactly four are under way at a time
            with lock:
                under_way -= 1

        outcomes = [outcome for _, outcome in each(work, range(40), at_once=4)]
        assert outcomes == [None] * 40
        assert most == 4

    def test_a_failure_is_the_outcome_of_its_thing_and_stops_nothing(self) -> None:
        def work(number: int) -> int:
            if number % 2:
                raise ValueError(number)
            return number

        outcomes = dict(each(work, range(10), at_once=3))
        assert [outcomes[n] for n in range(0, 10, 2)] == [0, 2, 4, 6, 8]
        assert all(isinstance(outcomes[n], ValueError) for n in range(1, 10, 2))

    def test_an_exit_is_raised_and_not_waited_for_in_vain(self) -> None:
        def work(_: int) -> None:
            raise SystemExit(3)

        with pytest.raises(SystemExit):
            list(each(work, range(3), at_once=2))

    def test_outcomes_come_as_they_are_done(self) -> None:
        go = threading.Event()
        outcomes = each(lambda slow: go.wait(SOON) if slow else False, [True, False], at_once=2)

        assert next(outcomes) == (False, False)
        go.set()
        assert next(outcomes) == (True, True)

    @pytest.mark.timing
    def test_closing_starts_nothing_more_and_waits_for_nothing(self) -> None:
        begun: list[int] = []
        go = threading.Event()

        def work(number: int) -> None:
            begun.append(number)
            if number:
                go.wait(SOON)

        outcomes = each(work, range(100), at_once=2)
        next(outcomes)
        started = time.monotonic()
        outcomes.close()
        assert time.monotonic() - started < 1
        go.set()
        for thread in threading.enumerate():
            if thread.name.startswith("ssotui-"):
                thread.join(SOON)

        assert len(begun) <= 3

    def test_an_error_of_the_things_themselves_is_the_callers(self) -> None:
        def things() -> Iterator[int]:
            yield 1
            raise ValueError("page 2")

        with pytest.raises(ValueError, match="page 2"):
            list(each(str, things(), at_once=2))


HANGS = """
import threading
from ssotui.actions.background import each, start
started = threading.Event()

def hang():
    started.set()
    threading.Event().wait()

start(hang)
started.wait()
next(each(lambda hangs: hangs and hang(), [False, True], at_once=2))
print("done")
"""


def test_a_process_does_not_wait_for_what_hangs() -> None:
    child = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=SOON, check=True)

    assert (child.stdout, child.stderr) == ("done\n", "")
