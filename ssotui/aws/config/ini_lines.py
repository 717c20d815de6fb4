"""The grammar of AWS's INI dialect, one line at a time.

It is Python's ``RawConfigParser`` with its defaults, which botocore reads with (``botocore/configloader.py``), over
lines that end as text files' lines do: LF, CRLF or CR (not where ``str.splitlines`` would also split).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

DEFAULT = "DEFAULT"
"""The section whose keys configparser, and so botocore, leaks into all the others."""

BOM = "\ufeff"
COMMENT = "#;"

# What a line is, in the place of its key. No key can be one of these: a key ends before the first `=`.
HEADER = "=header"
MORE = "=more"
NO_SEPARATOR = "=no-separator"
NO_KEY = "=no-key"

# What other SDKs may not read as botocore does. These come after the line's own token.
INDENTED = "=indented"
COLON = "=colon"
CAPITALS = "=capitals"
ODDITIES = frozenset({INDENTED, COLON, CAPITALS})

MAX_KNOWN = 1000
"""How many lines are remembered: most of a big file are there again and again, with the same region, role or session.
Each is read once then, and its texts are kept once: of 10,000 profiles that is a fifth of the time and 3 MB."""


CHUNK = 1 << 16
"""So many characters are split at a time: all lines of 10,000 profiles would take 4 MB."""


class BareLines:
    """The lines of a text without their ends, and an empty one after the last end."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._text = text
        self._all: list[str] | None = None

    def __iter__(self) -> Iterator[str]:
        text, start = self._text, 0
        while (end := text.find("\n", start + CHUNK)) >= 0:
            yield from text[start:end].split("\n")
            start = end + 1
        yield from text[start:].split("\n")

    def all(self) -> list[str]:
        """Give them all at once, for who looks at lines that are not alone what they mean."""
        if self._all is None:
            self._all = self._text.split("\n")
        return self._all


def tokens(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Tell what each line is that is neither blank nor a comment.

    Yields:
        The line's number from 1, its key in lower case (or one of this module's constants), and the value on that
        line. For a `HEADER` that is what stands between the brackets; for `MORE` the line that continues the value
        before it.
    """
    key = ""
    level = 0
    known: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines, 1):
        if pair := known.get(line):
            level = 0
            key, value = pair
            yield number, key, value
            continue
        body = line.strip()
        if not body or body[0] in COMMENT:
            continue
        if line[0] == body[0]:
            level = 0
        else:
            indent = len(line) - len(line.lstrip())
            if key and indent > level:
                yield number, MORE, body
                continue
            level = indent
        if body[0] == "[" and (end := body.rfind("]")) > 1:
            key = ""
            yield number, HEADER, body[1:end]
            if level:
                yield number, INDENTED, ""
            continue
        name, separator, value = _parted(body)
        key = intern(name.lower()) if separator else ""
        yield number, key or (NO_KEY if separator else NO_SEPARATOR), value
        if key and (level or separator == ":" or key != name):
            odd = ((level > 0, INDENTED), (separator == ":", COLON), (key != name, CAPITALS))
            yield from ((number, oddity, "") for is_so, oddity in odd if is_so)
        elif key and len(known) < MAX_KNOWN:
            known[line] = key, value


def _parted(body: str) -> tuple[str, str, str]:
    """Split a line at its first separator: the text before, the separator, the text behind."""
    name, separator, value = body.partition("=")
    if ":" in name:
        name, separator, value = body.partition(":")
    return name.rstrip(), separator, value.lstrip()


def parse_nested(value: str) -> dict[str, str]:
    """The one level of nesting that botocore knows: the lines of a value that begins with a line end.

    Keys keep their case, and lines end wherever ``str.splitlines`` says. A line without ``=``, for which botocore
    refuses the file, is left out.
    """
    nested = {}
    for line in value.splitlines():
        key, separator, inner = line.partition("=")
        if separator:
            nested[key.strip()] = inner.strip()
    return nested


def is_nested_fault(line: str) -> bool:
    """Tell whether botocore refuses the file for this line of a nested value."""
    return any("=" not in part for part in line.splitlines() if part.strip())
