"""Copy to the terminal's clipboard by OSC 52, a sequence that reaches the terminal through tmux and screen.

It reaches the desk of a person who is here by SSH. No terminal answers whether it did what it was asked.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping

from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret

LIMIT = 74_994
"""Bytes of text that xterm takes at a time: its limit is 100,000 base64 characters."""

TMUX_SECONDS = 5.0

WITHOUT_CLIPBOARD = frozenset({"cons25", "linux", "vt100", "vt102", "vt220"})
"""The values of TERM of terminals that have no clipboard, such as the console of Linux."""

_BUFFER = "ssotui"
_BLANK = Secret(" ")


def send(text: Secret, write: Callable[[str], None]) -> None:
    """Ask the terminal to take the text; empty text clears.

    Args:
        text: at most :data:`LIMIT` bytes.
        write: writes a sequence to the terminal.

    Raises:
        ServiceFailure: it is too long, or tmux is in between and lets nothing through.
    """
    size = len(text.reveal().encode())
    if size > LIMIT:
        raise ServiceFailure(
            f"That is too long for the terminal's clipboard: {size:,} bytes, and it takes {LIMIT:,}.",
            "Write it to a file instead.",
        )
    if os.environ.get("TMUX") and tmux("show-options", "-Apv", "allow-passthrough") == "off":
        _through_tmux(text)
    else:
        write(osc52(text))


def takes_text(environ: Mapping[str, str]) -> bool:
    """Tell whether the terminal may have a clipboard: some are known to have none, or to give it to no program."""
    if environ.get("TMUX"):
        return True  # its own terminal may
    return environ.get("TERM") not in WITHOUT_CLIPBOARD and environ.get("TERM_PROGRAM") != "Apple_Terminal"


def osc52(text: Secret) -> str:
    """Return the sequence, wrapped to pass through tmux or screen."""
    import base64  # late: the screen is there before

    sequence = f"\x1b]52;c;{base64.b64encode(text.reveal().encode()).decode()}\a"
    if os.environ.get("TMUX"):
        return through_tmux(sequence)
    if os.environ.get("TERM", "").startswith("screen"):
        # screen passes on at most 768 bytes at a time.
        return "".join(f"\x1bP{sequence[start : start + 760]}\x1b\\" for start in range(0, len(sequence), 760))
    return sequence


def through_tmux(sequence: str) -> str:
    """Wrap the sequence so that tmux passes it on to its terminal, where its ``allow-passthrough`` says so."""
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"


def controlling_terminal() -> str | None:
    """Return the device of the terminal that this process runs in, so that the clipboard can be cleared later."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if stream and stream.isatty():
                return os.ttyname(stream.fileno())
    return None


def write_to_terminal(sequence: str) -> None:
    """Write to the terminal of this process, whatever stdout and stderr are."""
    if device := controlling_terminal():
        write_to(device, sequence)


def write_to(device: str, sequence: str) -> None:
    """Write to the terminal of that device."""
    with open(device, "w", encoding="ascii") as terminal:  # noqa: PTH123 - a device, not a path
        terminal.write(sequence)


def _through_tmux(text: Secret) -> None:
    """Have tmux ask its terminal itself: as it comes (since 3.3), it lets no program in it do so.

    Through a buffer that is gone again at once. tmux does nothing for an empty text: a blank takes its place.
    """
    sent = tmux("load-buffer", "-w", "-b", _BUFFER, "-", ";", "delete-buffer", "-b", _BUFFER, given=text or _BLANK)
    if sent is None:
        raise ServiceFailure(
            "tmux lets nothing through to the terminal's clipboard.",
            "Run: tmux set-option -g allow-passthrough on; or use --write.",
            on_screen="Run: tmux set-option -g allow-passthrough on; or write the keys to a file with {keys.write}.",
        )


def tmux(*args: str, given: Secret | None = None) -> str | None:
    """Return the output of a tmux command; ``None`` if it fails, as older versions do that lack the option."""
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are ours
            ["tmux", *args],  # noqa: S607 - the one on the person's PATH
            input=given.reveal().encode() if given else b"",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TMUX_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
