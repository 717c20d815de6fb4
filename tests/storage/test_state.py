from __future__ import annotations

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import START
from tests.support.home import Home
from tests.support.trouble import soon

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
CORP = SsoSession(None, "https://corp.awsapps.com/start", "eu-west-1")


def catalog(session: SsoSession, name: str = "Payments") -> tuple[AccountRoles, ...]:
    return (
        AccountRoles(Account(session, "000011112222", name, "pay@example.com"), ("Admin", "ReadOnly")),
        AccountRoles(Account(session, "111122223333"), ()),
    )


def test_asking_creates_nothing(home: Home) -> None:
    assert state.recall_accounts(ACME) == ()
    assert state.account_names() == {}
    assert list(home.root.iterdir()) == []


def test_what_is_remembered_of_a_session_is_recalled() -> None:
    state.remember_accounts(ACME, catalog(ACME), START)

    assert state.recall_accounts(ACME) == catalog(ACME)
    assert state.recall_accounts(CORP) == ()
    assert state.account_names() == {"000011112222": "Payments"}
    assert state.state_file().stat().st_mode & 0o777 == 0o600
    assert {path.name for path in state.state_file().parent.iterdir()} == {"state.json", "locks"}


def test_each_session_has_its_own_and_the_newest_replaces_it() -> None:
    state.remember_accounts(ACME, catalog(ACME), START)
    state.remember_accounts(CORP, catalog(CORP, "Corp"), START)
    state.remember_accounts(ACME, catalog(ACME)[1:], START)

    assert state.recall_accounts(ACME) == catalog(ACME)[1:]
    assert state.recall_accounts(CORP) == catalog(CORP, "Corp")


def test_what_others_keep_in_the_file_stays(home: Home) -> None:
    home.write(state.state_file(), json.dumps({"favourites": ["dev"], "accounts": "not ours"}))
    state.remember_accounts(ACME, catalog(ACME), START)

    assert json.loads(state.state_file().read_bytes())["favourites"] == ["dev"]
    assert state.recall_accounts(ACME) == catalog(ACME)


def test_an_account_name_may_be_anything_that_the_portal_tells() -> None:
    odd = catalog(ACME, "acct [/prod] \x1b[31m 🚀 \ud800")
    state.remember_accounts(ACME, odd, START)

    assert state.recall_accounts(ACME) == odd


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        pytest.param(b"[" * 100_000, id="deep"),
        b'{"accounts": []}',
        b'{"accounts": {"acme": []}}',
        b'{"accounts": {"acme": {"accounts": {}}}}',
        b'{"accounts": {"acme": {"accounts": [1, null, {}, {"id": 7, "name": "x", "email": "", "roles": []}]}}}',
        b'{"accounts": {"acme": {"accounts": [{"id": "1", "name": "x", "email": "", "roles": [1]}]}}}',
        b'{"accounts": {"acme": {"accounts": [{"id": "1", "name": "x", "email": "", "roles": "Admin"}]}}}',
    ],
)
def test_a_damaged_file_is_an_empty_one_and_is_replaced(home: Home, content: bytes) -> None:
    home.write(state.state_file(), content)

    assert state.recall_accounts(ACME) == ()
    assert state.account_names() == {}
    state.remember_accounts(ACME, catalog(ACME), START)
    assert state.recall_accounts(ACME) == catalog(ACME)


def test_a_well_formed_account_among_others_is_kept(home: Home) -> None:
    good = {"id": "1", "name": "x", "email": "", "roles": ["Admin"]}
    home.write(state.state_file(), json.dumps({"accounts": {"acme": {"accounts": [None, good, {}]}}}))

    assert [found.account.account_id for found in state.recall_accounts(ACME)] == ["1"]


def test_a_fifo_in_its_place_is_not_waited_for() -> None:
    state.state_file().parent.mkdir(parents=True)
    os.mkfifo(state.state_file())

    assert soon(lambda: state.recall_accounts(ACME)) == ()


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["accounts", "acme", "id", "name", "email", "roles"]), inner)
        ),
    )
)
def test_any_json_is_read(content: object) -> None:
    state.state_file().parent.mkdir(parents=True, exist_ok=True)
    state.state_file().write_text(json.dumps(content))

    state.recall_accounts(ACME)
    state.account_names()
