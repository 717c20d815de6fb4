"""Words as a shell has them: in the headers of the config file, botocore takes quotes and backslashes for that."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""
      (?P<blank> [ \t\r\n]++ )
    | (?P<bare> [^ \t\r\n"'\\]++ )
    | \\ (?P<escaped> . )
    | " (?P<double> (?: [^"\\] | \\. )*+ ) "
    | ' (?P<single> [^']*+ ) '
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE_IN_QUOTES = re.compile(r"""\\(["\\])""")


def shell_words(text: str, most: int) -> list[str] | None:
    """Split as ``shlex.split`` does, but in linear time.

    Returns:
        The words; ``None`` where there are more than ``most``, or where a quote or an escape does not end.
    """
    words: list[list[str]] = []
    between = True
    end = 0
    for piece in _PIECE.finditer(text):
        if piece.start() != end:
            return None
        end = piece.end()
        if piece["blank"] is not None:
            between = True
            continue
        if between:
            if len(words) == most:
                return None
            words.append([])
            between = False
        words[-1].append(_unquoted(piece))
    return ["".join(word) for word in words] if end == len(text) else None


def _unquoted(piece: re.Match[str]) -> str:
    if piece["double"] is not None:
        return _ESCAPE_IN_QUOTES.sub(r"\1", piece["double"])
    return piece[piece.lastgroup or 0]
