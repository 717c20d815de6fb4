"""The sessions of ``aws login``: listed, and left alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.actions.listing.inventory import read_inventory
from ssotui.aws.caches import login_cache
from ssotui.model.sessions import EntryKind
from tests.support.home import Home

SESSION = {
    "accessToken": {
        "accessKeyId": "ASIASECRET",
        "secretAccessKey": "secret-secret",
        "sessionToken": "token-token",
        "accountId": "011122223333",
        "expiresAt": "2026-11-23T12:14:00Z",
    },
    "tokenType": "aws_sigv4",
    "refreshToken": "refresh-refresh",
    "signInRegion": "eu-west-1",
}


@pytest.mark.parametrize("moved", [False, True])
def test_a_session_is_listed_with_its_end(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    folder = tmp_path / "elsewhere" if moved else home.aws / "login" / "cache"
    if moved:
        monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(folder))
    path = home.write(folder / f"{'a' * 64}.json", json.dumps(SESSION))
    before = path.read_bytes()
    (entry,) = read_inventory().sessions
    assert entry.kind is EntryKind.LOGIN
    assert entry.label == "aws login 011122223333"
    assert entry.region == "eu-west-1"
    assert entry.life.expires_at == datetime(2026, 11, 23, 12, 14, tzinfo=UTC)
    assert entry.problem == ""
    assert "secret" not in repr(entry).lower()
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "[]", "null", '{"accessToken": "text"}', '{"accessToken": {}}', "[" * 100_000])
def test_what_is_none_says_so(home: Home, content: str) -> None:
    home.write(home.aws / "login" / "cache" / "x.json", content)
    (entry,) = login_cache.read_entries()
    assert entry.problem
    assert entry.life.present


def test_a_missing_folder_is_an_empty_one() -> None:
    assert login_cache.read_entries() == ()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_any_bytes(home: Home, data: bytes) -> None:
    home.write(home.aws / "login" / "cache" / "x.json", data)
    assert len(login_cache.read_entries()) == 1
