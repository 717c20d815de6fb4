"""stdout carries only the answer, stderr what a person reads meanwhile.

An answer that cannot be written is a failure. What a person cannot read, because stderr is closed or its disk full, is
none: the command has done what it was asked for all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from ssotui.model.errors import SsotuiError, UnusableFile, reason_of
from ssotui.model.paths import shown
from ssotui.model.profile import Problem
from ssotui.model.text import visible

MOST_CELLS = 128
"""No column of a table is wider, in cells of the terminal; JSON has every text whole."""


class ReaderGone(SsotuiError):
    """Whoever read our stdout has left, as ``| head`` does: there is nobody to tell, and nothing to tell of it."""

    exit_code = 128 + 13
    """What a shell shows of a program that SIGPIPE has ended."""


def print_answer(text: str) -> None:
    """Write the answer, whatever the terminal's encoding: names can hold anything.

    Raises:
        ReaderGone: nobody reads it any more.
        UnusableFile: stdout is closed, or its disk is full.
    """
    try:
        sys.stdout.flush()
        rest = memoryview(text.encode(errors="surrogateescape"))
        while rest:  # with PYTHONUNBUFFERED, a write may take only a part
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _give_up(sys.stdout.fileno())
        raise ReaderGone("") from None
    except OSError as error:
        _give_up(sys.stdout.fileno())
        reason = reason_of(error)
        raise UnusableFile(f"The answer cannot be written: {reason}.", "Check where stdout leads.") from None


def print_json(content: object) -> None:
    """Write the answer as JSON."""
    import json

    print_answer(json.dumps(content, indent=2) + "\n")


def print_note(text: str) -> None:
    """Tell the person something, on stderr."""
    _tell(f"{text}\n")


def print_passing(text: str) -> None:
    """Tell the person at the terminal something until the next thing is told; nothing, when it has passed."""
    _tell(f"\r\x1b[K{text}")


def print_problems(problems: Iterable[Problem]) -> None:
    """Tell what is wrong with the files as a whole."""
    for problem in problems:
        print_note(f"{shown(problem.place or '')}: {visible(problem.message)} {visible(problem.fix)}".strip(": "))


def print_error(error: SsotuiError) -> None:
    """One line saying what happened, one saying what to do; nothing for one without words."""
    if not error.message:
        return
    print_note(f"ssotui: {visible(error.message)}")
    if error.hint:
        print_note(visible(error.hint))


def confirmed(question: str) -> bool:
    """Ask the person at the terminal; everything but a yes is a no."""
    return asked(f"{question} [y/N] ").lower() in {"y", "yes"}


def asked(question: str) -> str:
    """Read the answer of the person at the terminal, without blanks around it; empty if they end the input.

    What is told next stands on a line of its own, also where no enter has begun one.
    """
    _tell(question)
    answer = ""
    try:
        answer = sys.stdin.readline()
    except UnicodeDecodeError:
        return ""
    finally:
        if not answer.endswith("\n"):
            _tell("\n")
    return answer.strip()


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the last one ragged."""
    columns = [
        [title, *(_capped(visible(cell)) for cell in cells)] for title, *cells in zip(titles, *rows, strict=True)
    ]
    lines = zip(*map(_padded, columns), strict=True)
    return "".join(f"{'  '.join(line).rstrip()}\n" for line in lines)


def _padded(cells: Sequence[str]) -> list[str]:
    """Fill the cells of a column with blanks up to the widest."""
    if "".join(cells).isascii():  # nearly all are, and going through them letter by letter takes 2 ms of 200 rows
        width = max(map(len, cells))
        return [cell.ljust(width) for cell in cells]
    width = max(map(_cells, cells))
    return [cell + " " * (width - _cells(cell)) for cell in cells]


def _capped(cell: str) -> str:
    """The cell, cut where it is wider than any name that a person gives; a name of 200,000 letters widens every row."""
    if len(cell) <= MOST_CELLS and (cell.isascii() or _cells(cell) <= MOST_CELLS):
        return cell
    kept, width = [], 1
    for char in cell[:MOST_CELLS]:
        width += _cells(char)
        if width > MOST_CELLS:
            break
        kept.append(char)
    return "".join(kept) + "…"


def _cells(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _tell(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr.fileno())


def _give_up(stream: int) -> None:
    """Send what is left nowhere: at exit Python would try again, complain, and exit with a code of its own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
