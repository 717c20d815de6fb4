"""One of AWS's two INI files, section by section, as ``botocore/configloader.py: raw_config_parse`` gives them."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, cast

from ssotui.aws import config_problems as wrong
from ssotui.aws.ini import DEFAULT, Document, Fault, Section, parse_nested
from ssotui.model.profile import Place, Problem
from ssotui.model.secret import Secret

MAX_BYTES = 32 * 1024 * 1024
"""More than this is no config file: 10,000 profiles take 1.5 MB."""

MAX_LEAKED = 1_000_000
"""How many values of [DEFAULT] are given to other sections; more of them are a mistake that only costs time."""

SECRET_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"})

Values = dict[str, str | Secret | dict[str, str]]
"""A section's values by lower-case keys: a nested block is a dict, and the values of `SECRET_KEYS` are masked."""

_COMMENT = re.compile(r"(?:\A|\s)[#;]")
_SIGNS = (b" #", b"\t#", b"=#", b" ;", b"\t;", b"=;", b'"', b"'")
"""Without one of these in the file, no value has a comment behind it or quotes around it."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Layer(NamedTuple):
    """What one section, or all of one header, gave: where it is, and how many lines below that each key stands."""

    place: Place
    offsets: Mapping[str, int]


class RawSection(NamedTuple):
    """A profile's, a session's or a service's values, and where they come from.

    Attributes:
        place: where its section is; in the config file, if both files have it.
        values: as botocore merges them.
        layers: what gave them: of those that have a key, the last counts.
        nested: whether any value is a nested block.
    """

    place: Place
    values: Values
    layers: tuple[Layer, ...]
    nested: bool = False

    def origin(self, key: str) -> Place | None:
        """The file and line that gave the value of ``key``."""
        for layer in reversed(self.layers):
            if key in layer.offsets:
                return Place(layer.place.path, layer.place.line + layer.offsets[key])
        return None

    def has_in(self, path: str, key: str) -> bool:
        """Whether that file gave a value for ``key``, be it the one that counts or not."""
        return any(key in layer.offsets for layer in self.layers if layer.place.path == path)

    def under(self, other: RawSection) -> RawSection:
        """Both as one, the other's values counting where both have one."""
        nested = self.nested or other.nested
        return RawSection(self.place, self.values | other.values, self.layers + other.layers, nested)

    def text(self, key: str) -> str | None:
        """The value of a key that is no secret: ``None`` if it is not there, empty if it is a nested block."""
        value = self.values.get(key)
        return value if isinstance(value, str) or value is None else ""


@dataclass(slots=True)
class AwsFile:
    """A file that was read, or could not be.

    Attributes:
        sections: by header, in the file's order; repeated ones are one, and have the keys of [DEFAULT] too.
        faults: why botocore refuses the file.
        problems: of the file as a whole, the faults included.
        value_problems: of single values, by header.
    """

    sections: dict[str, RawSection] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    problems: list[Problem] = field(default_factory=list)
    value_problems: dict[str, list[Problem]] = field(default_factory=dict)


def load(path: Path) -> AwsFile:
    """Read a file. Never raises: what stands in the way is a problem, and a file that is not there is an empty one."""
    place = str(path)
    file = AwsFile()
    try:
        data = _read(path)
    except FileNotFoundError:
        return file
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        file.problems.append(wrong.unreadable(place, getattr(error, "strerror", None) or str(error)))
        return file
    document = Document.parse(data)
    file.faults = document.faults
    file.problems += [wrong.refused(place, fault) for fault in document.faults]
    if any(fault.code == "encoding" for fault in document.faults):
        document = Document.parse(_as_utf8(data))
    _fill(file, place, document.sections)
    if any(sign in data for sign in _SIGNS):
        _check_values(file, document.sections)
    return file


def _read(path: Path) -> bytes:
    mode = path.stat().st_mode
    if stat.S_ISCHR(mode):  # AWS_CONFIG_FILE=/dev/null is how one says "none".
        return b""
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(0, f"it has more than {MAX_BYTES >> 20} MB")
    return data


def _as_utf8(data: bytes) -> bytes:
    """What cannot be decoded as U+FFFD: from here on every text can be printed and encoded."""
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8", "replace").encode()


def _fill(file: AwsFile, path: str, sections: Sequence[Section]) -> None:
    groups: dict[str, list[Section]] = {}
    for section in sections:
        groups.setdefault(section.header, []).append(section)
    defaults = groups.pop(DEFAULT, None)
    for header, group in groups.items():
        file.sections[header] = _raw(path, group)
    if not defaults:
        return
    leaking = _raw(path, defaults)
    if not leaking.values:
        return
    if len(leaking.values) * len(groups) > MAX_LEAKED:
        file.problems.append(wrong.default_too_big(leaking.place))
        return
    file.problems.append(wrong.default_leaks(leaking.place))
    for header, section in file.sections.items():
        file.sections[header] = leaking.under(section)._replace(place=section.place)


def _raw(path: str, group: Sequence[Section]) -> RawSection:
    section = group[0]
    place = Place(path, section.line)
    if len(group) == 1:
        return RawSection(place, _typed(section), (Layer(place, section.offsets),), section.nested)
    values: Values = {}
    offsets: dict[str, int] = {}
    for repeated in group:
        values |= _typed(repeated)
        below = repeated.line - section.line
        offsets |= {key: below + offset for key, offset in repeated.offsets.items()}
    return RawSection(place, values, (Layer(place, offsets),), any(repeated.nested for repeated in group))


def _typed(section: Section) -> Values:
    if not section.nested and SECRET_KEYS.isdisjoint(section.values):
        return cast("Values", section.values)  # The section is not looked at again.
    return {key: _typed_value(key, value) for key, value in section.values.items()}


def _typed_value(key: str, value: str) -> str | Secret | dict[str, str]:
    if key in SECRET_KEYS:
        return Secret(value)
    return parse_nested(value) if value.startswith("\n") else value


def _check_values(file: AwsFile, sections: Sequence[Section]) -> None:
    for section in sections:
        for key, value in section.values.items():
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and key != "credential_process"
            if quoted or _COMMENT.search(value.partition("\n")[0]):
                raw = file.sections.get(section.header)
                problem = (wrong.quoted_value if quoted else wrong.inline_comment)(key, raw and raw.origin(key))
                file.value_problems.setdefault(section.header, []).append(problem)
