"""When somebody signed in: only what is known, and of no other token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ssotui.model.clock import format_timestamp
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import START
from tests.support.home import Home

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
ENDS = START + timedelta(hours=8)


def test_a_sign_in_is_remembered_with_its_token() -> None:
    state.edit(lambda kept: kept.set_sign_in(ACME, START, ENDS))
    assert state.load().sign_ins() == {("acme", format_timestamp(ENDS)): START}


def test_a_renewal_takes_it_on() -> None:
    state.edit(lambda kept: kept.set_sign_in(ACME, START, ENDS))
    state.edit(lambda kept: kept.renew_sign_in(ACME, ENDS, ENDS + timedelta(hours=8)))
    assert state.load().sign_ins() == {("acme", format_timestamp(ENDS + timedelta(hours=8))): START}


def test_a_renewal_of_another_tools_token_brings_nothing() -> None:
    state.edit(lambda kept: kept.set_sign_in(ACME, START, ENDS))
    state.edit(lambda kept: kept.renew_sign_in(ACME, ENDS + timedelta(seconds=1), ENDS + timedelta(hours=8)))
    assert state.load().sign_ins() == {("acme", format_timestamp(ENDS)): START}


@pytest.mark.parametrize(
    "memory", [None, 1, [], {}, {"at": 1, "ends": "x"}, {"at": "soon", "ends": "x"}, {"at": "2026-11-23", "ends": "x"}]
)
def test_a_damaged_memory_is_none(home: Home, memory: object) -> None:
    assert home
    state.edit(lambda remembered: remembered.fields.update({"sign_ins": {"acme": memory}}))
    assert state.load().sign_ins() == {}
