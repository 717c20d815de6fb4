"""A shell of the person's own over the screen, with the keys in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssotui.model.credentials import Outgoing
from ssotui.model.text import visible
from ssotui.tui.shell.lending import lend

if TYPE_CHECKING:
    from ssotui.tui.shell.flow import Context


def run_shell(context: Context, keys: Outgoing) -> str:
    """Lend the terminal to a shell until that ends. Gives what to say of it.

    Raises:
        SsotuiError: the shell cannot be started, or the terminal cannot be lent.
    """
    from ssotui.actions.keys import switch

    instead = f"{context.app.keymap.text('keys.write')} writes the keys to a file instead."
    mark = context.app.conceal(visible(keys.name))
    status = lend(context, lambda: switch.run_shell(keys, mark), _welcome(keys), instead=instead)
    ended = "." if status == 0 else f" with status {status}."
    return f"The shell of {visible(keys.name)} has ended{ended}"


def _welcome(outgoing: Outgoing) -> str:
    """Say whose keys they are, until when, and how to come back."""
    keys = outgoing.keys
    role = " in ".join(visible(name) for name in (keys.role_name, keys.account_id) if name)
    until = f" until {keys.expires_at.astimezone():%H:%M:%S}" if keys.expires_at else ""
    whose = f"{visible(outgoing.name)}{f' ({role})' if role else ''}"
    return f"This shell has the keys of {whose}{until}.\nTo come back to ssotui: exit, or Ctrl+D."
