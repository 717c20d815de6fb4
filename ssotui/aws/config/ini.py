"""AWS's INI files as documents that keep every byte, to be edited and printed back.

What a document means is what botocore makes of it (``botocore/configloader.py`` over ``RawConfigParser``; reference,
1.7). Its grammar is in `ini_lines`, what its sections and faults are in `ini_sections`, how one section changes in
`ini_edit`. Reading alone needs `ini_sections` only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ssotui.aws.config import ini_edit
from ssotui.aws.config.ini_lines import BOM, BareLines
from ssotui.aws.config.ini_sections import Fault, Section, SectionReader, read
from ssotui.model.records import NamedTuple


class Marked(NamedTuple):
    """A section that ssotui wrote.

    Attributes:
        section: as it is now.
        comment: what our own comment in it says.
        text: the section from its header to its last key, but for that comment; each line ends with a line feed.
    """

    section: Section
    comment: str
    text: str


class Document:
    """An INI file, read from its bytes and printed back to them.

    It holds the file's text, secrets and all: it is for editing, not for keeping.

    Args:
        data: any bytes whatsoever. What is not UTF-8 becomes lone surrogates, and comes out as it went in.
        reading: what was read from them, if that is known.

    Attributes:
        sections: in the file's order, repeated ones included.
    """

    __slots__ = ("_bom", "_by_header", "_faults", "_lines", "sections")

    def __init__(self, data: bytes, reading: SectionReader | None = None) -> None:
        reading = reading or read(data)
        text = data.decode(errors="surrogateescape")
        self.sections = reading.sections
        self._faults: Sequence[Fault] | None = reading.faults
        self._bom = BOM if text.startswith(BOM) else ""
        self._lines = ini_edit.raw_lines(text.removeprefix(BOM))
        """The lines with their ends, to be changed in place."""
        self._by_header: dict[str, list[Section]] | None = None

    def to_bytes(self) -> bytes:
        """The file's bytes: those it was read from, but for what was edited since."""
        return "".join([self._bom, *self._lines]).encode(errors="surrogateescape")

    @property
    def faults(self) -> Sequence[Fault]:
        """The faults for which botocore refuses the file, up to a limit."""
        if self._faults is None:
            self._faults = read(self.to_bytes()).faults
        return self._faults

    def find(self, header: str) -> Section | None:
        """The section of that header, as it stands between the brackets. Of several it is the last."""
        found = self._find(header)
        return found[-1] if found else None

    def mark(self, header: str) -> str | None:
        """Read our own comment in that section; ``None`` if there is none, so ssotui did not write it."""
        section = self.find(header)
        if section is None:
            return None
        start, end = self._span(section)
        found = ini_edit.find_mark(self._lines[start:end])
        return found[1] if found else None

    def marks(self) -> dict[str, str]:
        """Read our own comments, by the headers of the sections that ssotui wrote."""
        found = ((section.header, ini_edit.find_mark(own)) for section, own in self._own_lines())
        return {header: mark[1] for header, mark in found if mark}

    def marked(self) -> Iterator[Marked]:
        """The sections that ssotui wrote, in the file's order."""
        for section, own in self._own_lines():
            if found := ini_edit.find_mark(own):
                yield Marked(section, found[1], ini_edit.without_mark(own))

    def set_section(
        self, header: str, values: Mapping[str, str], *, comment: str | None = None, remove: Collection[str] = ()
    ) -> None:
        """Set keys of a section, made at the end of the document if it is not there.

        Other keys and comments of the section stay in their places, and so does each byte outside it.

        Args:
            header: as it stands between the brackets.
            values: what to set, by lower-case keys.
            comment: what our own comment under the header shall say, which marks the section as written by ssotui
                (``# written by ssotui; <comment>``). ``None`` leaves that comment, or its absence, as it is.
            remove: keys to remove, unless they are to be set.

        Raises:
            ValueError: it would not read back as given. The document is as it was, and no value is in the message.
        """
        ini_edit.check(header, values, comment)
        found = self._find(header)
        if not found:
            self._append(header, values, comment)
            return
        for section in found[:-1]:
            self._rewrite(section, {}, remove, None)
        self._rewrite(found[-1], values, remove, comment)

    def remove_sections(self, headers: Collection[str]) -> None:
        """Remove sections, each time they are there; comments after their last keys stay, as the next one's.

        Raises:
            ValueError: a header that follows one of them is indented; the document is as it was.
        """
        lines = self._lines
        kept: list[str] = []
        at = 0
        for section, end in zip(self.sections, self._ends(), strict=True):
            if section.header in headers:
                start = section.line - 1
                if end < len(lines) and lines[end][0] != "[":
                    raise ValueError(_indented(end))
                kept += lines[at:start]
                at = start + ini_edit.length_of_own(lines[start:end])
        text = "".join([*kept, *lines[at:]])
        self._lines = ini_edit.raw_lines(text)
        self.sections = _read(self._lines, 0)
        self._by_header = None
        self._faults = None

    def _find(self, header: str) -> list[Section]:
        """All sections of that header, in order."""
        if self._by_header is None:
            self._by_header = {}
            for section in self.sections:
                self._by_header.setdefault(section.header, []).append(section)
        return list(self._by_header.get(header, ()))

    def _ends(self) -> list[int]:
        """Return for each section the index of the line after its last."""
        return [*(section.line - 1 for section in self.sections[1:]), len(self._lines)][: len(self.sections)]

    def _own_lines(self) -> Iterator[tuple[Section, list[str]]]:
        """Give each section with its lines."""
        lines = self._lines
        for section, end in zip(self.sections, self._ends(), strict=True):
            yield section, lines[section.line - 1 : end]

    def _append(self, header: str, values: Mapping[str, str], comment: str | None) -> None:
        lines = self._lines
        newline = self._newline()
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += newline
        if lines and lines[-1].strip():
            lines.append(ini_edit.line_end(lines[-1]))
        start = len(lines)
        lines += ini_edit.new_section(header, values, comment, newline)
        added = _read(lines[start:], start)
        self.sections += added
        if self._by_header is not None:
            for section in added:
                self._by_header.setdefault(section.header, []).append(section)
        self._faults = None

    def _rewrite(
        self, section: Section, values: Mapping[str, str], remove: Collection[str], comment: str | None
    ) -> None:
        """Put the changed lines of a section in the place of its own, and read them."""
        start, end = self._span(section)
        index = self.sections.index(section)
        before, after = self._lines[start:end], self._lines[end] if end < len(self._lines) else ""
        lines = ini_edit.rewrite(before, after, values, remove=remove, comment=comment, newline=self._newline())
        lines = ini_edit.raw_lines("".join(lines))  # A CR and an LF that were two ends may have come together.
        self._lines[start:end] = lines
        for later in self.sections[index + 1 :]:
            later.line += len(lines) - (end - start)
        self.sections[index : index + 1] = _read(lines, start)
        self._by_header = None
        self._faults = None

    def _span(self, section: Section) -> tuple[int, int]:
        """The indexes of a section's first line and of the one after its last."""
        after = self.sections.index(section) + 1
        end = self.sections[after].line - 1 if after < len(self.sections) else len(self._lines)
        return section.line - 1, end

    def _newline(self) -> str:
        """Return the line end of the document's first line, which new lines get too."""
        first = next(iter(self._lines), "")
        return ini_edit.line_end(first) or "\n"


def _indented(index: int) -> str:
    return f"Line {index + 1} is indented: without the section above it would be read otherwise."


def _read(lines: Iterable[str], start: int) -> list[Section]:
    """Read lines that begin at an index of their document."""
    sections = SectionReader(BareLines("\n".join(line.rstrip("\r\n") for line in lines))).sections
    for section in sections:
        section.line += start
    return sections
