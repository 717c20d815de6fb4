"""The screen, from the command line: on its own, and to pick a profile from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ssotui.export import shells
from ssotui.model.errors import Cancelled, UsageError

TERMINAL = "CONOUT$" if sys.platform == "win32" else "/dev/tty"


def waiting_shell() -> str | None:
    """The shell whose function waits for what to evaluate, if any does.

    It is taken out of the environment: no child of ours writes for that shell.
    """
    shell = os.environ.pop(shells.INIT, None)
    return shell if shell in shells.NAMES else None


def open_screen() -> int:
    """The screen, until the person leaves it; where a shell waits for that, with a switch to the profile they name.

    Raises:
        UsageError: there is no terminal.
    """
    shell = waiting_shell()
    if not sys.stdin.isatty() or not (shell or sys.stdout.isatty()):
        raise UsageError("There is no terminal for the screen.", "Name a command: ssotui --help lists them.")
    picked, exit_code = _run(picking=False, switches=shell is not None)
    if picked and shell:
        from ssotui.cli.switching import switch_to

        switch_to(picked, shell, yes=True)  # the screen has asked
    return exit_code


def can_pick() -> bool:
    """Tell whether there is a person at a terminal to pick a profile."""
    if not sys.stdin.isatty():
        return False
    try:
        os.close(os.open(TERMINAL, os.O_RDWR))
    except OSError:
        return False
    return True


def pick_on_screen(query: str = "") -> str:
    """The profile that the person picks.

    Args:
        query: the filter to begin with.

    Raises:
        UsageError: there is no terminal.
        Cancelled: they pick none.
    """
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to pick a profile in.", "Name it: ssotui use PROFILE")
    picked, exit_code = _run(picking=True, switches=False, query=query)
    if picked:
        return picked
    if exit_code:  # a signal has ended it, or it has failed and said so
        raise SystemExit(exit_code)
    raise Cancelled("No profile was picked.", "The shell is as it was.")


def _run(*, picking: bool, switches: bool, query: str = "") -> tuple[str | None, int]:
    # A change is drawn at the next tick of this, and a key is to be answered in 16 ms: at the usual 60 ticks a second,
    # waiting for the tick would take all of it. Nothing ticks while nothing changes.
    os.environ.setdefault("TEXTUAL_FPS", "500")
    sys.setswitchinterval(0.0005)  # else the thread that writes a frame waits 5 ms for this one, which draws the next
    with _drawn_on_the_terminal():
        from ssotui.tui.first_frame.terminal import HeldTerminal

        with HeldTerminal() as held:
            from ssotui.tui.first_frame.start import started

            start = started(held, picking=picking, query=query)
            from ssotui.tui.shell.lean_imports import import_lean

            import_lean()
            # Textual takes three times as long to import as all that came before.
            from ssotui.export import core_dumps
            from ssotui.tui.app import SsotuiApp
            from ssotui.tui.shell import ending

            core_dumps.forbid()
            app = SsotuiApp(start=start, picking=picking, query=query, switches=switches)
            del start  # the app lets go of the inventory when it has read the files again
            try:
                picked = app.run()
            finally:
                ending.ended()
    return picked, app.return_code or 0


@contextmanager
def _drawn_on_the_terminal() -> Iterator[None]:
    """Lead stdout and stderr to the terminal meanwhile: one of them may be captured, and Textual asks both.

    Raises:
        UsageError: there is no terminal.
    """
    if os.isatty(1) and os.isatty(2):
        yield
        return
    try:
        terminal = os.open(TERMINAL, os.O_RDWR)
    except OSError:
        raise UsageError("There is no terminal for the screen.", "Name a profile: ssotui use PROFILE") from None
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {number: os.dup(number) for number in (1, 2)}
    try:
        for number in kept:
            os.dup2(terminal, number)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)
        os.close(terminal)
