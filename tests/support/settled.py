"""Whether the app has come to rest, which nobody but a test asks."""

from __future__ import annotations

from ssotui.tui.accounts.loader import AccountLoader
from ssotui.tui.shell.key_gate import KeyGate


def drawn(accounts: AccountLoader) -> bool:
    """Whether everything that has arrived is on the screen."""
    return accounts._just_drawn is None and not accounts._more_arrived


def idle(gate: KeyGate) -> bool:
    """Whether every key has been handled."""
    return not (gate._closed or gate._waiting)
