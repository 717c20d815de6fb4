from __future__ import annotations

from collections.abc import Iterator

import pytest

from ssotui.aws.caches import keys_file, token_document
from ssotui.storage import file_version
from ssotui.storage.bounded_read import read_regular
from tests.support import trouble


@pytest.fixture(autouse=True)
def _fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with trouble.fresh_clients(monkeypatch):
        yield


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait for nothing."""
    trouble.hurry(monkeypatch)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the caches that are opened from now on, each time that one is."""
    opened: list[str] = []

    def recorded(path: str, limit: int) -> bytes:
        opened.append(path)
        return read_regular(path, limit)

    for module in (keys_file, token_document):
        monkeypatch.setattr(module, "read_regular", recorded)
    return opened


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that the test has just written count as old."""
    monkeypatch.setattr(file_version, "FRESH_NANOSECONDS", -(10**18))
