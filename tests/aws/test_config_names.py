"""Headers and names: botocore's, other people's, and those that we write."""

from __future__ import annotations

import shlex
from pathlib import Path

import botocore.configloader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.aws.config.ini import Document
from ssotui.aws.config.section_names import botocore_name, meant_name, profile_header, session_header
from ssotui.aws.config.shell_words import shell_words
from tests.aws.reading import Folder
from tests.support.examples import examples

SHELL_TEXT = st.text(st.sampled_from("ab \t\\\"'#$é\0\x85"), max_size=12)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def shlexs(text: str) -> list[str] | None:
    try:
        return shlex.split(text)
    except ValueError:
        return None


@settings(max_examples=examples(1000), deadline=None)
@given(SHELL_TEXT)
def test_headers_are_split_as_shlex_splits_them(text: str) -> None:
    assert shell_words(text, most=99) == shlexs(text)


@settings(max_examples=examples(1000), deadline=None)
@given(SHELL_TEXT)
def test_a_header_names_what_it_names_for_botocore(text: str) -> None:
    header = f"profile {text}"
    theirs = botocore.configloader.build_profile_map({header: {}})["profiles"]
    assert theirs == ({} if (name := botocore_name(header)) is None else {name: {}})


@settings(max_examples=examples(500), deadline=None)
@given(SHELL_TEXT)
def test_the_header_that_we_write_names_its_profile(name: str) -> None:
    assert botocore_name(profile_header(name)) == name
    assert botocore_name(session_header(name)) == name


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a", "profile a"),
        ("a b", "profile 'a b'"),  # as the AWS CLI writes it
        ("a!b", "profile a!b"),  # the AWS CLI quotes for blanks only
        ("o'brien", """profile 'o'"'"'brien'"""),
        ("default", "default"),
        ("", "profile ''"),
    ],
)
def test_a_new_header(name: str, header: str) -> None:
    assert profile_header(name) == header
    assert profile_header(name, Document(b"[profile x]\n")) == header


@pytest.mark.parametrize(
    ("text", "name", "header"),
    [
        ('[profile "a b"]', "a b", 'profile "a b"'),
        ("[profile  a]", "a", "profile  a"),
        ("[profile a]\n[profile 'a']", "a", "profile 'a'"),
        ("[profile 'a']\n[profile a]", "a", "profile a"),
        ("[profiles a]", "a", "profiles a"),
        ("[default]\n[profile default]", "default", "profile default"),
        ("[profile default]\n[default]", "default", "default"),
        ("[a]\n[sso-session a]", "a", "profile a"),
    ],
)
def test_a_header_that_is_there_is_used_and_the_last_of_several(text: str, name: str, header: str) -> None:
    assert profile_header(name, Document(text.encode())) == header


def test_a_section_edited_under_its_own_header_is_what_botocore_then_reads(folder: Folder) -> None:
    document = Document(b'[profile "c d"]\nregion = a\n')
    document.set_section(profile_header("c d", document), {"region": "b"})
    folder.write(document.to_bytes())
    theirs = folder.botocores()
    assert theirs
    assert theirs["profiles"] == {"c d": {"region": "b"}}


def test_a_session_that_is_there_keeps_its_header() -> None:
    document = Document(b"[sso-session 'corp']\n")
    assert session_header("corp", document) == "sso-session 'corp'"
    assert session_header("other", document) == "sso-session other"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("profile o'brien", "o'brien"),
        ("profile a b", "a b"),
        (" profile x ", "x"),
        ("Profile x", "x"),
        ("profile", "profile"),
        ("profilex", "profilex"),
        (" default ", "default"),
        ("Default", "default"),
        ("default x", None),
        ("preview", None),
        ("\xa0", None),
    ],
)
def test_what_somebody_meant(header: str, name: str | None) -> None:
    assert meant_name(header) == name
