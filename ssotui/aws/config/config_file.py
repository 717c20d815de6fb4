"""One of AWS's two INI files, section by section, as ``botocore/configloader.py: raw_config_parse`` gives them."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence

from ssotui.aws.config import problems as wrong
from ssotui.aws.config.ini_lines import DEFAULT, parse_nested
from ssotui.aws.config.ini_sections import Fault, Section, read, utf_16
from ssotui.model.profile import FilePlace, Problem
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.storage.bounded_read import read_regular

TYPE_CHECKING = False  # type checkers take this for True: importing pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path

MAX_LEAKED = 1_000_000
"""How many values of [DEFAULT] are given to other sections; more of them are a mistake that only costs time."""

SECRET_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"})

Values = dict[str, str | Secret | dict[str, str]]
"""A section's values by lower-case keys: a nested block is a dict, and the values of `SECRET_KEYS` are masked."""

_KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-"
_SIGNS = (b" #", b"\t#", b"=#", b" ;", b"\t;", b"=;", b'"', b"'")
"""Without one of these in the file, no value has a comment behind it or quotes around it."""

_MARK = b"written by ssotui"
"""Without it, there is no comment of ours in the file."""


class RawSection(NamedTuple):
    """A profile's, a session's or a service's values, and where they come from.

    Attributes:
        place: where its header is; in the config file, if both files have it.
        values: as botocore merges them.
        offsets: how many lines below the header each key stands.
        nested: whether any value is a nested block.
        parts: the sections that it was merged from, if it was: of those that have a key, the last counts.
    """

    place: FilePlace
    values: Values
    offsets: Mapping[str, int]
    nested: bool = False
    parts: tuple[RawSection, ...] = ()

    def origin(self, key: str) -> FilePlace | None:
        """The file and line that gave the value of ``key``."""
        for part in reversed(self.parts or (self,)):
            if key in part.offsets:
                return FilePlace(part.place.path, part.place.line + part.offsets[key])
        return None

    def lines(self) -> Mapping[str, int | FilePlace]:
        """The place of each value: how many lines below the header it stands, or which other place it has."""
        if not self.parts:
            return self.offsets
        return {key: place for key in self.values if (place := self.origin(key))}

    def has_in(self, path: str, key: str) -> bool:
        """Tell whether that file gave a value for ``key``, even if another one counts."""
        return any(key in part.offsets for part in self.parts or (self,) if part.place.path == path)

    def text(self, key: str) -> str | None:
        """The value of a key that is no secret: ``None`` if it is not there, empty if it is a nested block."""
        value = self.values.get(key)
        return value if isinstance(value, str) or value is None else ""


def merged(lower: RawSection, upper: RawSection, place: FilePlace) -> RawSection:
    """Both as one, which is at ``place``; the upper's values count where both have one."""
    parts = (*(lower.parts or (lower,)), *(upper.parts or (upper,)))
    return RawSection(place, lower.values | upper.values, {}, lower.nested or upper.nested, parts)


class AwsFile:
    """A file that was read, or could not be.

    Attributes:
        sections: by header, in the file's order; repeated ones are one, and have the keys of [DEFAULT] too.
        faults: why botocore refuses the file.
        problems: of the file as a whole, the faults included.
        section_problems: of single sections, by header; oddities that do not keep the file from being read.
        marks: what our own comments in sections say, by header; only if they were asked for.
    """

    __slots__ = ("faults", "marks", "problems", "section_problems", "sections")

    def __init__(self) -> None:
        self.sections: dict[str, RawSection] = {}
        self.faults: Sequence[Fault] = ()
        self.problems: list[Problem] = []
        self.section_problems: dict[str, list[Problem]] = {}
        self.marks: Mapping[str, str] = {}

    def add_of_section(self, header: str, problem: Problem) -> None:
        """Note a problem of a section."""
        self.section_problems.setdefault(header, []).append(problem)


def load(path: Path | str, *, with_marks: bool = False) -> AwsFile:
    """Read a file. Never raises: what stands in the way is a problem, and a file that is not there is an empty one."""
    place = str(path)
    file = AwsFile()
    try:
        data = _bytes_of(path)
    except FileNotFoundError:
        return file
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        file.problems.append(wrong.unreadable(place, getattr(error, "strerror", None) or str(error)))
        return file
    readable, reading = data, read(data)
    file.faults = reading.faults
    file.problems += [wrong.refused(place, fault) for fault in reading.faults]
    if any(fault.code == "encoding" for fault in reading.faults):
        readable = _as_utf8(data)
        reading = read(readable)
    if with_marks and _MARK in data:
        from ssotui.aws.config.ini import Document  # late: most files have none

        file.marks = Document(readable, reading).marks()
    _fill(file, place, reading.sections)
    for odd in reading.oddities:
        file.add_of_section(odd.header or "", wrong.odd_line(place, odd))
    _check_keys(file)
    if any(sign in data for sign in _SIGNS if sign[-1:] in data):  # one byte is found 20 times as fast as two
        _check_values(file, reading.sections)
    return file


def _bytes_of(path: Path | str) -> bytes:
    mode = os.stat(path).st_mode  # noqa: PTH116 - it may be a string
    if stat.S_ISCHR(mode):  # AWS_CONFIG_FILE=/dev/null is how one says "none".
        return b""
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file")
    return read_regular(path)


def _as_utf8(data: bytes) -> bytes:
    """Decode as UTF-8, with U+FFFD for bytes that are none: from here on every text can be printed and encoded."""
    return data.decode(utf_16(data) or "utf-8", "replace").encode()


def _fill(file: AwsFile, path: str, sections: Sequence[Section]) -> None:
    again: dict[str, list[RawSection]] = {}
    for section in sections:
        place = FilePlace._make((path, section.line))
        raw = RawSection._make((place, _typed(section), section.offsets, section.nested, ()))
        if file.sections.setdefault(section.header, raw) is not raw:
            again.setdefault(section.header, []).append(raw)
    for header, others in again.items():
        file.sections[header] = _joined([file.sections[header], *others])
    leaking = file.sections.pop(DEFAULT, None)
    if leaking and leaking.values:
        _leak(file, leaking)


def _joined(repeated: Sequence[RawSection]) -> RawSection:
    """One section of all those of one header."""
    place = repeated[0].place
    values: Values = {}
    offsets: dict[str, int] = {}
    for raw in repeated:
        values |= raw.values
        offsets |= {key: raw.place.line - place.line + offset for key, offset in raw.offsets.items()}
    return RawSection(place, values, offsets, any(raw.nested for raw in repeated))


def _leak(file: AwsFile, leaking: RawSection) -> None:
    """Give the keys of [DEFAULT] to every section that lacks them, as configparser does."""
    if len(leaking.values) * len(file.sections) > MAX_LEAKED:
        file.problems.append(wrong.DEFAULT_TOO_BIG.at(leaking.place))
        return
    file.problems.append(wrong.DEFAULT_LEAKS.at(leaking.place))
    for header, raw in file.sections.items():
        file.sections[header] = merged(leaking, raw, raw.place)


def _typed(section: Section) -> Values:
    if section.nested or not SECRET_KEYS.isdisjoint(section.values):
        return {key: _typed_value(key, value) for key, value in section.values.items()}
    return section.values  # type: ignore[return-value]  # nobody writes to the section again


def _typed_value(key: str, value: str) -> str | Secret | dict[str, str]:
    if key in SECRET_KEYS:
        return Secret(value)
    return parse_nested(value) if value.startswith("\n") else value


def _check_keys(file: AwsFile) -> None:
    layouts = {id(raw.offsets): raw.values for raw in file.sections.values()}  # those of one layout have the same keys
    keys = set[str]().union(*layouts.values())
    odd = {key for key in keys if not key or key.strip(_KEY_CHARACTERS)}
    for header, raw in file.sections.items():
        if not odd and not raw.nested:
            continue
        if not odd.isdisjoint(raw.values):
            key = next(key for key in raw.values if key in odd)
            file.add_of_section(header, wrong.ODD_KEY.at(raw.origin(key)))
        # A line of a nested block may have no key before its ``=``; botocore takes an empty one.
        nameless = (key for key, value in raw.values.items() if isinstance(value, dict) and "" in value)
        if block := next(nameless, None):
            file.add_of_section(header, wrong.ODD_KEY.at(raw.origin(block)))


def _check_values(file: AwsFile, sections: Sequence[Section]) -> None:
    import re  # late: most files have nothing to look at

    comment = re.compile(r"(?:\A|\s)[#;]")
    for section in sections:
        for key, value in section.values.items():
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and key != "credential_process"
            if quoted or comment.search(value.partition("\n")[0]):
                raw = file.sections.get(section.header)
                problem = wrong.quoted_value(key) if quoted else wrong.inline_comment(key)
                file.add_of_section(section.header, problem.at(raw and raw.origin(key)))
