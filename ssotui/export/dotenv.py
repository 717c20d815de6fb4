"""Keys merged into a ``.env`` file: pure edits of the file's bytes."""

from __future__ import annotations

import re

from ssotui.export.credentials_file import SectionExists
from ssotui.export.formats import variables
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError

_PLAIN = re.compile(r"[A-Za-z0-9/+=:_.-]+")
"""What every reader of ``.env`` files takes as it stands. All that AWS gives is made of it."""


MARK = "# written by ssotui"
"""How the line begins that stands above our variables."""

_MARKED = re.compile(rf"^{MARK}.*(?:\r?\n|\Z)", re.MULTILINE)
_FIRST = re.compile(r"^(?=[ \t]*(?:export[ \t]+)?AWS_ACCESS_KEY_ID[ \t]*=)", re.MULTILINE)
_KEYS = re.compile(r"^[ \t]*(?:export[ \t]+)?AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)[ \t]*=[ \t]*\S", re.MULTILINE)


def with_variables(data: bytes, outgoing: Outgoing, *, overwrite: bool) -> bytes:
    """The file with our variables set, each in its old place or at the end; every other byte stays.

    A comment above the first one tells when the keys end, and that ssotui wrote them.

    Raises:
        SectionExists: it holds keys that ssotui did not write, and ``overwrite`` is not given.
        UsageError: a value would need quoting, on which the readers of such files disagree.
    """
    settings = variables(outgoing)
    for name, value in settings.items():
        if value is not None and not _PLAIN.fullmatch(value):
            raise UsageError(f"The value of {name} cannot stand in a .env file.", "Use --format env instead.")
    text = data.decode(errors="surrogateescape")
    marked = _MARKED.search(text)
    if _KEYS.search(text) and not marked and not overwrite:
        raise SectionExists(
            "The file holds keys that ssotui did not write.", "Name another file, or overwrite (--yes)."
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    for name, value in settings.items():
        ours = re.compile(rf"^([ \t]*(?:export[ \t]+)?){name}[ \t]*=.*(?:\r?\n|\Z)", re.MULTILINE)
        found = ours.search(text)
        line = "" if value is None else f"{found[1] if found else ''}{name}={value}{newline}"
        if found:
            start = found.start()
            text = text[:start] + line + ours.sub("", text[found.end() :])
        elif line:
            text += newline if text and not text.endswith("\n") else ""
            text += line
    end = outgoing.keys.expires_at
    mark = f"{MARK}; {f'expires {format_timestamp(end)}' if end else 'does not expire'}{newline}"
    if marked:
        text = _MARKED.sub(lambda _: mark, text, count=1)
    else:
        text = re.sub(
            r"^(?=[ \t]*(?:export[ \t]+)?AWS_ACCESS_KEY_ID[ \t]*=)", lambda _: mark, text, count=1, flags=re.MULTILINE
        )
    return text.encode(errors="surrogateescape")
