"""Have the terminal show a notification of its own, by the sequence that it is known to take; no other gets any."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.export.terminal_clipboard import through_tmux, tmux
from ssotui.model.text import visible

MOST = 200
"""So many characters of a text are sent: a notification has a line or two."""

_ITERM = "\x1b]9;{title}: {text}\a"
_KITTY = "\x1b]99;i=ssotui:d=0:p=title;{title}\x1b\\\x1b]99;i=ssotui:d=1:p=body;{text}\x1b\\"
_URXVT = "\x1b]777;notify;{title};{text}\a"
"""The sequences of iTerm2, of kitty, and of rxvt-unicode, which most others have taken up."""

_PROGRAMS = {"iterm": _ITERM, "wezterm": _URXVT, "ghostty": _URXVT, "kitty": _KITTY, "foot": _URXVT}
"""How the names begin by which terminals say what they are, in TERM_PROGRAM and to tmux."""

_TERMS = {"xterm-kitty": _KITTY, "xterm-ghostty": _URXVT, "wezterm": _URXVT, "foot": _URXVT, "rxvt-unicode": _URXVT}
"""How the values of TERM begin, which reach us over SSH too."""


def notification(title: str, text: str, environ: Mapping[str, str]) -> str:
    """Return the sequence that has the terminal of this environment show it; empty for a terminal that is not known.

    It may ask tmux what it runs in, which takes a while: call it off the screen's loop.

    Args:
        title: a word or two.
        text: a sentence or two. Nothing in it reaches the terminal as a control character.
        environ: the variables of this process.
    """
    if environ.get("TMUX"):
        if tmux("show-options", "-Apv", "allow-passthrough") not in {"on", "all"}:
            return ""
        said = (tmux("display-message", "-p", "#{client_termtype}|#{client_termname}") or "").partition("|")
        sequence = _sequence_of(said[0], said[2])
        return through_tmux(sequence.format(title=_plain(title), text=_plain(text))) if sequence else ""
    if environ.get("STY") or environ.get("TERM", "").startswith(("screen", "tmux")):
        return ""  # what is in between keeps it
    program = environ.get("TERM_PROGRAM", "")
    sequence = _sequence_of(program, environ.get("TERM", ""))
    if not sequence and not program and environ.get("KITTY_WINDOW_ID"):
        sequence = _KITTY
    return sequence.format(title=_plain(title), text=_plain(text))


def _sequence_of(program: str, term: str) -> str:
    """Return the sequence that the terminal of these names takes; empty for none."""
    for said, known in ((program.lower(), _PROGRAMS), (term, _TERMS)):
        for name, sequence in known.items():
            if said.startswith(name):
                return sequence
    return ""


def _plain(text: str) -> str:
    """Make the text fit for a sequence: a semicolon would end its part, and a control character the sequence."""
    return visible(text[:MOST]).replace(";", ",")
