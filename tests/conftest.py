"""The fixtures of every test. Each test has a home of its own, a clock that stands still, and no network."""

from __future__ import annotations

import faulthandler
import functools
import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from unittest.mock import patch

import botocore.loaders
import botocore.session
import hypothesis
import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from ssotui.model.clock import utc_now
from tests.support.clock import FrozenClock
from tests.support.commands import Ran, Ssotui
from tests.support.home import Home, move_into
from tests.support.network import loopback_only
from tests.support.organization import ACME, ORGANIZATION
from tests.support.portal import Portal
from tests.support.signals import heard

# An example that takes long on a busy machine is no failure; what is to be quick is measured and marked so.
hypothesis.settings.register_profile("ssotui", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("ssotui")

# Each session would read the same descriptions of AWS's services from the disk again, most of the time of the tests
# that make clients.
botocore.session.create_loader = functools.cache(botocore.loaders.create_loader)

TIMEOUT_SECONDS = 120.0
"""A test that is marked otherwise takes this long at most. A signal ends it, with a traceback, and the rest goes on."""
GRACE_SECONDS = 60.0
"""A test has so long to end after its timeout. Then its process is ended: something has swallowed the signal."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test a timeout."""
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TIMEOUT_SECONDS, method="signal"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """End a process that hangs in spite of its timeout, with the tracebacks of all its threads.

    No test leaves another environment to the next one: what it changes within the demo's home, ``monkeypatch`` undoes
    only after that home has put back what was there before.
    """
    mark = item.get_closest_marker("timeout")
    assert mark
    stderr = item.config.stash[fault_handler_stderr_fd_key]
    faulthandler.dump_traceback_later(mark.args[0] + GRACE_SECONDS, exit=True, file=stderr)
    try:
        with patch.dict(os.environ):
            return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session", autouse=True)
def _default_signals() -> Iterator[None]:
    """Each test, and every child that it starts, meets these signals as at a terminal."""
    with heard():
        yield


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Let go of the app that the test has opened.

    At its first frame it exempts all that lives from garbage collection, itself included; and a cache of Textual's
    keeps a thousand widgets' styles, each with the lines that were drawn. In a process that is one app both are right.
    Here they kept hundreds of apps, and a process grew to more than 1 GB. Python 3.12 always exempts
    some hundred objects: to collect after each test made the tests take twice as long there.
    """
    exempt = gc.get_freeze_count()
    yield
    if gc.get_freeze_count() > exempt:
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()
        gc.unfreeze()
        gc.collect()


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


@pytest.fixture
def signed_in(request: pytest.FixtureRequest, home: Home, portal: Portal) -> Portal:
    """The portal; in the home are a token of it for ``acme``, and the config that the test's module calls ``CONFIG``.

    Where the portal has to tell the present time, ``present`` comes before: ``usefixtures("present")``.
    """
    config = getattr(request.module, "CONFIG", None)
    if config is not None:
        home.config(config)
    home.token("acme", portal.issue_token(ACME))
    return portal


@pytest.fixture
def ssotui(capfdbinary: pytest.CaptureFixture[bytes]) -> Ssotui:
    """Run a command in this process, with stdin that is no terminal."""
    from ssotui.cli.entry import run

    def ssotui(*args: str) -> Ran:
        code = run(args)
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(errors="surrogateescape"), err.decode())

    return ssotui
