"""boto3's own clients for the portal's services."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from tests.support.portal import Portal


@cache
def _session() -> Any:
    """One session for all tests, since loading the service models is what takes time. It reads no file."""
    import botocore.session

    return botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )


@contextmanager
def client(service: str, portal: Portal, *, attempts: int = 1, **options: Any) -> Iterator[Any]:
    """A client of ``sso``, ``sso-oidc`` or ``sts``, unsigned unless given keys, closed at the end.

    Args:
        service: its name.
        portal: where it leads.
        attempts: 1 for no retry.
        options: for ``create_client``.
    """
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        signature_version=None if "aws_access_key_id" in options else UNSIGNED,
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=5,
        read_timeout=5,
        proxies={},
    )
    made = _session().create_client(service, region_name="us-east-1", endpoint_url=portal.url, config=config, **options)
    try:
        yield made
    finally:
        made.close()
