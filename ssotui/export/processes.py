"""Run programs with the keys in their environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ssotui.model.errors import SsotuiError, reason_of

if TYPE_CHECKING:
    import subprocess

ON_WINDOWS = sys.platform == "win32"

HANG_UP_SECONDS = 0.8
"""How long a program that is told to end may take before it is killed."""


class NotFound(SsotuiError):
    """There is no such program; the exit code is the one that shells give."""

    exit_code = 127


class NotRunnable(SsotuiError):
    """The program is there, but the system does not run it; the exit code is the one that shells give."""

    exit_code = 126


def become(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the program in place of this process, so that nobody has to pass on signals and its exit status.

    Windows cannot do that: there it is run and waited for.

    Raises:
        NotFound: there is no such program.
        NotRunnable: it is no program, or may not be run.
    """
    if ON_WINDOWS:
        return run(command, environ)
    _check(command[0])
    import signal

    # What Python ignores, the program would ignore too.
    for name in ("SIGPIPE", "SIGXFSZ"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execvpe(command[0], list(command), dict(environ))  # noqa: S606 - to run it is what it was named for
    except OSError as error:
        raise _explained(command[0], error) from error


def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the program to its end. Return its exit status, or 128 + the number of the signal that ended it.

    Signals to this process are the program's business meanwhile: what the terminal's keys send has reached it
    already, and the others are passed on.

    Raises:
        NotFound: there is no such program.
        NotRunnable: it is no program, or may not be run.
    """
    return _run(command, environ, lambda process, number: process.send_signal(number))


def lend_terminal(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a program that a person talks to, such as a shell, to its end; its exit status.

    A signal that tells this process to end meanwhile (SIGTERM, SIGHUP) ends the program first, whatever runs in it:
    shells ignore SIGTERM, and none of them ends while its job does not. The terminal's own settings are put back as
    they were. Then this process gets its signal once more, to end by it in good order.

    Raises:
        NotFound: there is no such program.
        NotRunnable: it is no program, or may not be run.
    """
    import signal

    told: list[int] = []

    def hang_up(process: subprocess.Popen[bytes], number: int) -> None:
        if not told:
            _hang_up(process)
        told.append(number)

    with _terminal_put_back():
        status = _run(command, environ, hang_up)
    if told:
        signal.raise_signal(told[0])
    return status


def run_shell(environ: Mapping[str, str]) -> int:
    """Lend the terminal to the person's own shell, with a mark in its prompt, until they leave it; its exit status.

    Raises:
        NotFound: there is none.
        NotRunnable: it may not be run.
    """
    from ssotui.export import subshells

    shell = environ.get("COMSPEC", "cmd.exe") if ON_WINDOWS else environ.get("SHELL") or "/bin/sh"
    command, marked_environ = subshells.marked(shell, environ)
    return lend_terminal(command, marked_environ)


def _run(
    command: Sequence[str], environ: Mapping[str, str], told: Callable[[subprocess.Popen[bytes], int], None]
) -> int:
    """Run the program to its end, and have ``told`` do what it will at each signal that tells this process to end."""
    _check(command[0])
    import shutil
    import signal
    import subprocess

    # Windows looks in the environment of the parent, and for .exe files only.
    program = shutil.which(command[0], path=environ.get("PATH")) if ON_WINDOWS else None
    early: list[int] = []
    ours = _has_terminal()
    process: subprocess.Popen[bytes] | None = None

    def hear(number: int, _: object) -> None:
        if process is None:
            early.append(number)
        else:
            told(process, number)

    # One that is ignored from the start (nohup, a background job) stays so, for the program too. The terminal has sent
    # its SIGINT to the program as well.
    heard = [
        number
        for name in ("SIGTERM", "SIGHUP", "SIGINT")
        if (number := getattr(signal, name, None)) and signal.getsignal(number) is not signal.SIG_IGN
    ]
    kept = {number: signal.signal(number, hear if number != signal.SIGINT else lambda *_: None) for number in heard}
    try:
        process = subprocess.Popen([program or command[0], *command[1:]], env=dict(environ))  # noqa: S603 - as above
        for number in early:
            told(process, number)
        status = process.wait()
    except OSError as error:
        raise _explained(command[0], error) from error
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        if ours:
            _take_terminal_back()
    return status if status >= 0 else 128 - status


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """End the program and the job that has the terminal, as a terminal that goes away does, and insist on it."""
    import signal
    import threading

    if ON_WINDOWS:
        process.terminate()
        return
    with suppress(OSError):  # no terminal any more, or no such job
        job = os.tcgetpgrp(0)
        if job != os.getpgrp():
            os.killpg(job, signal.SIGHUP)
            os.killpg(job, signal.SIGCONT)
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGCONT)
    insist = threading.Timer(HANG_UP_SECONDS, process.kill)
    insist.daemon = True
    insist.start()


@contextmanager
def _terminal_put_back() -> Iterator[None]:
    """Put the terminal's settings back at the end: a shell that is killed leaves it without echo."""
    if ON_WINDOWS:
        yield
        return
    import termios

    settings = None
    with suppress(termios.error):
        settings = termios.tcgetattr(0)
    try:
        yield
    finally:
        if settings:
            with suppress(termios.error):  # the terminal has gone
                termios.tcsetattr(0, termios.TCSANOW, settings)


def _has_terminal() -> bool:
    """Tell whether this process is in the terminal's foreground, if there is a terminal."""
    try:
        return not ON_WINDOWS and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _take_terminal_back() -> None:
    """Take the terminal from a shell that was killed; others give it back at their end."""
    import signal

    if not _has_terminal():
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # for asking from the background
        try:
            os.tcsetpgrp(0, os.getpgrp())
        except OSError:  # the terminal has gone
            pass
        finally:
            signal.signal(signal.SIGTTOU, before)


def _check(name: str) -> None:
    """Refuse an empty program name, which each system would explain in words of its own."""
    if not name:
        raise NotFound("The program's name is empty.", "Name the program to run.")


def _explained(name: str, error: OSError) -> SsotuiError:
    """FileNotFoundError also comes of a script whose interpreter is missing; shells say 127 of that too."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if os.path.isfile(name):  # noqa: PTH113 - of a name that no path need be
            return NotFound(f"The interpreter of {name!r} is missing.", "Check its first line.")
        return NotFound(f"There is no program {name!r}.", "Check its name, and PATH.")
    reason = reason_of(error)
    return NotRunnable(f"{name!r} cannot be run: {reason}.", "Check that it is a program that you may run.")
