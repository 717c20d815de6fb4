"""Homes that are crowded in other ways than by SSO profiles, against the home of 10,000 of these.

``python -m tests.benchmarks.crowds`` prints for each home when its first rows are there, when the whole screen takes
keys, how long a key of the filter and a reload take, and the memory after all that; with the ratios to the first line.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import catalogs
from tests.benchmarks import homes
from tests.benchmarks.screen import resident
from tests.benchmarks.terminal import Terminal
from tests.support import cache_files

SSOTUI = [str(Path(sys.executable).with_name("ssotui"))]
MANY = 10_000
SESSION = SsoSession("acme", homes.START_URL, "us-east-1")
READY = b"\x1b[?2004h"
"""Textual writes this when it has taken the terminal; the first frame stands there by then."""


class Figures(NamedTuple):
    """Seconds of one home, and bytes."""

    first_rows: float
    takes_keys: float
    key: float
    reload: float
    memory: float


class Crowd(NamedTuple):
    """A way to be crowded.

    Attributes:
        what: its name in the table.
        build: writes the home, and gives its environment.
        opened: the keys that lead to the rows.
        shown: what stands on the screen then.
    """

    what: str
    build: Callable[[Path], dict[str, str]]
    opened: bytes = b"2"
    shown: bytes = b"SESSION OR FILE"


def role_chains(root: Path) -> dict[str, str]:
    """Write 10,000 profiles that each take a role with the keys of one of ten SSO profiles."""
    env = homes.build(root, 10)
    with (root / ".aws" / "config").open("a") as config:
        for number in range(MANY):
            config.write(
                f"\n[profile chain-{number:05}]\nrole_arn = arn:aws:iam::{number:012}:role/{homes.ROLES[number % 3]}\n"
                f"source_profile = {homes.profile_name(number % 10)}\nregion = eu-west-1\n"
            )
    return env


def sso_cache(root: Path) -> dict[str, str]:
    """Put 2,000 tokens that no session names into the SSO cache."""
    env = homes.build(root, MANY)
    for number in range(2_000):
        url = f"https://former-{number:04}.awsapps.com/start"
        token = SsoToken(Secret("benchmark"), datetime.now(UTC) + timedelta(hours=1), url, "us-east-1")
        name = cache_files.token_name(url)
        homes.write(root / ".aws" / "sso" / "cache" / name, cache_files.token_content(token))
    return env


def keys_cache(root: Path) -> dict[str, str]:
    """Put the keys of 20,000 roles, half of them of these profiles, into the cache of the AWS CLI."""
    env = homes.build(root, MANY)
    ends = datetime.now(UTC) + timedelta(minutes=50)
    for number in range(20_000):
        account, role = f"{number:012}", homes.ROLES[number % len(homes.ROLES)]
        keys = RoleCredentials(Secret("ASIAEXAMPLE"), Secret("s" * 40), Secret("t" * 400), ends, account, role)
        name = cache_files.keys_name("acme", account, role)
        homes.write(root / ".aws" / "cli" / "cache" / name, cache_files.keys_content(keys))
    return env


def sessions(root: Path) -> dict[str, str]:
    """Write 50 sessions, each with a token, beside the one of the 10,000 profiles."""
    env = homes.build(root, MANY)
    with (root / ".aws" / "config").open("a") as config:
        for number in range(50):
            url = f"https://part-{number:02}.awsapps.com/start"
            config.write(f"\n[sso-session part-{number:02}]\nsso_start_url = {url}\nsso_region = us-east-1\n")
            token = SsoToken(Secret("benchmark"), datetime.now(UTC) + timedelta(hours=1 + number), url, "us-east-1")
            name = cache_files.token_name(f"part-{number:02}")
            homes.write(root / ".aws" / "sso" / "cache" / name, cache_files.token_content(token))
    return env


def accounts(root: Path) -> dict[str, str]:
    """Have 5,000 accounts with four roles each remembered of a session that nobody is signed in to."""
    env = homes.build(root, 200)
    (root / ".aws" / "sso" / "cache" / cache_files.token_name("acme")).unlink()
    now = datetime.now(UTC)
    known = (
        KnownAccount(
            Account(SESSION, f"{number:012}", f"Account {number:04}", f"aws+{number}@example.com"),
            (*homes.ROLES, "Billing"),
            now,
        )
        for number in range(5_000)
    )
    state = {"version": 1, "accounts": {"acme": catalogs.written(Catalog(SESSION, tuple(known), now))}}
    homes.write(root / ".local" / "state" / "ssotui" / "state.json", json.dumps(state).encode())
    return env


CROWDS = (
    Crowd("10,000 profiles", lambda root: homes.build(root, MANY)),
    Crowd("10,000 role chains", role_chains),
    Crowd("2,000 files in the SSO cache", sso_cache),
    Crowd("20,000 files in the keys cache", keys_cache),
    Crowd("50 sessions", sessions),
    Crowd("5,000 accounts x 4 roles, in Accounts", accounts, b"3", b"Account 0000"),
)


def measure(crowd: Crowd, env: Mapping[str, str]) -> Figures:
    """Open the screen once, and use it."""
    with Terminal(SSOTUI, env) as terminal:
        first = terminal.until(b"PROFILE") - terminal.started
        terminal.until(READY)
        terminal.press(crowd.opened)
        ready = terminal.until(crowd.shown) - terminal.started
        terminal.drain(2)
        if crowd.opened == b"2":
            terminal.press(b"1")
            terminal.drain(0.5)
        terminal.press(b"r")
        reload = _until_reread(terminal, env)
        terminal.press(b"/")
        terminal.drain(1)
        keys = []
        for key in (b"4", b"2", b"7", b"\x7f", b"\x7f", b"\x7f") * 4:
            pressed = terminal.press(key)
            keys.append(terminal.until(b"/") - pressed)
            terminal.drain(0.2)
        return Figures(first, ready, statistics.median(keys), reload, resident(terminal))


def _until_reread(terminal: Terminal, env: Mapping[str, str]) -> float:
    """Add a profile, and wait until the screen counts it, which it does when it has read the files again."""
    config = Path(env["HOME"]) / ".aws" / "config"
    with config.open("a") as file:
        file.write("\n[profile zz-new]\nregion = eu-west-1\n")
    before = terminal.press(b"r")
    counted = config.read_text().count("[profile ")
    return terminal.until(f"Profiles {counted}".encode()) - before


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    runs: int = options.parse_args().runs
    print(f"{'home':<40}" + "".join(f"{name:>20}" for name in Figures._fields))
    usual: Figures | None = None
    for crowd in CROWDS:
        taken = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                taken.append(measure(crowd, crowd.build(Path(folder))))
        found = Figures(*map(statistics.median, zip(*taken, strict=True)))
        usual = usual or found
        ratios = (f"({one / other:.2f})" for one, other in zip(found, usual, strict=True))
        texts = (*(f"{seconds * 1e3:.0f} ms" for seconds in found[:4]), f"{found.memory / 1e6:.0f} MB")
        print(
            f"{crowd.what:<40}"
            + "".join(f"{text + ' ' + ratio:>20}" for text, ratio in zip(texts, ratios, strict=True))
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
