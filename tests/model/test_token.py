from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import MISSING, SsoSession, SsoToken, TokenLife, TokenStatus
from tests.support.clock import START

SECOND = timedelta(seconds=1)
TOKEN = SsoToken(
    access_token=Secret("access"),
    expires_at=START,
    refresh_token=Secret("refresh"),
    client_id="client",
    client_secret=Secret("secret"),
    registration_expires_at=START + timedelta(days=90),
)


@pytest.mark.parametrize(
    ("life", "status", "usable"),
    [
        (MISSING, TokenStatus.MISSING, False),
        (TokenLife(present=True), TokenStatus.UNKNOWN, False),
        (TokenLife(present=True, renewable_until=START + SECOND), TokenStatus.UNKNOWN, False),
        (TokenLife(present=True, expires_at=START + SECOND), TokenStatus.VALID, True),
        (TokenLife(present=True, expires_at=START), TokenStatus.EXPIRED, False),
        (TokenLife(present=True, expires_at=START, renewable_until=START + SECOND), TokenStatus.RENEWABLE, True),
        (TokenLife(present=True, expires_at=START, renewable_until=START), TokenStatus.EXPIRED, False),
    ],
)
def test_what_a_token_is_good_for(life: TokenLife, status: TokenStatus, usable: bool) -> None:
    assert life.status(START) is status
    assert status.usable is usable


def test_a_token_with_all_that_a_renewal_takes_is_renewable_while_its_registration_lasts() -> None:
    assert TOKEN.life.renewable_until == TOKEN.registration_expires_at
    assert TOKEN.life.renewable(START)
    assert not TOKEN.life.renewable(START + timedelta(days=90))


@pytest.mark.parametrize("lacking", ["refresh_token", "client_id", "client_secret", "registration_expires_at"])
def test_lacking_any_of_it_is_not_renewable(lacking: str) -> None:
    token = TOKEN._replace(**{lacking: None})  # type: ignore[arg-type]

    assert token.life.renewable_until is None
    assert not token.life.renewable(START)


def test_a_session_is_called_by_its_name_or_its_start_url() -> None:
    assert SsoSession("acme", "https://acme/start", "us-east-1").label == "acme"
    assert SsoSession(None, "https://acme/start", "us-east-1").label == "https://acme/start"


def test_a_cache_entry_is_called_by_what_is_known_of_it(tmp_path: Path) -> None:
    session = SsoSession("acme", "https://acme/start", "us-east-1")

    assert CacheEntry(EntryKind.TOKEN, session=session, start_url="x").label == "acme"
    assert CacheEntry(EntryKind.ORPHAN, start_url="https://old/start").label == "https://old/start"
    assert CacheEntry(EntryKind.UNREADABLE, path=str(tmp_path / "x.json")).label == "x.json"
    assert CacheEntry(EntryKind.UNREADABLE).label == ""
