"""The process that holds the clipboard's end of a copy: put it there, check it, stay, clear it if unchanged.

It reads one JSON object from stdin: ``text`` (to put; ignored with a ``terminal``), ``clear_after`` (seconds, 0 for
never), ``terminal`` (a device whose clipboard was given the text already, or null), ``clear`` (what to write to that
device in the end). It answers with its lasting process ID on stdout, or exits with 1 if the clipboard did not take
the text.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time


def main() -> int:
    """Do what stdin says; see the module."""
    order = json.load(sys.stdin)
    answer = os.dup(1)  # ours alone: a clipboard program that stays would keep the asker waiting on its stdout
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    terminal, clear_after = order["terminal"], order["clear_after"]
    digest = b"" if terminal else _put(order.pop("text"))
    if digest is None:
        return 1
    if not clear_after:
        return 0
    if child := os.fork():
        os.write(answer, str(child).encode())
        return 0
    os.close(answer)
    time.sleep(clear_after)
    if terminal:
        _clear_terminal(terminal, order["clear"])
    else:
        _clear_if_unchanged(digest)
    return 0


def _put(text: str) -> bytes | None:
    """Copy, and read back: some clipboard programs fail without saying so. The digest of the text, or ``None``."""
    import pyperclip

    digest = hashlib.sha256(text.encode()).digest()
    try:
        pyperclip.copy(text)
        del text
        return digest if _digest_of_clipboard() == digest else None
    except (pyperclip.PyperclipException, OSError):
        return None


def _clear_if_unchanged(digest: bytes) -> None:
    import pyperclip

    try:
        if _digest_of_clipboard() == digest:
            pyperclip.copy("")
    except (pyperclip.PyperclipException, OSError):
        return  # the desktop has gone, and its clipboard with it


def _digest_of_clipboard() -> bytes:
    import pyperclip

    # Windows and some programs turn line ends around.
    return hashlib.sha256(str(pyperclip.paste()).replace("\r\n", "\n").encode()).digest()


def _clear_terminal(device: str, sequence: str) -> None:
    try:
        with open(device, "w", encoding="ascii") as terminal:  # noqa: PTH123 - a device, not a path
            terminal.write(sequence)
    except OSError:
        return  # the terminal was closed


if __name__ == "__main__":
    sys.exit(main())
