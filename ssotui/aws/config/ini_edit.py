"""Changing the lines of one section and no others, so that they then mean exactly what was asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ssotui.aws.config.ini_lines import COMMENT, DEFAULT, MORE, tokens
from ssotui.model.records import NamedTuple

MARK = "written by ssotui"
"""How the comment begins by which ssotui knows the sections that it wrote: a full line, which every SDK skips."""

_RAW_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK_LINE = re.compile(rf"#\s*{MARK}(?:; (.*))?")
_BEFORE_VALUE = re.compile(r"[^=:]*[=:]\s*")
_KEY = re.compile(r"[a-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_COMMENT_IN_VALUE = re.compile(r"(?:\A|\s)[#;]")


def raw_lines(text: str) -> list[str]:
    """The lines with their ends: joined, they are ``text`` again."""
    return _RAW_LINE.findall(text)


def check(header: str, values: Mapping[str, str], comment: str | None) -> None:
    """Refuse what would not read back as it was given, from botocore and from every other SDK.

    Raises:
        ValueError: it cannot be written. The message quotes no value.
    """
    if not header.strip() or _CONTROL.search(header):
        raise ValueError("A section's name cannot be empty, nor hold line breaks or control characters.")
    if header == DEFAULT:
        raise ValueError(f"The keys of a section [{DEFAULT}] would leak into all the others.")
    if comment and (_CONTROL.search(comment) or comment != comment.strip()):
        raise ValueError("A comment cannot hold line breaks, control characters or outer spaces.")
    for key, value in values.items():
        if not _KEY.fullmatch(key):
            raise ValueError("A key is made of small letters, digits, '_' and '-'.")
        if _CONTROL.search(value) or value != value.strip():
            raise ValueError(f"The value of {key} cannot hold line breaks, control characters or outer spaces.")
        if _COMMENT_IN_VALUE.search(value):
            raise ValueError(
                f"The value of {key} cannot hold '#' or ';' after a space: some SDKs begin a comment there."
            )


def new_section(header: str, values: Mapping[str, str], comment: str | None, newline: str) -> list[str]:
    """The lines of a section that is not there yet."""
    mark = [] if comment is None else [_mark(comment) + newline]
    return [f"[{header}]{newline}", *mark, *(_setting(key, values[key]) + newline for key in values)]


def rewrite(
    lines: Sequence[str],
    after: str,
    values: Mapping[str, str],
    *,
    remove: Collection[str],
    comment: str | None,
    newline: str,
) -> list[str]:
    """Set and remove keys of one section; whatever else it holds stays as and where it is.

    A key that has its value already is left alone, one with another value keeps its place and its spacing, and new
    ones come after the last. Where a key stands more than once only the last one stays, which is the one that counts.

    Args:
        lines: the section's lines with their ends, header first.
        after: the line that follows the section, or nothing.
        values: what to set.
        remove: keys to remove, unless they are to be set.
        comment: what its mark shall say; ``None`` leaves the mark, or its absence, as it is.
        newline: how to end a line that comes after one without an end.
    """
    layout = _layout(lines, after)
    instead = [[line] for line in lines]
    for key in layout.settings.keys() & {*values, *remove}:
        *earlier, last = layout.settings[key]
        drop = [index for setting in earlier for index in setting.indexes]
        if key not in values:
            drop += last.indexes
        elif len(last.indexes) > 1 or last.value != values[key]:
            drop += last.indexes[1:]
            instead[last.indexes[0]] = [_with_value(lines[last.indexes[0]], values[key])]
        for index in drop:
            instead[index] = []
    if comment is not None:
        _set_mark(instead, lines, comment, newline)
    end = line_end(lines[layout.end]) or newline
    instead[layout.end] += [
        layout.indent + _setting(key, values[key]) + end for key in values if key not in layout.settings
    ]
    result = [line for group in instead for line in group]
    return [_ended(line, newline) for line in result[:-1]] + result[-1:]


def find_mark(lines: Sequence[str]) -> tuple[int, str] | None:
    """Find the mark among a section's lines; return its index, and its words after `MARK`.

    It is one of the comments directly under the header, so no edit of the keys separates the two.
    """
    for index, line in enumerate(lines[1:], 1):
        body = line.strip()
        if not body or body[0] not in COMMENT:
            break
        if match := _MARK_LINE.fullmatch(body):
            return index, match[1] or ""
    return None


def without_mark(lines: Sequence[str]) -> str:
    """Return a section from its header to its last key, without its mark; each line ends with a line feed."""
    end = max((index for index, _, _ in tokens(lines[1:])), default=0) + 1
    mark = find_mark(lines)
    return "".join(line.rstrip("\r\n") + "\n" for index, line in enumerate(lines[:end]) if not mark or index != mark[0])


def length_of_own(lines: Sequence[str]) -> int:
    """Count the lines of a section that go when it is removed.

    These are its keys, the comments between them, its mark, and the blank lines that follow. Comments after its
    last key stay: they belong to what comes next.
    """
    end = max((index for index, _, _ in tokens(lines[1:])), default=0)
    mark = find_mark(lines)
    end = max(end, mark[0] if mark else 0) + 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end


class _Setting(NamedTuple):
    """One time that a key stands in the section: the indexes of its lines, and the value on the first of them."""

    indexes: list[int]
    value: str


class _Layout(NamedTuple):
    settings: dict[str, list[_Setting]]
    end: int
    """The index of the line after which a new key goes."""
    indent: str
    """What a new key begins with.

    Deeper than the last key, it would continue that one's value. Less deep than the line that follows a section
    without keys, it would take that line into its own value, be it the next header.
    """


def _layout(lines: Sequence[str], after: str) -> _Layout:
    settings: dict[str, list[_Setting]] = {}
    mark = find_mark(lines)
    end = mark[0] if mark else 0
    setting = None
    indent = None
    for index, key, value in tokens(lines[1:]):
        if key[0] != "=":
            setting = _Setting([index], value)
            settings.setdefault(key, []).append(setting)
            indent = _indent(lines[index])
            end = index
        elif key == MORE and setting:
            setting.indexes.append(index)
            end = index
        elif indent is None:
            indent = _indent(lines[index])
    return _Layout(settings, end, _indent(after) if indent is None else indent)


def _set_mark(instead: list[list[str]], lines: Sequence[str], comment: str, newline: str) -> None:
    mark = find_mark(lines)
    if mark is None:
        instead[0].append(_mark(comment) + (line_end(lines[0]) or newline))
    elif mark[1] != comment:
        index = mark[0]
        instead[index] = [_mark(comment) + line_end(lines[index])]


def _mark(comment: str) -> str:
    return f"# {MARK}; {comment}" if comment else f"# {MARK}"


def _setting(key: str, value: str) -> str:
    return f"{key} = {value}".rstrip()


def _with_value(line: str, value: str) -> str:
    """The same key with the same spacing, and another value."""
    end = line_end(line)
    body = line.removesuffix(end)
    before = _BEFORE_VALUE.match(body)
    start = before[0] if before else body
    if start == body:  # It had no value, so it shows no spacing either.
        start = f"{start.rstrip()} "
    return (start + value).rstrip() + end


def line_end(line: str) -> str:
    """Return the end of a line; the last line of a document may have none."""
    return line[len(line.rstrip("\r\n")) :]


def _ended(line: str, newline: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + newline


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
