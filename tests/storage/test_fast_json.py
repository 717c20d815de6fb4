"""JSON without ``json`` is read and quoted as with it."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.storage import fast_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES, st.sampled_from([None, 2]))
def test_whatever_json_writes_is_read(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert fast_json.parse_json(text) == fast_json.parse_json(f" \n{text}\t ".encode()) == json.loads(text)


@given(st.text(alphabet='{}[]",:0123456789.eE+-tfn aulrse\\\n\ufeff', max_size=12))
def test_the_same_texts_are_refused(text: str) -> None:
    try:
        wanted = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
            fast_json.parse_json(text)
    else:
        assert fast_json.parse_json(text) == wanted


def test_the_names_of_javascript_are_read() -> None:
    nan, infinity = fast_json.parse_json("[NaN, -Infinity]")
    assert math.isnan(nan)
    assert infinity == -math.inf


@pytest.mark.parametrize("data", [b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"\xff"])
def test_only_utf_8_is_read(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
        fast_json.parse_json(data)


def test_nesting_without_end_is_an_error() -> None:
    with pytest.raises(RecursionError):
        fast_json.parse_json("[" * 100_000)


@given(st.text())
def test_strings_are_quoted_alike(text: str) -> None:
    assert fast_json.quote(text) == json.dumps(text)


@pytest.mark.parametrize("text", ["{", '{"a"', '"', "[1,", "[1 2]", "x", ""])
def test_a_mistake_is_told_where_nobody_has_imported_json(text: str) -> None:
    code = """if True:
        import sys
        from ssotui.storage.fast_json import parse_json
        assert "json" not in sys.modules
        try:
            parse_json(sys.argv[1])
        except ValueError:
            print("refused")
        """
    done = subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"
