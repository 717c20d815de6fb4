"""Merge keys into a ``.env`` file: pure edits of the file's bytes.

There is no standard of these files. What is read here is what their readers (python-dotenv, Node's dotenv, Docker
Compose, a shell that sources them) agree on: assignments, ``export``, comments, and values in quotes that may run over
many lines. Where one reader begins a quoted value and another does not, it is taken for quoted, and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from ssotui.aws.config import expiry_comment
from ssotui.export.credentials_file import SectionExists
from ssotui.export.formats.files import dotenv_values
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile
from ssotui.model.records import NamedTuple

MARK = "# written by ssotui"
"""How the line begins that stands above our variables."""

OURS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)

PROFILES = frozenset({"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})

STALE = ("AWS_SECURITY_TOKEN",)
"""What old tools wrote for the session token; botocore reads it before ``AWS_SESSION_TOKEN``."""

_NAME = r"""[^\S\r\n]* (?:export[^\S\r\n]+)? (?P<quote>'?)(?P<name>[^=\#\s'"]+)(?P=quote)"""
_BEFORE = re.compile(rf"{_NAME} [^\S\r\n]* = (?:[^\S\r\n]+(?=[^\s\#]))?", re.VERBOSE)
_BARE = re.compile(rf"{_NAME} (?= [^\S\r\n]* (?:\#[^\r\n]*)? (?:\r|\n|\Z) )", re.VERBOSE)
"""A name alone: python-dotenv takes it for one without a value, Docker for the surrounding variable, and a shell
exports what was set before."""
_QUOTED_NAME = re.compile(r"[^\S\r\n]*(?:export[^\S\r\n]+)?'[^']+'")
"""One that may run over lines."""
_QUOTES = frozenset("'\"`")
_COMMENT = re.compile(r"[^\S\r\n]\#")
_TAIL = re.compile(r"(?:[^\S\r\n]+\#[^\r\n]*|[^\S\r\n]*)(?:\r\n|\r|\n|\Z)")
_REST = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class _Line(NamedTuple):
    """A line of the file, or the several that an assignment takes.

    Attributes:
        text: all of it, its end included.
        name: of the variable that it sets; empty if it sets none.
        before: what stands before the value.
        value: with its quotes.
        is_bare: whether it is a name alone.
    """

    text: str
    name: str = ""
    before: str = ""
    value: str = ""
    is_bare: bool = False

    @property
    def is_mark(self) -> bool:
        """True for the comment by which ssotui marks its lines."""
        return not self.name and self.text.startswith(MARK)

    @property
    def is_empty(self) -> bool:
        """True if the line sets its variable to nothing."""
        return self.value in {"", "''", '""'}

    def with_value(self, value: str) -> _Line:
        """The same assignment of another value; a comment behind it stays."""
        tail = self.text[len(self.before) + len(self.value) :]
        if not _TAIL.fullmatch(tail):  # more of the old value, as shells read it
            tail = tail[len(tail.rstrip("\r\n")) :]
        return _Line(self.before + "=" * self.is_bare + value + tail, self.name)


def with_variables(data: bytes, outgoing: Outgoing, *, overwrite: bool) -> bytes:
    """Return the file with our variables set, each in its old place or at the end; every other byte stays.

    A comment above the first one tells when the keys end, and that ssotui wrote them.

    Raises:
        SectionExists: it holds keys that ssotui did not write, and ``overwrite`` is not given.
        UnusableFile: it is no text.
        UsageError: a value cannot stand in one.
    """
    settings = dotenv_values(outgoing)
    if b"\0" in data:
        raise UnusableFile("The file is not text, or not UTF-8.", "Name another file.")
    lines = list(_read(data.decode(errors="surrogateescape")))
    marked = any(line.is_mark for line in lines)
    holds_keys = any(line.name in OURS[:2] and not line.is_empty for line in lines)
    if holds_keys and not (marked or overwrite):
        raise SectionExists(
            "The file holds keys that ssotui did not write.", "Name another file, or overwrite (--yes)."
        )
    newline = "\r\n" if b"\r\n" in data else "\n"
    lines = _appended(_in_place(lines, settings), settings, newline)
    mark = _Line(f"{MARK}; {expiry_comment.saying(outgoing.keys.expires_at)}{newline}")
    lines = _marked(lines, mark, next(iter(settings)))
    return "".join(line.text for line in lines).encode(errors="surrogateescape")


def digest_of(outgoing: Outgoing) -> str:
    """Hash our variables as they are written for the keys, to see a later edit by it."""
    return _digest(dotenv_values(outgoing))


def untouched_until(data: bytes, digest: str) -> datetime | None:
    """Give the end of the keys in the file, if they are just as ssotui wrote them; else ``None``.

    Args:
        data: what the file holds.
        digest: from :func:`digest_of` the keys that were written.
    """
    lines = list(_read(data.decode(errors="surrogateescape")))
    marks = [line.text.removeprefix(f"{MARK}; ").rstrip() for line in lines if line.is_mark]
    values = {line.name: line.value for line in lines if line.name in OURS}
    return expiry_comment.expiry(marks[0]) if len(marks) == 1 and _digest(values) == digest else None


def profiles_named(data: bytes) -> list[str]:
    """List the variables in the file that name a profile, which some tools would use instead of the keys."""
    lines = _read(data.decode(errors="surrogateescape"))
    return sorted({line.name for line in lines if line.name in PROFILES and not line.is_empty})


def _digest(values: Mapping[str, str | None]) -> str:
    """Hash our variables' values as they stand in the file."""
    import hashlib  # late: most commands write no such file

    text = "".join(f"{name}={values.get(name) or ''}\n" for name in OURS)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:12]


def _read(text: str) -> Iterator[_Line]:
    at = 0
    while at < len(text):
        line = _read_line(text, at)
        yield line
        at += len(line.text)


def _read_line(text: str, at: int) -> _Line:
    if assignment := _BEFORE.match(text, at):
        start = assignment.end()
        value = _value(text, start)
        return _Line(text[at : _line_end(text, start + len(value))], assignment["name"], assignment[0], value)
    if bare := _BARE.match(text, at):
        return _Line(text[at : _line_end(text, at)], bare["name"], bare[0], is_bare=True)
    quoted = _QUOTED_NAME.match(text, at)
    return _Line(text[at : _line_end(text, quoted.end() if quoted else at)])


def _value(text: str, start: int) -> str:
    """The value that begins there, with its quotes."""
    if text[start : start + 1] in _QUOTES and (end := _closing(text, start)) > start:
        return text[start : end + 1]
    line = text[start : _line_end(text, start)]
    comment = _COMMENT.search(line)
    return (line[: comment.start()] if comment else line).rstrip()


def _closing(text: str, start: int) -> int:
    """Find the end of the quote that opens there: the next one without a backslash before it, else the last one."""
    quote, last = text[start], -1
    at = text.find(quote, start + 1)
    while at != -1:
        if text[at - 1] != "\\":
            return at
        last, at = at, text.find(quote, at + 1)
    return last


def _line_end(text: str, at: int) -> int:
    """The index after the end of the line that is there."""
    found = _REST.match(text, at)
    return found.end() if found else len(text)


def _in_place(lines: list[_Line], settings: dict[str, str | None]) -> list[_Line]:
    """Set our variables where they stand already; a second line of one would win instead, and is removed.

    A name alone gets the value, wherever it stands: ``export`` of it may be what hands it on.
    """
    seen: set[str] = set()
    result = []
    for line in lines:
        if line.name not in settings and line.name not in STALE:
            result.append(line)
            continue
        value = settings.get(line.name)
        if value is not None and (line.is_bare or line.name not in seen):
            result.append(line if line.value == value else line.with_value(value))
        seen.add(line.name)
    return result


def _appended(lines: list[_Line], settings: dict[str, str | None], newline: str) -> list[_Line]:
    """Add our variables that are not there yet at the end."""
    there = {line.name for line in lines}
    more = [_Line(f"{name}={value}{newline}", name) for name, value in settings.items() if value and name not in there]
    if not (more and lines):
        return lines + more
    last = lines[-1]._replace(text=_ended(lines[-1].text, newline))
    # A shell joins a line that ends in a backslash with the next one, whatever that is.
    gap = [_Line(newline)] if last.text.rstrip("\r\n").endswith("\\") else []
    return [*lines[:-1], last, *gap, *more]


def _marked(lines: list[_Line], mark: _Line, first: str) -> list[_Line]:
    """Put our mark in its old place, or above the first of our variables."""
    at = next((index for index, line in enumerate(lines) if line.is_mark), None)
    if at is not None:
        return [*lines[:at], mark, *lines[at + 1 :]]
    at = next(index for index, line in enumerate(lines) if line.name == first)
    return [*lines[:at], mark, *lines[at:]]


def _ended(text: str, newline: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + newline
