"""Have the terminal show a notification of its own, by the sequence that it is known to take; no other gets any."""

from __future__ import annotations

from collections.abc import Mapping

from ssotui.export.terminal_clipboard import through_tmux, tmux
from ssotui.model.text import visible

MOST = 200
"""So many characters of a text are sent: a notification has a line or two."""

_ITERM, _KITTY, _URXVT = "9", "99", "777"
"""The three sequences, by their numbers: of iTerm2, of kitty, and of rxvt-unicode, which most others have taken up."""

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
        sequence = _sequence(_kind(said[0], said[2]), title, text)
        return through_tmux(sequence) if sequence else ""
    if environ.get("STY") or environ.get("TERM", "").startswith(("screen", "tmux")):
        return ""  # what is in between keeps it
    program = environ.get("TERM_PROGRAM", "")
    kind = _kind(program, environ.get("TERM", ""))
    if not kind and not program and environ.get("KITTY_WINDOW_ID"):
        kind = _KITTY
    return _sequence(kind, title, text)


def _kind(program: str, term: str) -> str:
    """Return the number of the sequence that the terminal of these names takes; empty for none."""
    for said, known in ((program.lower(), _PROGRAMS), (term, _TERMS)):
        for name, number in known.items():
            if said.startswith(name):
                return number
    return ""


def _sequence(kind: str, title: str, text: str) -> str:
    title, text = _plain(title), _plain(text)
    match kind:
        case "9":
            return f"\x1b]9;{title}: {text}\a"
        case "777":
            return f"\x1b]777;notify;{title};{text}\a"
        case "99":
            return f"\x1b]99;i=ssotui:d=0:p=title;{title}\x1b\\\x1b]99;i=ssotui:d=1:p=body;{text}\x1b\\"
        case _:
            return ""


def _plain(text: str) -> str:
    """Make the text fit for a sequence: a semicolon would end its part, and a control character the sequence."""
    return visible(text[:MOST]).replace(";", ",")
