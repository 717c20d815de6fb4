"""Each client, in the test's home, led to the test's portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import programs
from tests.interop.clients import SECONDS, AwsCli1, AwsCli2, Client, JavaScript, Program
from tests.support.clock import FrozenClock
from tests.support.portal import Portal
from tests.support.tls_proxy import TlsProxy

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of a language may have to wait until its program is built."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(programs.BUILD_SECONDS + SECONDS))


@pytest.fixture
def proxy(present: FrozenClock, portal: Portal, tmp_path: Path) -> Iterator[TlsProxy]:
    """Takes AWS's own host names to the portal, which tells the present time."""
    assert present
    with TlsProxy(portal.url, tmp_path) as proxy:
        yield proxy


@pytest.fixture
def aws2(proxy: TlsProxy) -> AwsCli2:
    """The AWS CLI v2."""
    return AwsCli2(proxy)


@pytest.fixture(params=["awscli 1", "awscli 2", "JavaScript", "Go", "Java", "Rust"])
def client(request: pytest.FixtureRequest) -> Client:
    """Each of them in turn."""
    # What the fixture `present` does is what they all need: a portal that tells the time they go by.
    request.getfixturevalue("present")
    match request.param:
        case "awscli 1":
            return AwsCli1({})
        case "awscli 2":
            return AwsCli2(request.getfixturevalue("proxy"))
        case "JavaScript":
            return JavaScript({})
        case "Go":
            return Program("Go", programs.go())
        case "Java":
            return Program("Java", programs.java())
        case _:
            return Program("Rust", programs.rust())
