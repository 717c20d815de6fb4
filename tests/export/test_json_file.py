"""Keys in a JSON file: what somebody added stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.export.credentials_file import SectionExists
from ssotui.export.json_file import with_fields
from tests.export.samples import outgoing, text

OURS = json.loads(text("json"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_a_new_file_is_what_the_format_says() -> None:
    assert with_fields(b"", outgoing(), overwrite=False).decode() == text("json")
    assert with_fields(b" \n", outgoing(), overwrite=False).decode() == text("json")


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_somebody_added_stays(added: dict[str, object]) -> None:
    there = {**added, **with_old_keys()}
    after = json.loads(with_fields(json.dumps(there).encode(), outgoing(), overwrite=False))
    assert after == {**there, **OURS}
    assert list(after)[: len(there)] == list(there)


def test_the_same_keys_change_no_byte() -> None:
    data = json.dumps({"note": "mine", **OURS}, indent=8).encode()
    assert with_fields(data, outgoing(), overwrite=False) == data


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "null",
        "no JSON",
        '{"AccessKeyId": "x", "SecretAccessKey": "y"}',
        '{"a": 1}',
        "\ufeff{}",
        "[" * 100_000,
    ],
)
def test_what_is_not_ours_needs_a_yes(content: str) -> None:
    with pytest.raises(SectionExists, match="did not write"):
        with_fields(content.encode(), outgoing(), overwrite=False)
    after = json.loads(with_fields(content.encode(), outgoing(), overwrite=True))
    assert OURS.items() <= after.items()


def test_an_object_of_somebody_else_keeps_its_keys_after_a_yes() -> None:
    assert json.loads(with_fields(b'{"a": 1}', outgoing(), overwrite=True)) == {"a": 1, **OURS}


@pytest.mark.parametrize("more", ['"a": 1, "a": 2', '"a": 1e999', '"a": ' + "9" * 5000])
def test_what_would_not_come_out_as_it_went_in_needs_a_yes(more: str) -> None:
    data = f"{json.dumps(with_old_keys())[:-1]}, {more}}}".encode()
    with pytest.raises(SectionExists):
        with_fields(data, outgoing(), overwrite=False)


def with_old_keys() -> dict[str, object]:
    return dict.fromkeys(OURS, "old")
