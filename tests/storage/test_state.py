from __future__ import annotations

import json
import os

import pytest

from ssotui.model.errors import UnusableFile
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import START
from tests.support.home import Home
from tests.support.trouble import soon

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")


def test_asking_creates_nothing(home: Home) -> None:
    assert state.load().fields == {}
    assert list(home.root.iterdir()) == []


def test_what_was_put_there_is_there() -> None:
    state.edit(lambda remembered: remembered.fields.update(favourites=["dev \ud800"]))

    assert state.load().fields == {"favourites": ["dev \ud800"]}
    assert state.state_file().stat().st_mode & 0o777 == 0o600
    assert {path.name for path in state.state_file().parent.iterdir()} == {"state.json", "locks"}


def test_what_others_keep_in_the_file_stays(home: Home) -> None:
    home.write(state.state_file(), json.dumps({"from the future": {"x": [1]}, "flows": 7}))
    state.edit(lambda remembered: remembered.set_flow(ACME, "pkce"))

    assert state.load().fields == {"from the future": {"x": [1]}, "flows": {"acme": "pkce"}}


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b"\xff\xfe", pytest.param(b"[" * 100_000, id="deep")])
def test_a_damaged_file_is_an_empty_one_and_is_replaced(home: Home, content: bytes) -> None:
    home.write(state.state_file(), content)

    assert state.load().fields == {}
    state.edit(lambda remembered: remembered.fields.update(x=1))
    assert state.load().fields == {"x": 1}


def test_one_that_is_too_large_is_none_and_is_replaced(home: Home) -> None:
    home.write(state.state_file(), '{"x": 0}')
    os.truncate(state.state_file(), 6 << 30)

    assert state.load().fields == {}
    state.edit(lambda remembered: remembered.fields.update(x=1))
    assert state.load().fields == {"x": 1}


def test_a_fifo_in_its_place_is_not_waited_for() -> None:
    state.state_file().parent.mkdir(parents=True)
    os.mkfifo(state.state_file())

    assert soon(state.load).fields == {}


def test_one_that_cannot_be_written_says_so() -> None:
    state.state_file().mkdir(parents=True)

    assert state.load().fields == {}
    with pytest.raises(UnusableFile, match="is a folder"):
        state.edit(lambda remembered: remembered.fields.update(x=1))


def test_a_change_that_changes_nothing_writes_nothing(home: Home) -> None:
    home.write(state.state_file(), '{ "flows": {"acme": "pkce"} }')
    before = state.state_file().stat()
    state.edit(lambda kept: kept.set_flow(ACME, "pkce"))
    state.edit(lambda kept: kept.renew_sign_in(ACME, START, START))
    assert state.state_file().stat() == before


def test_refusals_are_read_once_of_each_version_of_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home
    monkeypatch.setattr("ssotui.storage.file_version.FRESH_NANOSECONDS", -(10**18))
    state.edit(lambda kept: kept.set_refusal(ACME, "digest", token=True))
    known = state.refusals()
    assert list(known) == ["digest"]
    with monkeypatch.context() as patched:
        patched.setattr(state, "read_regular", lambda *_: pytest.fail("it is read again"))
        assert state.refusals() == known
    state.edit(lambda kept: kept.set_refusal(ACME, "other", token=True))
    assert list(state.refusals()) == ["other"]
