"""stdout carries only the answer, stderr what a person reads meanwhile."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible


def print_answer(text: str) -> None:
    """Write the answer, whatever the terminal's encoding: names can hold anything."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(errors="surrogateescape"))
    sys.stdout.buffer.flush()


def print_json(content: Any) -> None:
    """Write the answer as JSON."""
    print_answer(json.dumps(content, indent=2) + "\n")


def print_note(text: str) -> None:
    """Tell the person something."""
    print(text, file=sys.stderr)  # noqa: T201 - this is where stderr is written


def print_error(error: SsotuiError) -> None:
    """One line saying what happened, one saying what to do."""
    print_note(f"ssotui: {visible(error.message)}")
    if error.hint:
        print_note(visible(error.hint))


def confirmed(question: str) -> bool:
    """Ask the person at the terminal; everything but a yes is a no."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the same
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the last one ragged."""
    from unicodedata import east_asian_width

    def cells(text: str) -> int:
        return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

    lines = [titles, *([visible(cell) for cell in row] for row in rows)]
    widths = [max(cells(line[column]) for line in lines) for column in range(len(titles))]
    return "".join(
        "  ".join(cell + " " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )
