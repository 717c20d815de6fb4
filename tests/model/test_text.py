from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.model.text import visible


@pytest.mark.parametrize("text", ["", "payments-prod", "acct [/prod]", "日本語 é ß", "🚀 launch", "tilde~ back\\slash"])
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("a\tb\nc\r", r"a\tb\nc\r"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("evil\u202etxt", r"evil\u202etxt"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("lone\ud800", r"lone\ud800"),
        ("tag\U000e0041", r"tag\U000e0041"),
    ],
)
def test_what_could_move_the_cursor_or_hide_is_its_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(alphabet=st.characters()))
def test_nothing_that_is_shown_controls_a_terminal(text: str) -> None:
    shown = visible(text)

    assert shown.isprintable()
    assert shown.encode().decode() == shown
    assert visible(shown) == shown
