"""Keys merged into a ``.env`` file: pure edits of the file's bytes."""

from __future__ import annotations

import re

from ssotui.export.formats import variables
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError

_PLAIN = re.compile(r"[A-Za-z0-9/+=:_.-]+")
"""What every reader of ``.env`` files takes as it stands. All that AWS gives is made of it."""


def with_variables(data: bytes, outgoing: Outgoing) -> bytes:
    """The file with our variables set, each in its old place or at the end; every other byte stays.

    Raises:
        UsageError: a value would need quoting, on which the readers of such files disagree.
    """
    settings = variables(outgoing)
    for name, value in settings.items():
        if value is not None and not _PLAIN.fullmatch(value):
            raise UsageError(f"The value of {name} cannot stand in a .env file.", "Use --format env instead.")
    text = data.decode(errors="surrogateescape")
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
    return text.encode(errors="surrogateescape")
