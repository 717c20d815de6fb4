from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import sys
import traceback
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import pretty_repr
from rich.traceback import Traceback

from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.secret import MASK, Secret
from ssotui.model.token import SsoToken

VALUE = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"
WHEN = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def secret() -> Secret:
    return Secret(VALUE)


def holders(secret: Secret) -> list[object]:
    keys = RoleCredentials(secret, secret, secret, WHEN)
    token = SsoToken(secret, WHEN, refresh_token=secret, client_secret=secret)
    return [secret, keys, Outgoing("dev", keys), token, [secret], {"key": secret}, (secret,)]


def test_only_reveal_gives_the_value(secret: Secret) -> None:
    assert secret.reveal() == VALUE


def test_no_text_of_it_or_of_what_holds_it_shows_the_value(secret: Secret) -> None:
    for holder in holders(secret):
        shown = [repr(holder), str(holder), f"{holder}", f"{holder!r:>99}", "%s %r" % (holder, holder)]  # noqa: UP031
        shown += [f"{holder}", pretty_repr(holder), ascii(holder)]

        assert VALUE not in "".join(shown)
        assert all("•" in text or "\\u2022" in text for text in shown)


def test_a_format_applies_to_the_mask(secret: Secret) -> None:
    assert f"{secret:>10}" == f"  {MASK}"
    with pytest.raises(ValueError, match="format code") as caught:
        format(secret, "d")
    assert VALUE not in str(caught.value)


def test_it_is_not_pickled_copied_nor_written_as_json(secret: Secret) -> None:
    for holder in holders(secret):
        for take in (pickle.dumps, copy.copy, copy.deepcopy) if holder is secret else (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError) as caught:
                take(holder)
            assert VALUE not in str(caught.value)
    with pytest.raises(TypeError) as caught:
        json.dumps(secret)
    assert VALUE not in str(caught.value)


def test_a_log_shows_the_mask(secret: Secret, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("token %s, %r", secret, holders(secret))

    assert MASK in caplog.text
    assert VALUE not in caplog.text


def test_a_traceback_that_shows_locals_shows_the_mask(secret: Secret) -> None:
    def fail(token: Secret, holder: object) -> None:
        raise RuntimeError(f"with {token} and {holder}")

    try:
        fail(secret, holders(secret))
    except RuntimeError:
        screen = Console(file=io.StringIO(), width=300)
        screen.print(Traceback(show_locals=True, locals_max_string=999, locals_max_length=99))
        plain = "".join(traceback.TracebackException(*sys.exc_info(), capture_locals=True).format())
        shown = screen.file.getvalue()  # type: ignore[attr-defined]

    assert MASK in shown
    assert MASK in plain
    assert VALUE not in shown.replace("\n", "")
    assert VALUE not in plain


def test_it_has_no_attributes_to_look_into(secret: Secret) -> None:
    assert not hasattr(secret, "__dict__")
    with pytest.raises(AttributeError):
        secret.value = "x"  # type: ignore[attr-defined]


def test_two_secrets_are_equal_as_their_values_are_and_to_nothing_else(secret: Secret) -> None:
    assert secret == Secret(VALUE)
    assert hash(secret) == hash(Secret(VALUE))
    assert secret != Secret("other")
    assert secret != VALUE
    assert hash(secret) != hash(VALUE)


def test_an_empty_one_is_false(secret: Secret) -> None:
    assert secret
    assert not Secret("")


@pytest.mark.parametrize(
    ("value", "prefix", "shown"),
    [
        ("ASIAQQQQWWWWEEEERRRR", 4, f"ASIA{MASK}"),
        ("ASIAQQQQWWWWEEEERRRR", 0, MASK),
        ("ASIAQQQQ", 4, MASK),  # half of it would be shown
        ("", 4, MASK),
    ],
)
def test_a_mask_may_keep_the_kind_of_a_long_value(value: str, prefix: int, shown: str) -> None:
    assert Secret(value).masked(prefix=prefix) == shown


@pytest.mark.parametrize("value", ["x", VALUE, "a+b/c=", "~!\"'\\$`"])
def test_one_word_of_printable_ascii_can_be_a_secret(value: str) -> None:
    assert Secret.parse(value) == Secret(value)


@pytest.mark.parametrize("value", [None, "", 7, True, ["x"], {"accessKeyId": "x"}, "a b", "a\n", "\0", "é", "\ud800"])
def test_nothing_else_can(value: object) -> None:
    assert Secret.parse(value) is None


@given(st.text())
def test_what_parses_can_travel_in_a_header(text: str) -> None:
    if secret := Secret.parse(text):
        assert secret.reveal().encode("ascii").split() == [text.encode()]
