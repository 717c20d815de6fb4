"""botocore's own clients, leading to the test's portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.browser import Browser
from tests.support.clients import client
from tests.support.portal import Portal


@pytest.fixture
def sso(portal: Portal) -> Iterator[Any]:
    with client("sso", portal) as made:
        yield made


@pytest.fixture
def oidc(portal: Portal) -> Iterator[Any]:
    with client("sso-oidc", portal) as made:
        yield made


@pytest.fixture
def browser() -> Browser:
    return Browser()
