"""Putting an INI file's lines together to sections, and noting why botocore refuses the file, if it does.

Where botocore gives up at the first fault, this reads on, by the cross-SDK rules: repeated sections merge, and the
last value of a key wins.
"""

from __future__ import annotations

from ssotui.aws.config.ini_lines import (
    BOM,
    CAPITALS,
    COLON,
    DEFAULT,
    HEADER,
    INDENTED,
    MORE,
    NO_KEY,
    BareLines,
    is_nested_fault,
    token,
    tokens,
)
from ssotui.model.records import NamedTuple

MAX_FAULTS = 50
"""A file with more faults than this is not a config file with mistakes, and nobody would read them all."""

MAX_KNOWN = 1000
"""How many lines are remembered: most of a big file are there again and again, with the same region, role or session.
Each is judged once then, and its texts are kept once: of 10,000 profiles that is a fifth of the time and 3 MB."""

_PLAIN_KEY = "abcdefghijklmnopqrstuvwxyz_"

_ODD = {
    INDENTED: ("other SDKs take an indented line for a part of the one before", "Begin it at the left margin."),
    COLON: ("some SDKs do not read 'key: value'", "Write it as key = value."),
    CAPITALS: ("some SDKs do not find a key that is written with capitals", "Write the key in small letters."),
}


class Fault(NamedTuple):
    """Why botocore refuses a file: the AWS CLI and boto3 then read nothing of it. Or an oddity that it accepts.

    Attributes:
        code: ``bom``, ``encoding``, ``no-header``, ``no-separator``, ``no-key``, ``duplicate-section``,
            ``duplicate-key`` or ``nested-line``; of oddities ``indented``, ``colon`` or ``capitals``.
        line: counts from 1.
        message: what is wrong, in words that can follow "because"; no value is quoted.
        fix: what to do about it.
        header: the section it is in, if it is in one.
    """

    code: str
    line: int
    message: str
    fix: str
    header: str | None = None


class Section:
    """One section of the file. One that is repeated there is repeated here.

    Attributes:
        header: what stands between the brackets, exactly: ``profile x``, not ``x``.
        line: the header's, counting from 1.
        values: by lower-case keys, as configparser joins them: what continues a value, or is nested in it, follows
            after line feeds.
        offsets: for each key, how many lines after the header it stands.
        nested: whether any value begins with a line feed, so that botocore reads it as a nested block.
    """

    __slots__ = ("header", "line", "nested", "offsets", "values")

    def __init__(self, header: str, line: int) -> None:
        self.header = header
        self.line = line
        self.values: dict[str, str] = {}
        self.offsets: dict[str, int] = {}
        self.nested = False


class SectionReader:
    """Reads lines without their ends, once.

    Attributes:
        sections: in the file's order.
        faults: why botocore refuses the file; at most `MAX_FAULTS`.
        oddities: what botocore reads and other SDKs may read otherwise; the first of its sort in each section.
    """

    def __init__(self, lines: BareLines) -> None:
        self.sections: list[Section] = []
        self.faults: list[Fault] = []
        self.oddities: list[Fault] = []
        self._lines = lines
        self._section = Section("", 0)
        """The one that is being read; before the first header there is nothing, in a file without faults."""
        self._known: dict[str, tuple[str, str]] = {}
        """Plain lines with their keys and values."""
        self._names: dict[str, str] = {}
        """Texts that stood before the ``=`` of plain lines, each with the key that it names."""
        self._first: dict[str, int] = {}
        """The line of each header where it stands first."""
        self._alike: dict[str, int] = {}
        """The offsets of the last section that was laid out otherwise than the one before it."""
        self._odd: dict[tuple[int, str], Fault] = {}
        """The oddities, by the line of their section and their sort."""
        self._continued: dict[tuple[int, str], list[int]] = {}
        """The numbers of the lines that continue a value, by the index of its section and its key."""
        self._read()
        self.oddities += self._odd.values()
        self._check_start()
        self._check_defaults()
        for (index, key), numbers in self._continued.items():
            if index >= 0:
                self._join(self.sections[index], key, numbers)
        self.faults.sort(key=lambda fault: fault.line)

    def _read(self) -> None:
        """Take line after line. Here are the plain ones, of which big files are made."""
        section = self._section
        values, offsets, start = section.values, section.offsets, section.line
        known, names = self._known, self._names
        current, level = "", 0
        for number, line in enumerate(self._lines, 1):
            if pair := known.get(line):
                key, value = pair
            elif not line:
                continue
            else:
                name, separator, value = line.partition("=")
                if not separator or not (key := names.get(name, "")):
                    current, level = self._take(number, line, current, level)
                    section = self._section
                    values, offsets, start = section.values, section.offsets, section.line
                    continue
                value = value.strip()
                if len(known) < MAX_KNOWN:
                    known[line] = key, value
            if key in values:
                self._note_repeated_key(section, key, number)
            values[key] = value
            offsets[key] = number - start
            current, level = key, 0

    def _take(self, number: int, line: str, current: str, level: int) -> tuple[str, int]:
        """Take any line.

        Args:
            number: the line's.
            line: without its end.
            current: the key whose value it may continue.
            level: the indent of that key's line.

        Returns:
            What the next line has for the last two.
        """
        if line[0] == "[" and line[-1] == "]" and len(line) > len("[]"):  # as nearly all headers are
            self._begin(line[1:-1], number)
            return "", 0
        found = token(line, current, level)
        if found is None:
            return current, level
        what, value, level, odd = found
        if what == HEADER:
            self._begin(value, number)
        section = self._section
        for sort in odd:
            fault = Fault(sort[1:], number, *_ODD[sort], section.header)
            self._odd.setdefault((section.line, sort), fault)
        if what == MORE:
            self._continued.setdefault((len(self.sections) - 1, current), []).append(number)
            return current, level
        if what[0] != "=":
            if what in section.values:
                self._note_repeated_key(section, what, number)
            section.values[what] = value
            section.offsets[what] = number - section.line
            if not odd and what[0] != "[" and len(self._names) < MAX_KNOWN:
                self._names[line.partition("=")[0]] = what
            return what, level
        if what != HEADER and section.line:
            self._note_unreadable(section, what, number)
        return "", level

    def _begin(self, header: str, line: int) -> None:
        """Begin the next section; the one before is complete."""
        if (first := self._first.setdefault(header, line)) != line:
            self._note_repeated_section(header, first, line)
        before = self._section
        if before.offsets == self._alike:  # laid out as the one before: one dict for both, which saves 2 MB of 10,000
            before.offsets = self._alike
        else:
            self._alike = before.offsets
        self._section = Section(header, line)
        self.sections.append(self._section)

    def _join(self, section: Section, key: str, numbers: list[int]) -> None:
        """Make one value of its lines: blank ones between them count, comments do not."""
        pieces = [section.values[key]]
        last = section.line + section.offsets[key]
        for number in numbers:
            pieces += [""] * sum(not line.strip() for line in self._lines.all()[last : number - 1])
            pieces.append(self._lines.all()[number - 1].strip())
            last = number
        value = "\n".join(pieces)
        section.values[key] = value
        if value[0] == "\n":
            section.nested = True
            faulty = (number for number in numbers if is_nested_fault(self._lines.all()[number - 1]))
            if (line := next(faulty, 0)) and self._is_read(section, key):
                message = f"line {line} is in a nested block, but is not 'key = value'"
                self._note("nested-line", line, message, "Write it as key = value, or delete it.", section)

    def _is_read(self, section: Section, key: str) -> bool:
        """Tell whether botocore reads that value: one of [DEFAULT] counts only where it leaks into a section."""
        if section.header != DEFAULT:
            return True
        return any(key not in other.values for other in self.sections if other.header != DEFAULT)

    def _check_start(self) -> None:
        first = next(tokens(self._lines), None)
        if first and first[1] != HEADER:
            message = f"line {first[0]} stands before any [section]"
            self._note("no-header", first[0], message, "Put it under a header, or delete it.", None)

    def _check_defaults(self) -> None:
        """[DEFAULT] may be repeated, but not its keys."""
        lines: dict[str, int] = {}
        for section in self.sections:
            if section.header == DEFAULT:
                for key, offset in section.offsets.items():
                    line = section.line + offset
                    if lines.setdefault(key, line) != line:
                        self._note_duplicate_key(section, key, lines[key], line)

    def _note_repeated_section(self, header: str, first: int, line: int) -> None:
        if header != DEFAULT:
            message = f"line {line} repeats the section [{shown(header)}] of line {first}"
            self._note("duplicate-section", line, message, "Merge the two sections into one.", Section(header, line))

    def _note_repeated_key(self, section: Section, key: str, line: int) -> None:
        self._continued.pop((len(self.sections) - 1, key), None)  # The last value counts.
        if section.line:
            self._note_duplicate_key(section, key, section.line + section.offsets[key], line)

    def _note_duplicate_key(self, section: Section, key: str, first: int, line: int) -> None:
        message = f"line {line} repeats {shown_key(key)} of line {first}"
        self._note("duplicate-key", line, message, "Delete one of the two lines.", section)

    def _note_unreadable(self, section: Section, what: str, line: int) -> None:
        if what == NO_KEY:
            message, fix = f"line {line} has no key before its '='", "Name the key, or delete the line."
        elif self._lines.all()[line - 1].lstrip()[0] == "[":
            message, fix = f"the header on line {line} has no name or no closing ']'", "Write it as [name]."
        else:
            message, fix = f"line {line} has no '='", "Write it as key = value, or put a # before it."
        self._note(what[1:], line, message, fix, section)

    def _note(self, code: str, line: int, message: str, fix: str, section: Section | None) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(code, line, message, fix, section.header if section else None))


def read(data: bytes) -> SectionReader:
    """Read any bytes whatsoever; what is not UTF-8 becomes lone surrogates."""
    faults: list[Fault] = []
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        text = data.decode(errors="surrogateescape")
        faults.append(_encoding_fault(data, error.start))
    if text.startswith(BOM):
        faults.append(Fault("bom", 1, "it begins with a byte order mark", "Save it as UTF-8 without a BOM."))
    reading = SectionReader(BareLines(text.removeprefix(BOM)))
    reading.faults[:0] = faults
    if utf_16(data):  # all else that is wrong with it comes from that
        reading.faults = [Fault("encoding", 1, "it is encoded as UTF-16", "Save it as UTF-8.")]
        reading.oddities = []
    return reading


def utf_16(data: bytes) -> str:
    """The name of the codec of a text in UTF-16, as some Windows programs write it; empty for any other text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:200]  # without a byte order mark, every second byte of plain letters is a NUL
    if len(start) < 4 or start.count(0) * 3 < len(start):
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _encoding_fault(data: bytes, start: int) -> Fault:
    line = len(BareLines(data[:start].decode()).all())
    return Fault("encoding", line, f"line {line} holds bytes that are not UTF-8", "Save it as UTF-8.")


def shown_key(key: str) -> str:
    """Return a key for a message, masked where it may be a secret that somebody pasted in the wrong place."""
    return f"the key {key}" if len(key) <= 40 and key and not key.strip(_PLAIN_KEY) else "a key"


def shown(name: str, limit: int = 60) -> str:
    """Return a name from a file for a message: control characters escaped, and cut at a sensible length."""
    clipped = name if len(name) <= limit else name[: limit - 1] + "…"
    if clipped.isprintable():
        return clipped
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in clipped)
