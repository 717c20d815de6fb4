"""Screen-share mode draws a sign for each letter that would tell whose accounts these are."""

from __future__ import annotations

from ssotui.tui.drawing.runs import Line, text_of

TELLING = r"""(?x)
    (?<![^\s<>@│]) [^\s<>@│]+@[^\s<>@│]+                                # e-mails; begun at their beginning only, for a
                                                                       # long name would take the square of its length
    | (?<![0-9]) (?: [0-9]{12} | [0-9]{4}-[0-9]{4}-[0-9]{4} ) (?![0-9])  # account IDs
    """
"""A regular expression: what is hidden. Hardly anybody hides it, so that it is compiled when it is first needed."""


def concealed(text: str, sign: str) -> str:
    """Hide every account ID and e-mail of the text, which stays as long as before, so that nothing moves."""
    import re

    return re.sub(TELLING, lambda found: sign * len(found[0]), text)


class Masking:
    """Hides account IDs and e-mails of a text while screen-share mode is on.

    Args:
        sign: one cell, drawn for each letter.
        on: whether the mode is on at first.
    """

    def __init__(self, sign: str, *, on: bool = False) -> None:
        self.on = on
        self._sign = sign

    def __call__(self, text: str) -> str:
        """Give the text as it may be shown now."""
        return concealed(text, self._sign) if self.on else text


def concealed_line(line: Line, sign: str) -> Line:
    """Hide what the text of a whole line tells, in runs as long as before."""
    text, at, runs = concealed(text_of(line), sign), 0, []
    for part, style, action in line:
        runs.append((text[at : at + len(part)], style, action))
        at += len(part)
    return tuple(runs)
