"""The one way to wait for what others do: with an end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

PATIENCE = 20.0
"""Seconds that a loaded machine may take for what is otherwise done at once."""


def wait_until(condition: Callable[[], object], what: str = "it") -> None:
    """Look again and again, until it is so.

    Args:
        condition: whether it is so.
        what: the subject of the complaint, if it does not happen.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {PATIENCE:.0f} s")
        time.sleep(0.01)  # another process or thread does it, and tells nobody
