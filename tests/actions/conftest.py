from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import trouble


@pytest.fixture(autouse=True)
def _fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with trouble.fresh_clients(monkeypatch):
        yield


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait for nothing."""
    trouble.hurry(monkeypatch)
