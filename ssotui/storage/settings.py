"""Read ``config.toml``: its tables, and the line of each of its keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.records import NamedTuple
from ssotui.storage.bounded_read import SETTINGS_BYTES, read_regular
from ssotui.storage.folders import settings_path

MAX_WASTED = 1 << 16
"""So many characters are parsed in vain to find lines: a value of thousands of lines is not worth its number."""

_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
"""Where a message of tomllib says that it stumbled."""

_KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of tables, positions in arrays."""


class Toml(NamedTuple):
    """The settings file after parsing.

    Attributes:
        content: its tables.
        lines: the line, from 1, of each key and each table by its name: ``theme``, ``environments[0].label``.
    """

    content: Mapping[str, Any]
    lines: Mapping[str, int]

    def line_of(self, name: str) -> int:
        """Return the line of that name, or of the nearest one around it; 0 if none is known."""
        while name and name not in self.lines:
            name = name[: max(name.rfind("."), name.rfind("["), 0)]
        return self.lines.get(name, 0)


class NotToml(UnusableFile):
    """The file is not TOML; ``line`` is 0 if no line is to blame."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason, "Correct it; ssotui settings --example shows a whole file.")
        self.line = line


def settings_file() -> Path:
    """Return the path of ``config.toml`` in the user's config folder. Only the person makes that file."""
    return Path(settings_path())


def read_toml(path: Path) -> Toml:
    """Read and parse the settings file.

    Raises:
        FileNotFoundError: there is none.
        NotToml: it cannot be read, or not as TOML.
    """
    try:
        data = read_regular(path, SETTINGS_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotToml(f"The settings cannot be read: {reason_of(error)}.") from None
    if len(data) > SETTINGS_BYTES:
        raise NotToml("The settings cannot be read: the file is too big.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotToml("The settings cannot be read: the file is not UTF-8.", line) from None
    return parse_toml(text)


def parse_toml(text: str) -> Toml:
    """Parse the text of a settings file.

    Raises:
        NotToml: it is none.
    """
    from tomllib import TOMLDecodeError, loads  # the settings are a file that few people have

    try:
        return Toml(loads(text), {_dotted(path): line for path, line in _lines(text)})
    except TOMLDecodeError as error:
        said, at = _AT.sub("", str(error)), _AT.search(str(error))
        line = int(at[1] or text.count("\n") + 1) if at else 0
        raise NotToml(f"The settings are not TOML: {said[:1].lower()}{said[1:]}.", line) from None
    except RecursionError:
        raise NotToml("The settings are nested too deeply.") from None
    except ValueError:  # what tomllib does not foresee: Python takes no number of thousands of digits
        raise NotToml("The settings are not TOML: there is a number that is too long.") from None


def _lines(text: str) -> Iterator[tuple[_KeyPath, int]]:
    """The line of each key and table: a statement is as many lines as it takes until they are TOML by themselves."""
    from tomllib import TOMLDecodeError, loads

    table: _KeyPath = ()
    arrays: Counter[_KeyPath] = Counter()
    statement, start, wasted = "", 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start if statement else number
        statement += f"{line}\n"
        try:
            content = loads(statement)
        except TOMLDecodeError:
            wasted += len(statement)
            if wasted > MAX_WASTED:
                return
            continue
        if not content:
            statement = ""
            continue
        paths = list(_paths(content))
        if statement.lstrip().startswith("["):
            (table,) = paths
            if table[-1] == 0:  # [[name]]: one more of them
                table = (*table[:-1], arrays[table])
                arrays[(*table[:-1], 0)] += 1
            paths = [()]
        yield from (((*table, *path), start) for path in paths)
        statement = ""


def _paths(content: Any) -> Iterator[_KeyPath]:
    """The ways to everything in it that is no table."""
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(content, dict):
        inner = content.items()
    elif isinstance(content, list) and all(isinstance(entry, dict) for entry in content):
        inner = enumerate(content)
    empty = True
    for key, value in inner:
        empty = False
        yield from ((key, *path) for path in _paths(value))
    if empty:
        yield ()


def _dotted(path: _KeyPath) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
