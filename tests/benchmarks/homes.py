"""Homes with as many profiles as a budget names, all of one signed-in session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from tests.support import cache_files
from tests.support.portal import Portal

TEAMS = ("payments", "data-lake", "platform", "ml", "security", "network", "billing", "web", "checkout", "identity")
START_URL = "https://acme.awsapps.com/start"
STAGES = ("prod", "stage", "dev", "sandbox")
ROLES = ("ReadOnly", "Developer", "AdministratorAccess")


def profile_name(number: int) -> str:
    """Every one different; the first one sorts nowhere in particular."""
    return f"{TEAMS[number % len(TEAMS)]}-{STAGES[number % len(STAGES)]}-{number:05}"


def build(root: Path, profiles: int, token_ends: timedelta = timedelta(hours=6)) -> dict[str, str]:
    """Write the home; the environment in which it is the user's own."""
    now = datetime.now(UTC)
    aws = root / ".aws"
    lines = [
        f"[sso-session acme]\nsso_start_url = {START_URL}\nsso_region = us-east-1\n",
        *(
            f"[profile {profile_name(number)}]\nsso_session = acme\nsso_account_id = {number:012}\n"
            f"sso_role_name = {ROLES[number % len(ROLES)]}\nregion = eu-west-1\n"
            for number in range(profiles)
        ),
    ]
    write(aws / "config", "\n".join(lines).encode())
    token = SsoToken(
        access_token=Secret("benchmark"),
        expires_at=now + token_ends,
        start_url=START_URL,
        region="us-east-1",
    )
    write(aws / "sso" / "cache" / cache_files.token_name("acme"), cache_files.token_content(token))
    keys = RoleCredentials(
        Secret("ASIAEXAMPLEEXAMPLE00"),
        Secret("s" * 40),
        Secret("t" * 400),
        now + timedelta(minutes=50),
        "0" * 12,
        ROLES[0],
    )
    write(aws / "cli" / "cache" / cache_files.keys_name("acme", "0" * 12, ROLES[0]), cache_files.keys_content(keys))
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "HOME": str(root), "TERM": "xterm-256color", "COLORTERM": "truecolor"}


@contextmanager
def online(root: Path, profiles: int, accounts: int) -> Iterator[tuple[dict[str, str], Portal]]:
    """The same, signed in to a portal that runs meanwhile and has so many accounts of three roles each."""
    samples = (SampleAccount(f"{n:012}", f"Account {n}", f"{n}@example.com", ROLES) for n in range(accounts))
    env = build(root, profiles)
    with Portal(Organization((Instance(START_URL, "us-east-1", tuple(samples)),))) as portal:
        token = cache_files.token_content(portal.issue_token(START_URL))
        write(root / ".aws" / "sso" / "cache" / cache_files.token_name("acme"), token)
        yield env | portal.environment(), portal


def write(path: Path, content: bytes) -> None:
    """A file that nobody has just changed, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = path.stat().st_mtime - 3600
    os.utime(path, (then, then))
