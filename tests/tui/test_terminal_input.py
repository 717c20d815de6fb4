"""Reading the terminal: what is typed arrives, and while nothing is typed nothing wakes the program."""

from __future__ import annotations

import os
import select
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, NamedTuple

import pytest
from textual.events import Key, Paste
from textual.message import Message

from ssotui.tui.shell import terminal_input
from tests.support.waiting import wait_until

PATIENCE = 10.0


class Reading(NamedTuple):
    """A thread that reads a pty.

    Attributes:
        typist: the file to type into.
        ending: ends it.
        thread: the thread.
        taken: what it has read.
        waits: the seconds of each of its waits, the last of which has not ended.
    """

    typist: int
    ending: terminal_input.Ending
    thread: threading.Thread
    taken: SimpleQueue[Message]
    waits: list[float | None]

    def type(self, data: bytes) -> None:
        os.write(self.typist, data)

    def type_and_wait(self, data: bytes) -> None:
        """Type, and wait until that was read."""
        waits = len(self.waits)
        self.type(data)
        wait_until(lambda: len(self.waits) > waits)

    def keys(self, count: int) -> list[str]:
        keys = [self.taken.get(timeout=PATIENCE) for _ in range(count)]
        return [key.key for key in keys if isinstance(key, Key)]

    def rests(self) -> bool:
        """Tell whether it waits for the next key, without an end."""
        return self.waits[-1:] == [None]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    waits: list[float | None] = []

    class Counting:
        @staticmethod
        def select(reading: Sequence[Any], *others: Any) -> Any:
            waits.append(others[-1])
            return select.select(reading, *others)

    monkeypatch.setattr(terminal_input, "select", Counting)
    with _pty() as (typist, terminal):
        ending, taken = terminal_input.Ending(), SimpleQueue[Message]()
        thread = threading.Thread(target=terminal_input.read_typed, args=(terminal, ending, taken.put), daemon=True)
        thread.start()
        wait_until(lambda: waits)
        yield Reading(typist, ending, thread, taken, waits)
        ending.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def _pty() -> Iterator[tuple[int, int]]:
    typist, terminal = os.openpty()
    tty.setraw(terminal)
    try:
        yield typist, terminal
    finally:
        os.close(typist)
        os.close(terminal)


def test_each_key_wakes_it_twice_and_nothing_else_does(reading: Reading) -> None:
    assert reading.waits == [None]
    reading.type(b"a")
    assert reading.keys(1) == ["a"]
    wait_until(lambda: len(reading.waits) == 3)
    assert reading.waits == [None, terminal_input.ESCAPE_SECONDS, None]


def test_an_escape_alone_is_told_after_its_time_and_then_it_rests(reading: Reading) -> None:
    reading.type(b"\x1b")
    assert reading.keys(1) == ["escape"]
    wait_until(reading.rests)
    reading.type(b"\x1b[A\x1b[")
    assert reading.keys(1) == ["up"]


def test_a_letter_in_pieces_is_one(reading: Reading) -> None:
    for piece in (b"\xc3", b"\xa9", b"\xe9", b"x"):  # é, and a byte that is no UTF-8
        reading.type_and_wait(piece)
    typed = [reading.taken.get(timeout=PATIENCE) for _ in range(3)]
    assert [key.character for key in typed if isinstance(key, Key)] == ["é", "\N{REPLACEMENT CHARACTER}", "x"]


def test_a_burst_arrives_in_order(reading: Reading) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz" * 200
    threading.Thread(target=reading.type, args=(letters.encode(),), daemon=True).start()
    assert "".join(reading.keys(len(letters))) == letters
    reading.type(b"\x1b[200~pasted\x1b[201~")
    pasted = reading.taken.get(timeout=PATIENCE)
    assert isinstance(pasted, Paste)
    assert pasted.text == "pasted"


def test_it_ends_and_begins_again_as_often_as_it_is_told() -> None:
    with _pty() as (typist, terminal):
        ending, taken = terminal_input.Ending(), SimpleQueue[Message]()
        for letter in "ab":
            thread = threading.Thread(target=terminal_input.read_typed, args=(terminal, ending, taken.put), daemon=True)
            thread.start()
            os.write(typist, letter.encode())
            key = taken.get(timeout=PATIENCE)
            assert isinstance(key, Key)
            assert key.key == letter
            ending.set()
            thread.join(PATIENCE)
            assert not thread.is_alive()
            ending.clear()
            assert not select.select([ending], [], [], 0)[0]
