"""MFA codes, asked for in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ssotui.cli.output import asked
from ssotui.model.errors import Cancelled
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import AskMfa


def mfa_prompt() -> AskMfa | None:
    """Return a function that asks the person at the terminal for a code; ``None`` without a terminal to read from.

    The question goes to stderr: ``eval "$(ssotui creds …)"`` takes stdout.
    """
    return _ask if sys.stdin.isatty() else None


def _ask(serial: str) -> str:
    with _typing_unseen():
        while True:
            code = asked(f"MFA code of {visible(serial)}: ")
            # STS takes six digits, and no other code (the pattern of its TokenCode).
            if len(code) == 6 and code.isascii() and code.isdigit():
                return code
            if not code:  # an empty line, or the end of the input
                raise Cancelled("No MFA code was given.", "Try again when you have the device.")


@contextmanager
def _typing_unseen() -> Iterator[None]:
    """Show nothing of what is typed meanwhile; what was typed ahead is read all the same, unlike with ``getpass``."""
    if sys.platform == "win32":
        yield  # its console has no such mode that outlives a line
        return
    import termios  # late: hardly anybody is asked

    before = termios.tcgetattr(sys.stdin)
    without_echo = [*before[:3], (before[3] & ~termios.ECHO) | termios.ECHONL, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, without_echo)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
