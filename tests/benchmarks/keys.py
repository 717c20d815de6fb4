"""Keys over 10,000 rows: from the press to the last byte of the list, and to the last byte of all that answers."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyte

from tests.benchmarks import homes
from tests.benchmarks.screen import SETTLED, TYPED
from tests.benchmarks.table import Row
from tests.benchmarks.terminal import SIZE, Terminal

MOVED = (b"\x1b[B", b"\x1b[6~", b"\x1b[B", b"\x1b[F", b"\x1b[A", b"\x1b[H")
"""Down, a page down, down, to the end, up, and back to the first row."""

QUIET = 0.1
"""Seconds without a byte after which all is drawn."""

READY = 0.3
"""Seconds without a byte after which what the first key has opened is ready: a person takes longer to find a letter."""

COLUMNS, LINES = range(1, 80), range(3, SIZE[0] - 2)
"""The cells of the list's rows."""


class Answers(NamedTuple):
    """Seconds from each key to its answer, and the mean CPU time of one, all that follows included.

    Attributes:
        painted: to the last byte that changes a row of the list.
        everything: to the last byte that changes anything.
        cpu: of the whole process.
    """

    painted: list[float]
    everything: list[float]
    cpu: float


def rows(command: Sequence[str], env: Mapping[str, str], rounds: int) -> Iterator[Row]:
    """Narrow and widen the filter; move the cursor."""
    for what, before, keys in (("a letter of the filter", b"/", TYPED), ("a move of the cursor", b"", MOVED)):
        answers = measure(command, env, before, keys * rounds)
        yield _row(f"{what} to the painted list, 10,000 rows", answers.painted, 0.012)._replace(cpu=answers.cpu)
        yield _row("  the same to everything painted", answers.everything, 0.020)


def _row(what: str, times: list[float], budget: float) -> Row:
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(what, statistics.median(times), budget, p95=p95, of_p95=True)


def measure(command: Sequence[str], env: Mapping[str, str], before: bytes, keys: Sequence[bytes]) -> Answers:
    """Type the keys, each when all is drawn that follows on the one before.

    Args:
        command: starts the program.
        env: its environment, with the home.
        before: a key to press first, which is not measured; empty for none.
        keys: those that are.
    """
    with Terminal(command, env) as terminal:
        terminal.until(homes.profile_name(0).encode())
        terminal.until_quiet(SETTLED)
        if before:
            terminal.press(before)
            terminal.until_quiet(READY)
        shown, used = _Shown(), terminal.cpu
        opening, pressed = len(terminal.read), []
        for key in keys:
            pressed.append((terminal.press(key), len(terminal.read)))
            terminal.answer(QUIET)
        used = (terminal.cpu - used) / len(keys)
    for _, data in terminal.read[:opening]:
        shown.take(data)
    painted, everything = [], []
    for (at, start), (_, end) in zip(pressed, [*pressed[1:], (0.0, len(terminal.read))], strict=True):
        seen = [(time - at, *shown.take(data)) for time, data in terminal.read[start:end]]
        painted.append(max(time for time, _, in_list in seen if in_list))
        everything.append(max(time for time, anywhere, _ in seen if anywhere))
    return Answers(painted, everything, used)


class _Shown:
    """What the terminal shows."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(SIZE[1], SIZE[0])
        self._stream = pyte.ByteStream(self._screen)
        self._cells = self._read()

    def take(self, data: bytes) -> tuple[bool, bool]:
        """Show what was drawn. Tells whether any cell is another one now, and whether any of the list's rows is."""
        self._stream.feed(data)
        before, self._cells = self._cells, self._read()
        return before != self._cells, any(
            before[y][COLUMNS.start : COLUMNS.stop] != self._cells[y][COLUMNS.start : COLUMNS.stop] for y in LINES
        )

    def _read(self) -> list[list[pyte.screens.Char]]:
        return [[self._screen.buffer[y][x] for x in range(SIZE[1])] for y in range(SIZE[0])]
