"""Put a text into the clipboard, check it, and clear it later, in a process that outlives ssotui.

It reads one JSON object from stdin: ``text`` (to put; ignored with a ``terminal``), ``clear_after`` (seconds, 0 for
never), ``terminal`` (a device whose clipboard is given the text by the asker, or null). It answers on stdout, a line
each: with the ID of the process that stays to clear (0 for none) before anything is put, then with an `Outcome`. It
exits with 1, and without an answer, if there is no clipboard, or none that could be cleared.

The one that stays is another of this module, with an object of its own: ``digest`` of what will be put, in place of the
text. It is there first, so that whatever happens to the putting, what was put is cleared. The outcome is the second
line that it reads; if none comes, it may be anything.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from threading import Thread
from typing import IO, Any, TypeVar

T = TypeVar("T")

PUT_SECONDS = 3.0
READ_SECONDS = 2.0
"""How long a clipboard program may take, which hangs where the desktop does."""

OUTCOME_SECONDS = 10.0
"""How long the one that clears waits to hear what came of it."""

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds until the clipboard is read back again, if it does not hold the text yet: ``xclip`` ends before it does."""

_TICK = 1.0

_UNFIT = {
    "copy_klipper": "it takes the text as an argument, which everybody can read",
    "copy_qt": "the copy is lost when the copying process ends",
}
"""Pyperclip's ways that are none for us, and why."""


class Outcome(StrEnum):
    """The result of putting a text there."""

    COPIED = "copied"
    """It was read back."""
    OTHER = "other"
    """What was read back is something else, though the text may still arrive."""
    UNSURE = "unsure"
    """The clipboard could not be read back."""


def begin(stdout: int) -> subprocess.Popen[bytes]:
    """Start a process of this module, which waits for its orders and outlives this one.

    Args:
        stdout: where its answer goes, as :class:`subprocess.Popen` takes it.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ssotui.export.clipboard_guard"],  # found without the current folder (-P)
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would show one for a moment
    )


def main() -> int:
    """Do what stdin says, as the module describes."""
    answer = os.dup(1)  # ours alone: a clipboard program that stays would keep the asker waiting on its stdout
    orders = os.fdopen(os.dup(0))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    from json import loads

    order = loads(orders.readline())
    if "digest" in order:
        os.close(answer)
        return _clear_later(order, orders)
    try:
        put = None if order["terminal"] else _program()
        keeper = _stay({**order, "text": "", "digest": _digest(order["text"])}) if order["clear_after"] else None
    except Exception:  # noqa: BLE001 - pyperclip raises plain ones too
        return 1
    os.write(answer, b"%d\n" % (keeper.pid if keeper else 0))
    outcome = _put(put, order.pop("text")) if put else Outcome.COPIED
    if outcome is Outcome.UNSURE and not keeper:  # nobody would clear it later
        with contextlib.suppress(Exception):
            _within(PUT_SECONDS, lambda: _copy(""))
        outcome = Outcome.OTHER
    if keeper and keeper.stdin:
        with contextlib.suppress(OSError), keeper.stdin as stdin:
            stdin.write(f"{outcome}\n".encode())
    os.write(answer, f"{outcome}\n".encode())
    return 0


def _stay(order: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Leave the clearing to a process that outlives this one, and waits for the outcome."""
    keeper = begin(subprocess.DEVNULL)
    keeper.returncode = 0  # nobody here will wait for it
    if keeper.stdin:
        from json import dumps

        keeper.stdin.write(dumps(order).encode() + b"\n")
        keeper.stdin.flush()
    return keeper


def _clear_later(order: dict[str, Any], orders: IO[str]) -> int:
    try:
        outcome = _within(OUTCOME_SECONDS, orders.readline).strip()
    except Exception:  # noqa: BLE001 - whoever put it is stuck, or was ended amid a line
        outcome = ""
    _wait(order["clear_after"])
    if order["terminal"]:
        _clear_terminal(order["terminal"])
    else:
        _clear(order["digest"], outcome)
    return 0


def _wait(seconds: float) -> None:
    """Wait so many seconds, by two clocks: one stands still while the machine sleeps, the other may be set back."""
    began, by_wall = time.monotonic(), time.time()
    while (left := seconds - max(time.monotonic() - began, time.time() - by_wall)) > 0:
        time.sleep(min(left, _TICK))


def _within(seconds: float, call: Callable[[], T]) -> T:
    """Return the function's result or raise its error; after the time, raise TimeoutError and leave it to run on."""
    results: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(call())
        except Exception as error:  # noqa: BLE001 - it is raised below
            errors.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]


def _put(put: Callable[[str], None], text: str) -> Outcome:
    """Copy, and read back: some clipboard programs fail without saying so, and some do it though they seem to fail."""
    digest = _digest(text)
    with contextlib.suppress(Exception):
        _within(PUT_SECONDS, lambda: put(text))
    try:
        return Outcome.COPIED if _arrives(digest) else Outcome.OTHER
    except Exception:  # noqa: BLE001 - pyperclip raises plain ones too
        return Outcome.UNSURE


def _arrives(digest: str) -> bool:
    """Tell whether the clipboard comes to hold the text, at once or after a few more looks."""
    for seconds in PAUSES:
        if _digest_of_clipboard() == digest:
            return True
        time.sleep(seconds)
    return False


def _program() -> Callable[[str], None]:
    """Return a function that copies by pyperclip's program, with a hint to clipboard managers where it takes one.

    ``wl-copy --sensitive`` (since 2.3) keeps the text out of histories. The others of Linux can offer a text of one
    type only, which is the text's own.

    Raises:
        PyperclipException: there is none that is fit.
    """
    import pyperclip

    put, _ = pyperclip.determine_clipboard()
    by = getattr(put, "__name__", "")
    if by in _UNFIT or not by:
        raise pyperclip.PyperclipException(_UNFIT.get(by, "there is none"))
    if by != "copy_wl":
        return put

    def put_as_sensitive(text: str) -> None:
        if not (text and _copy_as_sensitive(text)):
            put(text)

    return put_as_sensitive


def _copy(text: str) -> None:
    _program()(text)


def _copy_as_sensitive(text: str) -> bool:
    """Copy with ``wl-copy --sensitive``; return False if an older one refuses the option, and copies nothing."""
    done = subprocess.run(
        ["wl-copy", "--sensitive"],  # noqa: S607 - the one that pyperclip found on the person's PATH
        input=text.encode(),
        timeout=PUT_SECONDS,
        check=False,
    )
    return done.returncode == 0


def _clear(digest: str, outcome: str) -> None:
    """Put an empty text there, unless it is certain that there is something else now.

    ``xclip`` stays to offer that until something else is copied. A clipboard that nobody owns is one that managers
    fill again, with the last text of their histories.
    """
    if _holds_another(digest, outcome):
        return
    with contextlib.suppress(Exception):  # the desktop has gone, and its clipboard with it
        _within(PUT_SECONDS, lambda: _copy(""))


def _holds_another(digest: str, outcome: str) -> bool:
    """Tell whether the clipboard holds another text; one that could never be read back is taken to hold ours.

    Nothing is what a program prints that fails, and what it prints for a picture. It is known to be read where it was.
    """
    if outcome not in {Outcome.COPIED, Outcome.OTHER}:
        return False
    try:
        now = _digest_of_clipboard()
    except Exception:  # noqa: BLE001 - pyperclip raises plain ones too
        return False
    return now != digest and (outcome == Outcome.COPIED or now != _digest(""))


def _digest_of_clipboard() -> str:
    import pyperclip

    return _digest(str(_within(READ_SECONDS, pyperclip.paste)))


def _digest(text: str) -> str:
    """Hash the text, however it ends: Windows and some programs turn line ends around, and some add one."""
    import hashlib  # late: the screen imports this module, and OpenSSL is 4 MB

    return hashlib.sha256(text.replace("\r\n", "\n").rstrip("\n").encode()).hexdigest()


def _clear_terminal(device: str) -> None:
    from ssotui.export.terminal_clipboard import send, write_to
    from ssotui.model.errors import ServiceFailure
    from ssotui.model.secret import Secret

    try:
        send(Secret(""), lambda sequence: write_to(device, sequence))
    except (OSError, ServiceFailure):
        return  # the terminal was closed


if __name__ == "__main__":
    sys.exit(main())
