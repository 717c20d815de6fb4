"""The script that everybody writes once: five lines on boto3 that print a profile's keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.homes import write
from tests.support import cache_files
from tests.support.organization import ACME, ORGANIZATION
from tests.support.portal import Portal

SCRIPT = """
import boto3
keys = boto3.Session(profile_name="dev").get_credentials().get_frozen_credentials()
print(f"export AWS_ACCESS_KEY_ID={keys.access_key}")
print(f"export AWS_SECRET_ACCESS_KEY={keys.secret_key}")
print(f"export AWS_SESSION_TOKEN={keys.token}")
"""
COMMAND = [sys.executable, "-c", SCRIPT]


@contextmanager
def surroundings(root: Path, env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which it works: a signed-in home, and a portal, which it asks each time."""
    write(
        root / ".aws" / "config",
        f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1\n"
        "[profile dev]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = ReadOnly\n".encode(),
    )
    with Portal(ORGANIZATION) as portal:
        token = portal.issue_token(ACME)
        write(root / ".aws" / "sso" / "cache" / cache_files.token_name("acme"), cache_files.token_content(token))
        yield {**env, "HOME": str(root), **portal.environment()}
