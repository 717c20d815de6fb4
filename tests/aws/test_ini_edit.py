"""Editing a document: one section changes as asked, and the rest keeps every byte."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from ssotui.aws.config.ini import Document
from ssotui.aws.config.ini_edit import new_section

KEYS = {"aws_access_key_id": "A", "aws_secret_access_key": "S"}


def edited(
    text: str, header: str, values: dict[str, str], *, comment: str | None = None, remove: Collection[str] = ()
) -> str:
    document = Document(text.encode())
    document.set_section(header, values, comment=comment, remove=remove)
    return document.to_bytes().decode()


NEW = {
    "an empty file": ("", "[a]\nk = v\n"),
    "a file that ends": ("[b]\nx = y\n", "[b]\nx = y\n\n[a]\nk = v\n"),
    "a file that does not end": ("[b]\nx = y", "[b]\nx = y\n\n[a]\nk = v\n"),
    "a file that ends with a blank line": ("[b]\n\n", "[b]\n\n[a]\nk = v\n"),
    "a file of comments": ("# c", "# c\n\n[a]\nk = v\n"),
    "a Windows file": ("[b]\r\nx = y\r\n", "[b]\r\nx = y\r\n\r\n[a]\r\nk = v\r\n"),
    "a Windows file that does not end": ("[b]\r\nx = y", "[b]\r\nx = y\r\n\r\n[a]\r\nk = v\r\n"),
    "an old Mac's file": ("[b]\rx = y\r", "[b]\rx = y\r\r[a]\rk = v\r"),
    "a file with a BOM": ("\ufeff", "\ufeff[a]\nk = v\n"),
    "a section of another case": ("[A]\n", "[A]\n\n[a]\nk = v\n"),
}


@pytest.mark.parametrize(("before", "after"), NEW.values(), ids=NEW.keys())
def test_a_new_section_comes_last_in_the_files_own_manner(before: str, after: str) -> None:
    assert edited(before, "a", {"k": "v"}) == after


CHANGED = {
    "another value": ("[a]\nk = old\n", "[a]\nk = v\n"),
    "the same value": ("[a]\nK :   v  \n", "[a]\nK :   v  \n"),
    "the manner of the line": ("[a]\n\tK\t:\told  \r\n[b]\n", "[a]\n\tK\t:\tv\r\n[b]\n"),
    "no spaces": ("[a]\nk=old\n", "[a]\nk=v\n"),
    "no value yet": ("[a]\nk =\n", "[a]\nk = v\n"),
    "no line end": ("[a]\nk = old", "[a]\nk = v"),
    "a value of several lines": ("[a]\nk = old\n  older\n# c\n\n  oldest\nx = y\n", "[a]\nk = v\n# c\n\nx = y\n"),
    "a nested block": ("[a]\nk =\n  x = y\n", "[a]\nk = v\n"),
    "a key that is there twice": ("[a]\nk = 1\nx = y\nk = 2\n", "[a]\nx = y\nk = v\n"),
    "a section that is there twice": ("[a]\nk = 1\n[b]\n[a]\nk = 2\n", "[a]\nk = 1\n[b]\n[a]\nk = v\n"),
    "a new key after the last": ("[a]\nx = y\n\n# of b\n[b]\n", "[a]\nx = y\nk = v\n\n# of b\n[b]\n"),
    "a new key after a value of several lines": ("[a]\nx = y\n  z\n[b]\n", "[a]\nx = y\n  z\nk = v\n[b]\n"),
    "a new key as far in as the last": ("[a]\n  x = y\n[b]\n", "[a]\n  x = y\n  k = v\n[b]\n"),
    "a new key in an empty section": ("[a]\n\n# of b\n[b]\n", "[a]\nk = v\n\n# of b\n[b]\n"),
    "a new key before an indented header": ("[a]\n  [b]\n", "[a]\n  k = v\n  [b]\n"),
    "a new key after a header at the end": ("[a]", "[a]\nk = v\n"),
    "a header with something behind it": ("[a] ; c\nk = old\n", "[a] ; c\nk = v\n"),
    "bytes that are not UTF-8": ("[b]\nx = \udcff\n[a]\nk = old\n", "[b]\nx = \udcff\n[a]\nk = v\n"),
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_a_section_that_is_there_keeps_its_manner(before: str, after: str) -> None:
    document = Document(before.encode(errors="surrogateescape"))
    document.set_section("a", {"k": "v"})
    assert document.to_bytes().decode(errors="surrogateescape") == after


def test_keys_are_removed_and_foreign_ones_stay() -> None:
    before = "[a]\n# mine\nregion = x\naws_session_token = t\n  t2\ns3 =\n  k = v\n[a2]\naws_session_token = t\n"
    assert edited(before, "a", KEYS, remove=["aws_session_token", "aws_access_key_id", "nothing"]) == (
        "[a]\n# mine\nregion = x\ns3 =\n  k = v\naws_access_key_id = A\naws_secret_access_key = S\n"
        "[a2]\naws_session_token = t\n"
    )


def test_keys_are_removed_from_each_section_of_that_header() -> None:
    assert edited("[a]\nt = 1\nx = y\n[a]\nt = 2\n", "a", {}, remove=["t"]) == "[a]\nx = y\n[a]\n"


class TestMark:
    def test_a_new_section_carries_it_under_its_header(self) -> None:
        text = edited("", "a", {"k": "v"}, comment="keys expire 2026-11-23T12:47:00Z")
        assert text == "[a]\n# written by ssotui; keys expire 2026-11-23T12:47:00Z\nk = v\n"
        assert Document(text.encode()).mark("a") == "keys expire 2026-11-23T12:47:00Z"

    def test_it_is_replaced_and_not_repeated(self) -> None:
        text = edited("[a]\r\n# mine\r\n# written by ssotui; old\r\nk = v\r\n", "a", {"k": "w"}, comment="new")
        assert text == "[a]\r\n# mine\r\n# written by ssotui; new\r\nk = w\r\n"

    def test_it_is_put_into_a_section_of_somebody_else(self) -> None:
        assert edited("[a]\n# mine\nk = v", "a", {}, comment="") == "[a]\n# written by ssotui\n# mine\nk = v"

    def test_it_stays_if_nothing_is_said_of_it(self) -> None:
        text = "[a]\n# written by ssotui; x\nk = v\n"
        assert edited(text, "a", {"k": "w"}) == text.replace("v\n", "w\n")

    @pytest.mark.parametrize(
        ("text", "mark"),
        [
            ("[a]\n# written by ssotui; x\n", "x"),
            ("[a]\n# written by ssotui\n", ""),
            ("[a]\n; c\n  #written by ssotui; x \r\n", "x"),
            ("[a]\n# written by ssotui 2\n", None),
            ("[a]\n\n# written by ssotui; x\n", None),  # the next section's, perhaps
            ("[a]\nk = v\n# written by ssotui; x\n", None),
            ("# written by ssotui; x\n[a]\n", None),
            ("[b]\n# written by ssotui; x\n", None),
        ],
    )
    def test_it_is_a_comment_directly_under_the_header(self, text: str, mark: str | None) -> None:
        assert Document(text.encode()).mark("a") == mark


class TestMarked:
    def test_tells_what_was_written_without_the_mark(self) -> None:
        document = Document(
            b"[a]\r\n# mine\r\n# written by ssotui; x\r\nk = v\r\n# too\r\nl = w\r\n\r\n# of b\r\n[b]\r\nk = v\r\n"
            b"[c]\r\n# written by ssotui"
        )
        found = [(marked.section.header, marked.comment, marked.text) for marked in document.marked()]
        assert found == [("a", "x", "[a]\n# mine\nk = v\n# too\nl = w\n"), ("c", "", "[c]\n")]

    def test_what_was_just_written_is_told_as_a_new_section_reads(self) -> None:
        document = Document(b"[b]\nk = v\n")
        document.set_section("a", KEYS, comment="x")
        (marked,) = document.marked()
        assert marked.text == "".join(new_section("a", KEYS, None, "\n"))
        assert marked.section is document.find("a")


REMOVED = {
    "the only one": ("[a]\nk = v\n", ""),
    "the first": ("[a]\nk = v\n\n[b]\nx = y\n", "[b]\nx = y\n"),
    "one between": ("[b]\nx = y\n\n[a]\n# mine\nk = v\n  w\n\n# of c\n[c]\n", "[b]\nx = y\n\n# of c\n[c]\n"),
    "the last": ("[b]\nx = y\n[a]\nk = v", "[b]\nx = y\n"),
    "an empty one with its mark": ("[a]\n# written by ssotui; x\n# of b\n[b]\n", "# of b\n[b]\n"),
    "each of several": ("[a]\n[b]\n[a]\nk = v\n[c]\n", "[b]\n[c]\n"),
    "nothing": ("[b]\nx = y\n", "[b]\nx = y\n"),
    "one under a BOM": ("\ufeff[a]\n[b]\n", "\ufeff[b]\n"),
    "one before an indented header": ("[a]\n  [b]\n", "  [b]\n"),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED.keys())
def test_a_section_goes(before: str, after: str) -> None:
    document = Document(before.encode())
    if "\n  [" in before:
        with pytest.raises(ValueError, match="is indented"):
            document.remove_sections({"a"})
        assert document.to_bytes().decode() == before
        return
    document.remove_sections({"a", "nothing"})
    assert document.to_bytes().decode() == after
    assert document.find("a") is None


def test_a_section_that_keeps_two_others_apart_does_not_go() -> None:
    data = b"[b]\nx = y\n[a]\n  [c]\n"
    document = Document(data)
    with pytest.raises(ValueError, match="Line 4 is indented"):
        document.remove_sections({"a"})
    assert document.to_bytes() == data


@pytest.mark.parametrize(
    ("header", "values", "comment"),
    [
        ("", {}, None),
        (" ", {}, None),
        ("a\nb", {}, None),
        ("a\r", {}, None),
        ("a\x1b", {}, None),
        ("a\u2028b", {}, None),
        ("a\udcff", {}, None),
        ("DEFAULT", {}, None),
        ("a", {"": "v"}, None),
        ("a", {"K": "v"}, None),
        ("a", {"k l": "v"}, None),
        ("a", {"k=": "v"}, None),
        ("a", {"k": "secret\nl = w"}, None),
        ("a", {"k": "secret\r"}, None),
        ("a", {"k": "secret "}, None),
        ("a", {"k": "\tsecret"}, None),
        ("a", {"k": "secret\x00"}, None),
        ("a", {"k": "secret\x85"}, None),
        ("a", {"k": "secret # x"}, None),
        ("a", {"k": "secret\t;x"}, None),
        ("a", {"k": "#secret"}, None),
        ("a", {}, "x\ny"),
        ("a", {}, " x"),
    ],
)
def test_what_would_not_read_back_is_refused(header: str, values: dict[str, str], comment: str | None) -> None:
    document = Document(b"[a]\n")
    with pytest.raises(ValueError, match=r"\.$") as caught:
        document.set_section(header, values, comment=comment)
    assert "secret" not in str(caught.value)
    assert document.to_bytes() == b"[a]\n"


@pytest.mark.parametrize(
    "value", ["a=b", "a:b", "https://x/start#/", "a;b", '"q"', "%(x)s", "[x]", "", "ä😂", "a\tb", "="]
)
def test_values_that_only_look_odd_are_written(value: str) -> None:
    document = Document(b"")
    document.set_section("a b'c]", {"k": value})
    again = Document(document.to_bytes())
    assert [(section.header, section.values) for section in again.sections] == [("a b'c]", {"k": value})]


def test_many_edits_of_one_document_keep_count_of_its_lines() -> None:
    document = Document(b"[a]\nk = v\n[b]\nk = v\n[c]\nk = v\n")
    document.set_section("a", {"l": "1", "m": "2"}, comment="x")
    document.set_section("d", KEYS)
    document.remove_sections({"b"})
    document.set_section("c", {}, remove=["k"])
    document.set_section("d", {"k": "v"})
    again = Document(document.to_bytes())
    assert [(section.header, section.line, section.offsets) for section in document.sections] == [
        (section.header, section.line, section.offsets) for section in again.sections
    ]
    assert [section.header for section in document.sections] == ["a", "c", "d"]


def test_faults_are_told_anew_after_an_edit() -> None:
    document = Document(b"[a]\nk = 1\nk = 2\n[b]\nx\n")
    assert [fault.code for fault in document.faults] == ["duplicate-key", "no-separator"]
    document.set_section("a", {"k": "v"})
    assert [(fault.code, fault.line) for fault in document.faults] == [("no-separator", 4)]
    document.remove_sections({"b"})
    assert not document.faults
