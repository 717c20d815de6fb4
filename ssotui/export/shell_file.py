"""Keys in a file that a shell runs, such as direnv's ``.envrc``: one block of ours, every other byte stays."""

from __future__ import annotations

import re

from ssotui.aws.config import expiry_comment
from ssotui.export.credentials_file import SectionExists
from ssotui.export.formats.variables import changes
from ssotui.export.shells import script
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile

MARK = "# written by ssotui"
"""The beginning of the line above our block."""

END = "# end of what ssotui wrote"
"""The line below it."""

_BLOCK = re.compile(rf"^{MARK};[^\r\n]*\r?\n(?:(?!{MARK}|{END}).*\r?\n)*?{END}[^\S\r\n]*(?:\r?\n|\Z)", re.MULTILINE)
_SETS_KEY = re.compile(
    r"^\s*(?:export\s+|set\s+(?:-\w+\s+|--\w+\s+)*)?AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)\b\s*[=\s]\s*['\"]?[^\s'\"]",
    re.MULTILINE,
)


def with_lines(data: bytes, outgoing: Outgoing, language: str, *, overwrite: bool) -> bytes:
    """Put the lines that export the keys into the file: in the place of those of before, or at its end.

    Args:
        data: what the file holds.
        outgoing: the keys.
        language: whose lines, ``bash`` (which every POSIX shell and direnv read) or ``fish``.
        overwrite: whether a person has said yes to keys that ssotui did not write. They stay; ours come after them.

    Raises:
        SectionExists: the file sets keys that ssotui did not write, and ``overwrite`` is not given.
        UnusableFile: the file is no text.
        UsageError: a value cannot be written.
    """
    if b"\0" in data:
        raise UnusableFile("The file is not text, or not UTF-8.", "Name another file.")
    text = data.decode(errors="surrogateescape")
    newline = "\r\n" if b"\r\n" in data else "\n"
    mark = f"{MARK}; {expiry_comment.saying(outgoing.keys.expires_at)}"
    block = f"{mark}\n{script(language, changes(outgoing))}{END}\n".replace("\n", newline)
    before = _BLOCK.search(text)
    others = text[: before.start()] + text[before.end() :] if before else text
    if not overwrite and _SETS_KEY.search(others):
        raise SectionExists("The file sets keys that ssotui did not write.", "Name another file, or overwrite (--yes).")
    if before:
        after = text[: before.start()] + block + text[before.end() :]
    else:
        after = (text if not text or text.endswith("\n") else text + newline) + block
    return after.encode(errors="surrogateescape")
