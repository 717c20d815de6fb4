"""Homes that are crowded in other ways than by SSO profiles, against the home of 10,000 of these.

``python -m tests.benchmarks.crowds`` prints for each home when its first rows are there, when the whole screen takes
keys, how long a key of the filter and a reload take, and the memory after all that; with the ratios to the first home,
and the same in CPU time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import catalogs
from ssotui.storage.file_version import FRESH_NANOSECONDS
from tests.benchmarks import homes
from tests.benchmarks.screen import resident
from tests.benchmarks.terminal import Terminal
from tests.support import cache_files

SSOTUI = [str(Path(sys.executable).with_name("ssotui"))]
MANY = 10_000
SESSION = SsoSession("acme", homes.START_URL, "us-east-1")
MOST = 2.0
"""No figure shall be more than so many times that of the first home."""

OLD = FRESH_NANOSECONDS / 1e9
"""Seconds after which a file is as old as those of a home usually are; a fresh one is read twice."""

RELOADS = 3
QUIET = 1.5
"""Seconds from one reload to the next one; by then the watch has seen the change too."""

READY = b"\x1b[?2004h"
"""Textual writes this when it has taken the terminal; the first frame stands there by then."""


class Taken(NamedTuple):
    """Seconds that something took, and the seconds of CPU time of all that the app did meanwhile."""

    wall: float
    cpu: float


class Figures(NamedTuple):
    """Seconds of one home, and bytes. A busy machine is told by the CPU time, in which nothing else is counted."""

    first_rows: Taken
    takes_keys: Taken
    key: Taken
    reload: Taken
    memory: float

    @property
    def times(self) -> tuple[Taken, ...]:
        """All but the memory."""
        return (self.first_rows, self.takes_keys, self.key, self.reload)


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
        first = Taken(terminal.until(b"PROFILE") - terminal.started, terminal.cpu)
        terminal.until(READY)
        terminal.press(crowd.opened)
        ready = Taken(terminal.until(crowd.shown) - terminal.started, terminal.cpu)
        terminal.drain(2)
        if crowd.opened == b"2":
            terminal.press(b"1")
            terminal.drain(0.5)
        reloads = []
        for _ in range(RELOADS):
            reloads.append(_reread(terminal, env))
            terminal.drain(QUIET)
        reload = _median(reloads)
        terminal.press(b"/")
        terminal.drain(1)
        times, before = [], terminal.cpu
        for key in (b"4", b"2", b"7", b"\x7f", b"\x7f", b"\x7f") * 4:
            pressed = terminal.press(key)
            times.append(terminal.until(b"/") - pressed)
            terminal.drain(0.2)
        typed = Taken(statistics.median(times), (terminal.cpu - before) / len(times))
        return Figures(first, ready, typed, reload, resident(terminal))


def _reread(terminal: Terminal, env: Mapping[str, str]) -> Taken:
    """Add a profile, and wait until the screen counts it, which it does when it has read the files again."""
    config = Path(env["HOME"]) / ".aws" / "config"
    with config.open("a") as file:
        file.write(f"\n[profile zz-new-{time.time_ns()}]\nregion = eu-west-1\n")
    counted = config.read_text().count("[profile ")
    used, before = terminal.cpu, terminal.press(b"r")
    return Taken(terminal.until(f"Profiles {counted}".encode()) - before, terminal.cpu - used)


def _median(taken: Sequence[Taken]) -> Taken:
    return Taken(*map(statistics.median, zip(*taken, strict=True)))


def _medians(taken: Sequence[Figures]) -> Figures:
    first, ready, key, reload = (_median(samples) for samples in zip(*(each.times for each in taken), strict=True))
    return Figures(first, ready, key, reload, statistics.median(each.memory for each in taken))


def _line(name: str, values: Sequence[tuple[float, float]]) -> str:
    """Write each value, with its ratio to that of the first home."""
    cells = (
        f"{f'{value * 1e3:.0f} ms' if value < MANY else f'{value / 1e6:.0f} MB'} ({value / usual:.2f})"
        for value, usual in values
    )
    return f"{name:<40}" + "".join(f"{cell:>20}" for cell in cells)


def main() -> int:
    """Print the table; 1 if some figure is too much in time and in CPU time."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    runs: int = options.parse_args().runs
    taken: dict[str, list[Figures]] = {crowd.what: [] for crowd in CROWDS}
    for _ in range(runs):  # the homes in turns: a machine is not always equally fast
        for crowd in CROWDS:
            with tempfile.TemporaryDirectory() as folder:
                env = crowd.build(Path(folder))
                time.sleep(OLD)
                taken[crowd.what].append(measure(crowd, env))
    print(f"{'home':<40}" + "".join(f"{name:>20}" for name in Figures._fields))
    usual = _medians(taken[CROWDS[0].what])
    over = False
    for what, samples in taken.items():
        found = _medians(samples)
        walls, cpus = (
            [(one[kind], other[kind]) for one, other in zip(found.times, usual.times, strict=True)] for kind in (0, 1)
        )
        memory = (found.memory, usual.memory)
        print(_line(what, [*walls, memory]))
        print(_line("  CPU time", cpus))
        over |= any(
            min(wall / usual_wall, cpu / usual_cpu) > MOST
            for (wall, usual_wall), (cpu, usual_cpu) in zip([*walls, memory], [*cpus, memory], strict=True)
        )
    return over


if __name__ == "__main__":
    sys.exit(main())
