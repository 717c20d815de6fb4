"""How many examples a property is tried on."""

from __future__ import annotations

from tests.support.programs import IN_CI

IN_CI_AT_MOST = 300
"""CI tries the same examples each time, of which the first hundreds find what the next thousands do."""


def examples(many: int) -> int:
    """Give the number for a person's own run, who has the time, or what CI has time for."""
    return min(many, IN_CI_AT_MOST) if IN_CI else many
