"""A shell of the person's own over the screen, with the keys in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.text import visible

if TYPE_CHECKING:
    from ssotui.tui.shell.flow import Context


def run_shell(context: Context, keys: Outgoing) -> str:
    """Lend the terminal to a shell until that ends. Gives what to say of it.

    The loop stands still meanwhile: only on its own thread can signals be passed on to the shell.

    Raises:
        SsotuiError: the shell cannot be started, or the terminal cannot be lent.
    """
    from ssotui.actions.keys import switch

    outcome: int | SsotuiError
    try:
        with context.host.suspend():
            print(context.app.conceal(_welcome(keys)), flush=True)  # noqa: T201 - the terminal is the shell's now
            try:
                outcome = switch.run_shell(keys)
            except SsotuiError as error:  # here, for Textual takes the terminal back only at the block's own end
                outcome = error
    except SuspendNotSupported:
        raise UsageError("This terminal cannot be lent to a shell.", "ssotui exec runs one with the keys.") from None
    if isinstance(outcome, SsotuiError):
        raise outcome
    ended = "." if outcome == 0 else f" with status {outcome}."
    return f"The shell of {visible(keys.name)} has ended{ended}"


def _welcome(outgoing: Outgoing) -> str:
    """Say whose keys they are, until when, and how to come back."""
    keys = outgoing.keys
    role = " in ".join(visible(name) for name in (keys.role_name, keys.account_id) if name)
    until = f" until {keys.expires_at.astimezone():%H:%M:%S}" if keys.expires_at else ""
    whose = f"{visible(outgoing.name)}{f' ({role})' if role else ''}"
    return f"This shell has the keys of {whose}{until}.\nTo come back to ssotui: exit, or Ctrl+D."
