"""Reading a document: what its lines mean, and what botocore holds against them."""

from __future__ import annotations

import pytest

from ssotui.aws.config import ini_lines, ini_sections
from ssotui.aws.config.ini import Document
from ssotui.aws.config.ini_sections import MAX_FAULTS, shown


def read(text: str) -> Document:
    return Document(text.encode())


def test_a_section_knows_its_lines() -> None:
    document = read("# c\n\n[profile a]\n# c\nregion = x\n\nOutput: json\ns3 =\n  a = 1\n[b]\n")
    first, second = document.sections
    assert (first.header, first.line) == ("profile a", 3)
    assert first.values == {"region": "x", "output": "json", "s3": "\na = 1"}
    assert first.offsets == {"region": 2, "output": 4, "s3": 5}
    assert first.nested
    assert (second.header, second.line, second.values, second.nested) == ("b", 10, {}, False)
    assert not document.faults


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_text_files_lines_do(end: str) -> None:
    document = read(end.join(["[a]", "k = v", "  w", "", "  x", "[b]"]))
    assert [section.line for section in document.sections] == [1, 6]
    assert document.sections[0].values == {"k": "v\nw\n\nx"}


@pytest.mark.parametrize("chunk", [0, 1, 2, 5, 7, 100])
def test_lines_are_the_same_however_many_are_split_at_a_time(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ini_lines, "CHUNK", chunk)
    for text in ("", "\n", "a", "\n\n", "[a]\nk = v\n\n[bb]\n", "[a]\r\nk = long value\r\rx = y"):
        lines = ini_lines.BareLines(text)
        assert list(lines) == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert lines.all() == list(lines)


def test_other_line_ends_of_unicode_are_no_line_ends() -> None:
    assert read("[a]\nk = v\x0cw\x85x\u2028y\n").sections[0].values == {"k": "v\x0cw\x85x\u2028y"}


def test_find_gives_the_last_of_several() -> None:
    document = read("[a]\nk = 1\n[b]\n[a]\nk = 2\n")
    found = document.find("a")
    assert found
    assert found.line == 4
    assert document.find("c") is None


FAULTS = {
    "a BOM": ("\ufeff[a]\n", [("bom", 1)]),
    "a line before any header": ("# c\nk = v\nk = w\n[a]\n", [("no-header", 2)]),
    "a header without its end": ("[a]\n[b\n", [("no-separator", 2)]),
    "a header without a name": ("[a]\n[]\n", [("no-separator", 2)]),
    "a line without a sign": ("[a]\nk v\n", [("no-separator", 2)]),
    "a value without a key": ("[a]\n= v\n", [("no-key", 2)]),
    "a section twice": ("[a]\n[b]\n[a]\n", [("duplicate-section", 3)]),
    "a key twice": ("[a]\nk = v\n[b]\nk = v\nK : v\n", [("duplicate-key", 5)]),
    "a key twice in [DEFAULT]": ("[DEFAULT]\nk = v\n[a]\n[DEFAULT]\nk = v\n", [("duplicate-key", 5)]),
    "[DEFAULT] twice": ("[DEFAULT]\nk = v\n[a]\n[DEFAULT]\nl = v\n", []),
    "a nested line without a sign": ("[a]\ns3 =\n  k = v\n\n  # c\n  x\n  y\n", [("nested-line", 6)]),
    "a nested line in [DEFAULT] that nothing reads": ("[DEFAULT]\ns3 =\n  x\n[a]\ns3 = v\n", []),
    "a nested line in [DEFAULT] that leaks": ("[DEFAULT]\ns3 =\n  x\n[a]\n", [("nested-line", 3)]),
    "several": (
        "k\n[a]\nx\n[a]\n= v\n",
        [("no-header", 1), ("no-separator", 3), ("duplicate-section", 4), ("no-key", 5)],
    ),
}


@pytest.mark.parametrize(("text", "faults"), FAULTS.values(), ids=FAULTS.keys())
def test_fault(text: str, faults: list[tuple[str, int]]) -> None:
    found = read(text).faults
    assert [(fault.code, fault.line) for fault in found] == faults
    for fault in found:
        assert fault.fix.endswith(".")
        assert f"line {fault.line}" in fault.message or fault.code == "bom"


def test_a_duplicate_names_both_its_lines() -> None:
    section, key = read("[a]\nk = v\nk = v\n[a]\n").faults[::-1]
    assert section.message == "line 4 repeats the section [a] of line 1"
    assert key.message == "line 3 repeats the key k of line 2"
    assert (section.header, key.header) == ("a", "a")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"[a]\nk = \xff\n", 2, "line 2 holds bytes that are not UTF-8"),
        (b"[a]\r\n\r\nk = \xe4\r\n", 3, "line 3 holds bytes that are not UTF-8"),
        (b"[a]\nk = \xc3", 2, "line 2 holds bytes that are not UTF-8"),
        ("[a]\n".encode("utf-16"), 1, "it is encoded as UTF-16"),
        ("[a]\n".encode("utf-16-le"), 1, "it is encoded as UTF-16"),
        ("[a]\n".encode("utf-16-be"), 1, "it is encoded as UTF-16"),
    ],
)
def test_what_is_not_utf8_is_a_fault_and_is_kept(data: bytes, line: int, message: str) -> None:
    document = Document(data)
    fault = document.faults[0]
    assert (fault.code, fault.line, fault.message) == ("encoding", line, message)
    assert document.to_bytes() == data


def test_reading_goes_on_after_faults_and_the_last_value_counts() -> None:
    document = read("nonsense\n[a]\nk = 1\n k\nbad\nk = 2\n  more\n= x\n[a\n[b]\nl = 3\n")
    assert [(section.header, section.values) for section in document.sections] == [
        ("a", {"k": "2\nmore"}),
        ("b", {"l": "3"}),
    ]


def test_faults_come_to_an_end() -> None:
    assert len(read("[a]\n" + "x\n" * 1000).faults) == MAX_FAULTS


ODDITIES = {
    "an indented key": ("[a]\n  k = v\n", [("indented", 2)]),
    "an indented header": ("  [a]\n", [("indented", 1)]),
    "a nested block": ("[a]\nk =\n  l = v\n", []),
    "a colon": ("[a]\nk: v\n", [("colon", 2)]),
    "a colon in a value": ("[a]\nk = v:w\n", []),
    "capitals": ("[a]\nKey = v\n", [("capitals", 2)]),
    "the same twice": ("[a]\nA = v\nB = v\n[b]\nA = v\n", [("capitals", 2), ("capitals", 5)]),
    "all at once": ("[a]\n  K: v\n", [("indented", 2), ("colon", 2), ("capitals", 2)]),
}


@pytest.mark.parametrize(("text", "oddities"), ODDITIES.values(), ids=ODDITIES.keys())
def test_oddity(text: str, oddities: list[tuple[str, int]]) -> None:
    found = ini_sections.read(text.encode())
    assert [(odd.code, odd.line) for odd in found.oddities] == oddities
    assert not found.faults


def test_what_is_shown_neither_commands_a_terminal_nor_fills_it() -> None:
    assert shown("a b") == "a b"
    assert shown("a\x1b[31m\u2028\udcff") == "a\\x1b[31m\\u2028\\udcff"
    assert shown("x" * 100) == "x" * 59 + "…"


def test_sections_that_are_laid_out_alike_share_their_offsets() -> None:
    alike = "region = x\noutput = y\n"
    first, second, other, last = Document(
        f"[a]\n{alike}[b]\n{alike}[c]\nregion = x\n\noutput = y\n[d]\n".encode()
    ).sections
    assert first.offsets is second.offsets
    assert other.offsets == {"region": 1, "output": 3}
    assert last.offsets == {}
