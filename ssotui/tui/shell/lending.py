"""Lend the terminal to another program: a shell, an editor. The screen comes back when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from ssotui.model.errors import SsotuiError, UsageError

if TYPE_CHECKING:
    from ssotui.tui.shell.flow import Context


def lend(context: Context, run: Callable[[], int], words: str, *, instead: str) -> int:
    """Lend the terminal until the program ends. Gives its exit status.

    The loop stands still meanwhile: only on its own thread can signals be passed on to the program.

    Args:
        context: of the command that lends it.
        run: runs the program to its end.
        words: written to the terminal before the program starts.
        instead: what a person can do where the terminal cannot be lent.

    Raises:
        SsotuiError: the program cannot be started, or the terminal cannot be lent.
    """
    outcome: int | SsotuiError
    try:
        with context.host.suspend():
            print(context.app.conceal(words), flush=True)  # noqa: T201 - the terminal is the program's now
            try:
                outcome = run()
            except SsotuiError as error:  # here, for Textual takes the terminal back only at the block's own end
                outcome = error
    except SuspendNotSupported:
        raise UsageError("This terminal cannot be lent to another program.", instead) from None
    if isinstance(outcome, SsotuiError):
        raise outcome
    return outcome
