"""The fixtures of every test. Each test has a home of its own, a clock that stands still, and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssotui.model.clock import utc_now
from tests.support.clock import FrozenClock
from tests.support.home import Home, move_into
from tests.support.network import loopback_only
from tests.support.organization import ORGANIZATION
from tests.support.portal import Portal


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The test's own home; ``HOME`` leads there, and no ``AWS_*`` variable and no proxy is left."""
    return move_into(tmp_path / "home", monkeypatch)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with loopback_only(monkeypatch):
        yield


@pytest.fixture
def clock() -> FrozenClock:
    """2026-11-23T12:00:00Z, until advanced."""
    return FrozenClock()


@pytest.fixture
def present(clock: FrozenClock) -> FrozenClock:
    """The same clock, standing at this very moment: for what botocore measures by a clock of its own."""
    clock.now = utc_now()
    return clock


@pytest.fixture
def portal(clock: FrozenClock, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """A portal with a small organization (``tests.support.organization``) on the frozen clock.

    AWS tools find it by their environment, which ``home`` has cleared before.
    """
    assert home.root.is_dir()
    with Portal(ORGANIZATION, clock=clock) as portal:
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        yield portal
