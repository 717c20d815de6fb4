"""The process that holds the clipboard's end of a copy: put it there, check it, stay, clear it if unchanged.

It reads one JSON object from stdin: ``text`` (to put; ignored with a ``terminal``), ``clear_after`` (seconds, 0 for
never), ``terminal`` (a device whose clipboard was given the text already, or null). It answers on stdout with the ID of
the process that stays to clear, or exits with 1 if the clipboard did not take the text.

That one is another of this module, with an object of its own: ``digest`` of what was put, in place of the text.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

PUT_SECONDS = 3.0

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds until the clipboard is read back again, if it does not hold the text yet: ``xclip`` ends before it does."""

_UNFIT = {
    "copy_klipper": "it takes the text as an argument, which everybody can read",
    "copy_qt": "what it copies goes with the process that did",
}
"""Pyperclip's ways that are none for us, and why."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would show one for a moment


def main() -> int:
    """Do what stdin says; see the module."""
    order = json.load(sys.stdin)
    answer = os.dup(1)  # ours alone: a clipboard program that stays would keep the asker waiting on its stdout
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    if "digest" in order:
        os.close(answer)
        return _clear_later(order)
    digest = "" if order["terminal"] else _put(order.pop("text"))
    if digest is None:
        return 1
    if order["clear_after"]:
        os.write(answer, str(_stay({**order, "text": "", "digest": digest})).encode())
    return 0


def _stay(order: Mapping[str, Any]) -> int:
    """Leave the clearing to a process that outlives this one; its ID."""
    keeper = subprocess.Popen(
        [sys.executable, "-P", "-m", "ssotui.export.clipboard_guard"],
        stdin=subprocess.PIPE,
        start_new_session=True,
        creationflags=_NO_WINDOW,
    )
    keeper.returncode = 0  # nobody here will wait for it
    if keeper.stdin:
        with keeper.stdin as stdin:
            stdin.write(json.dumps(order).encode())
    return keeper.pid


def _clear_later(order: Mapping[str, Any]) -> int:
    time.sleep(order["clear_after"])
    if order["terminal"]:
        _clear_terminal(order["terminal"])
    else:
        _clear_if_unchanged(order["digest"])
    return 0


def _put(text: str) -> str | None:
    """Copy, and read back: some clipboard programs fail without saying so. The digest of the text, or ``None``."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        _copy(text)
        del text
    except Exception:  # noqa: BLE001 - pyperclip raises plain ones too
        return None
    try:
        return digest if _arrives(digest) else None
    except Exception:  # noqa: BLE001 - the same
        with contextlib.suppress(Exception):  # it may hold the text, which nobody would clear later
            _copy("")
        return None


def _arrives(digest: str) -> bool:
    """Whether the clipboard holds the text, at once or in a while."""
    for seconds in PAUSES:
        if _digest_of_clipboard() == digest:
            return True
        time.sleep(seconds)
    return False


def _copy(text: str) -> None:
    """Copy by the program that pyperclip finds, with a hint to clipboard managers where it can give one.

    ``wl-copy --sensitive`` (since 2.3) keeps the text out of histories. The others of Linux can offer a text of one
    type only, which is the text's own.
    """
    import pyperclip

    put, _ = pyperclip.determine_clipboard()
    by = getattr(put, "__name__", "")
    if by in _UNFIT:
        raise pyperclip.PyperclipException(_UNFIT[by])
    if not (by == "copy_wl" and text and _copy_as_sensitive(text)):
        put(text)


def _copy_as_sensitive(text: str) -> bool:
    """Whether it could: an older ``wl-copy`` knows no such option, and copies nothing."""
    done = subprocess.run(
        ["wl-copy", "--sensitive"],  # noqa: S607 - the one that pyperclip found on the person's PATH
        input=text.encode(),
        timeout=PUT_SECONDS,
        check=False,
    )
    return done.returncode == 0


def _clear_if_unchanged(digest: str) -> None:
    """Put an empty text there.

    ``xclip`` stays to offer that until something else is copied. A clipboard that nobody owns is one that managers
    fill again, with the last text of their histories.
    """
    with contextlib.suppress(Exception):  # the desktop has gone, and its clipboard with it; or it holds no text
        if _digest_of_clipboard() == digest:
            _copy("")


def _digest_of_clipboard() -> str:
    import pyperclip

    # Windows and some programs turn line ends around.
    return hashlib.sha256(str(pyperclip.paste()).replace("\r\n", "\n").encode()).hexdigest()


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
