"""What holds for every file, whatever is in it: hypothesis against Python's own reader and botocore's."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path
from typing import Any

import botocore.configloader
import pytest
from botocore.exceptions import ConfigParseError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ssotui.aws.config.ini import Document
from ssotui.aws.config.ini_edit import check
from ssotui.aws.config.ini_lines import DEFAULT, parse_nested
from tests.aws import ini_strategies as made
from tests.support.examples import examples

many = settings(max_examples=examples(2000), deadline=None, suppress_health_check=[HealthCheck.too_slow])

some = settings(many, max_examples=300)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ini") / "file"


def botocores(path: Path, data: bytes) -> dict[str, Any] | None:
    """What botocore reads: sections with their values; ``None`` if it refuses the file."""
    path.write_bytes(data)
    try:
        return dict(botocore.configloader.raw_config_parse(str(path)))
    except ConfigParseError:
        return None


def ours(document: Document) -> dict[str, Any]:
    """The same from us, without what only `merged_files` adds: here [DEFAULT] leaks, and blocks are nested."""
    defaults: dict[str, str] = {}
    for section in document.sections:
        if section.header == DEFAULT:
            defaults |= section.values
    return {
        section.header: {
            key: parse_nested(value) if value.startswith("\n") else value
            for key, value in (defaults | section.values).items()
        }
        for section in document.sections
        if section.header != DEFAULT
    }


def merged(document: Document, header: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for section in document.sections:
        if section.header == header:
            values |= section.values
    return values


@many
@given(data=made.DATA)
def test_a_document_keeps_its_bytes_and_reads_as_botocore_reads(path: Path, data: bytes) -> None:
    document = Document(data)
    assert document.to_bytes() == data
    document.mark("a")  # Looking at the lines changes nothing.
    assert document.to_bytes() == data

    theirs = botocores(path, data)
    assert (theirs is None) == bool(document.faults)
    assert theirs is None or ours(document) == theirs

    lines = made.lines_of(data)
    for fault in document.faults:
        assert 1 <= fault.line <= len(lines)
    for section in document.sections:
        assert f"[{section.header}]" in lines[section.line - 1]
        for key, offset in section.offsets.items():
            assert lines[section.line - 1 + offset].strip().lower().startswith(key)


def is_writable(header: str = "a", value: str = "") -> bool:
    try:
        check(header, {"k": value}, None)
    except ValueError:
        return False
    return True


ALIKE = (
    "k = v", "k=v", "k =", "k", "k : v", "K = v", "k\t= v ", " k = v", "\tv", "#k = v", "= v",
    "[k = v", "[k = v] w", "[k = v]", "[k]", " [k]", "[]", "",
)  # fmt: skip
"""Lines that have much in common, and are not the same."""


def test_a_line_is_read_no_otherwise_after_one_that_is_nearly_the_same(path: Path) -> None:
    texts = [f"[a]\n{before}\n[b]\n{line}\n{after}\n" for before, line, after in product(ALIKE, repeat=3)]
    texts += [f"[a]\nk = v\n[b]\n  i = v\n{line}\n  {after}\n" for line, after in product(ALIKE, repeat=2)]
    for data in map(str.encode, texts):
        document, theirs = Document(data), botocores(path, data)
        assert (theirs is None) == bool(document.faults), data
        assert theirs is None or ours(document) == theirs, data


HEADERS = st.sampled_from([*filter(is_writable, made.HEADERS), *["profile a", "default", "a"] * 40])
NEW_VALUES = st.dictionaries(
    st.sampled_from(["region", "output", "aws_secret_access_key", "new_key", "s3"]),
    st.sampled_from([value for value in made.VALUES if is_writable(value=value)]),
    max_size=4,
)
REMOVED = st.sets(st.sampled_from(["region", "output", "s3", "sso_region", "a b", "é"]), max_size=3)
COMMENTS = st.sampled_from([None, "", "keys expire 2026-11-23T12:47:00Z", "never"])


@many
@given(data=made.DATA, header=HEADERS, values=NEW_VALUES, removed=REMOVED, comment=COMMENTS)
def test_an_edit_says_what_was_asked_and_changes_nothing_else(
    *, path: Path, data: bytes, header: str, values: dict[str, str], removed: set[str], comment: str | None
) -> None:
    before = Document(data)
    document = Document(data)
    document.set_section(header, values, comment=comment, remove=removed)
    edited = document.to_bytes()
    after = Document(edited)

    assert made.meanings(document) == made.meanings(after)
    assert (
        merged(after, header)
        == {key: value for key, value in merged(before, header).items() if key not in removed} | values
    )
    assert [(section.header, section.values) for section in after.sections if section.header != header] == [
        (section.header, section.values) for section in before.sections if section.header != header
    ]
    if comment is not None:
        assert document.mark(header) == comment
    assert_outside_is_untouched(data, before, edited, header)
    if not before.faults:
        assert ours(after) == botocores(path, edited)


def assert_outside_is_untouched(data: bytes, before: Document, edited: bytes, header: str) -> None:
    spans = [before._span(section) for section in before.sections if section.header == header]
    lines = [line.encode(errors="surrogateescape") for line in before._lines]
    bom = data[: len(data) - len(b"".join(lines))]
    if not spans:
        assert edited.startswith(data)
        return
    rest = edited.removeprefix(bom)
    assert edited == bom + rest
    outside = [b"".join(lines[: spans[0][0]])]
    outside += [b"".join(lines[end:start]) for (_, end), (start, _) in pairwise(spans)]
    outside += [b"".join(lines[spans[-1][1] :])]
    assert rest.startswith(outside[0])
    assert rest.endswith(outside[-1])
    at = len(outside[0])
    for piece in outside[1:]:
        assert piece in rest[at:]
        at = rest.index(piece, at) + len(piece)


@some
@given(data=made.DATA, header=HEADERS)
def test_removing_a_section_changes_nothing_else(path: Path, data: bytes, header: str) -> None:
    before = Document(data)
    document = Document(data)
    try:
        document.remove_sections({header})
    except ValueError:
        assume(False)
    edited = document.to_bytes()
    after = Document(edited)

    removed = any(section.header == header for section in before.sections)
    assert removed or edited == data
    assert made.meanings(document) == made.meanings(after)
    assert [(section.header, section.values) for section in after.sections] == [
        (section.header, section.values) for section in before.sections if section.header != header
    ]
    if removed:
        assert_outside_is_untouched(data, before, edited, header)
    if not before.faults:
        assert ours(after) == botocores(path, edited)


@some
@given(data=made.DATA, headers=st.sets(HEADERS, max_size=4))
def test_removing_many_sections_is_removing_one_after_the_other(data: bytes, headers: set[str]) -> None:
    document, one_by_one = Document(data), Document(data)
    try:
        document.remove_sections(headers)
    except ValueError:
        assert document.to_bytes() == data
        return
    for header in headers:
        one_by_one.remove_sections({header})
    assert document.to_bytes() == one_by_one.to_bytes()
    assert made.meanings(document) == made.meanings(one_by_one)
    assert [section.line for section in document.sections] == [section.line for section in one_by_one.sections]


@some
@given(data=made.DATA, header=HEADERS, values=NEW_VALUES)
def test_marked_sections_are_those_with_a_mark(data: bytes, header: str, values: dict[str, str]) -> None:
    document = Document(data)
    document.set_section(header, values, comment="x")
    last = {marked.section.header: marked.comment for marked in document.marked()}
    assert last[header] == "x"
    for section in document.sections:
        if document.find(section.header) is section:
            assert (section in [marked.section for marked in document.marked()]) == (
                document.mark(section.header) is not None
            )


@some
@given(text=made.ORDERLY_TEXTS, header=HEADERS, values=NEW_VALUES)
def test_adding_a_section_and_removing_it_leaves_at_most_line_ends(
    text: str, header: str, values: dict[str, str]
) -> None:
    data = text.encode()
    document = Document(data)
    assume(document.find(header) is None)
    document.set_section(header, values, comment="x")
    document.remove_sections({header})
    left = document.to_bytes()
    assert left.startswith(data)
    assert not left[len(data) :].strip()
    assert len(left) - len(data) <= 4
