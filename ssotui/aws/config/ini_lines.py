"""The grammar of AWS's INI dialect, one line at a time.

It is Python's ``RawConfigParser`` with its defaults, which botocore reads with (``botocore/configloader.py``), over
lines that end as text files' lines do: LF, CRLF or CR (not where ``str.splitlines`` would also split).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

from ssotui.model.records import NamedTuple

DEFAULT = "DEFAULT"
"""The section whose keys configparser, and so botocore, leaks into all the others."""

BOM = "\ufeff"
COMMENT = "#;"

# What a line is, in the place of its key. No key can be one of these: a key ends before the first `=`.
HEADER = "=header"
MORE = "=more"
NO_SEPARATOR = "=no-separator"
NO_KEY = "=no-key"

# What other SDKs may not read as botocore does.
INDENTED = "=indented"
COLON = "=colon"
CAPITALS = "=capitals"

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


class Token(NamedTuple):
    """A line that is neither blank nor a comment.

    Attributes:
        what: its key in lower case, or one of this module's constants.
        value: what stands behind the key. Of a `HEADER` that is what stands between the brackets, of `MORE` the line
            that continues the value before it.
        level: its indent, against which the next line's counts; of `MORE` that of the line before.
        odd: its oddities, each one of `INDENTED`, `COLON` and `CAPITALS`.
    """

    what: str
    value: str
    level: int = 0
    odd: tuple[str, ...] = ()


def token(line: str, key: str, level: int) -> Token | None:
    """Tell what a line is; ``None`` for a blank one and a comment.

    Args:
        line: without its end.
        key: the one whose value the line may continue: that of the last token, or of the one which `MORE` continues.
        level: that of the last token.
    """
    body = line.strip()
    if not body or body[0] in COMMENT:
        return None
    indent = 0 if line[0] == body[0] else len(line) - len(line.lstrip())
    if key and indent > level:
        return Token(MORE, body, level)
    if body[0] == "[" and (end := body.rfind("]")) > 1:
        return Token(HEADER, body[1:end], indent, (INDENTED,) if indent else ())
    name, separator, value = _parted(body)
    if not separator or not name:
        return Token(NO_KEY if separator else NO_SEPARATOR, value, indent)
    lower = intern(name.lower())
    odd = ((indent > 0, INDENTED), (separator == ":", COLON), (lower != name, CAPITALS))
    return Token(lower, value, indent, tuple(oddity for is_so, oddity in odd if is_so))


def tokens(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Tell what each line is that is neither blank nor a comment: its number from 1, what it is, and its value."""
    key, level = "", 0
    for number, line in enumerate(lines, 1):
        if found := token(line, key, level):
            what, value, level, _ = found
            if what != MORE:
                key = what if what[0] != "=" else ""
            yield number, what, value


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
