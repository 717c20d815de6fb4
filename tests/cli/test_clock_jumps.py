"""The machine's clock is wrong, jumps, or changes to winter time; signals interrupt what waits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.model.clock import utc_now
from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need
from tests.support.sign_in import ACME_CONFIG


@pytest.fixture(autouse=True)
def _profiles(home: Home, portal: Portal, present: FrozenClock) -> None:
    assert present() <= utc_now()
    home.config(ACME_CONFIG)
    assert portal.url


def at(offset: str, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ssotui with the clock off by that much, as ``faketime`` writes it."""
    return subprocess.run(
        [need("faketime"), "-f", offset, SSOTUI, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environ},
    )


class TestAWrongClock:
    def test_that_is_hours_ahead_is_told_and_nothing_is_kept(self, home: Home, portal: Portal) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=8)))
        done = at("+3h", "creds", "admin")
        assert done.returncode == 6
        assert "by this machine's clock: 2h 00m ago" in done.stderr
        assert "Set the clock" in done.stderr
        assert not home.cli_cache.exists() or not list(home.cli_cache.glob("*.json"))

    def test_that_is_hours_behind_still_gives_keys(self, home: Home, portal: Portal) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=8)))
        done = at("-3h", "creds", "admin", "--format", "json")
        assert done.returncode == 0
        assert json.loads(done.stdout)["AccountId"] == "111122223333"

    @pytest.mark.parametrize("offset", ["+9h", "-9h"])
    def test_that_is_set_right_after_a_renewal_asks_nobody_to_sign_in(
        self, home: Home, portal: Portal, offset: str
    ) -> None:
        """A token that was renewed by a wrong clock says a wrong end; the portal's word counts in the end."""
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))
        at(offset, "creds", "admin")
        assert portal.requests.count("CreateToken", status=200) <= 1
        done = at("+0", "creds", "admin", "--format", "json")
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("moment", ["2026-10-25 00:30:00", "2026-10-25 01:30:00", "2027-03-28 00:59:59"])
def test_summer_and_winter_time_change_no_clock(home: Home, portal: Portal, moment: str) -> None:
    """In Berlin the clocks change at 01:00 UTC of these days."""
    offset = time.mktime(time.strptime(moment, "%Y-%m-%d %H:%M:%S")) - time.timezone - time.time()
    token = portal.issue_token(ACME, lifetime=timedelta(seconds=offset) + timedelta(hours=2))
    home.token("acme", token)
    done = at(f"{offset:+.0f}", "status", "acme", "--format", "json", TZ="Europe/Berlin")
    assert done.returncode == 0
    assert abs(json.loads(done.stdout)["seconds_left"] - 7200) < 30


class Waiting:
    """A sign-in by device code that waits, with a clock that the test sets."""

    def __init__(self, folder: Path) -> None:
        self._clock = folder / "clock"
        self.set("+0")
        environ = {
            **os.environ,
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.process = subprocess.Popen(
            [SSOTUI, "login", "acme", "--flow", "device", "--no-browser"],
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )
        self.code = self._code()

    def set(self, offset: str) -> None:
        """Set the clock, at once for whoever looks at it."""
        beside = self._clock.with_suffix(".new")
        beside.write_text(offset)
        beside.replace(self._clock)

    def end(self) -> int:
        return self.process.wait(20)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr
        self.process.stderr.close()

    def _code(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if "the code" in line:
                return line.split()[-1]
        pytest.fail("no code was shown")


def _library() -> str:
    found = subprocess.run(
        [need("faketime"), "-f", "+0", "sh", "-c", "echo $LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    made = Waiting(tmp_path)
    yield made
    made.close()


class TestAJumpWhileSomebodyIsWaitedFor:
    def test_back_does_not_stop_the_polling(self, waiting: Waiting, portal: Portal) -> None:
        waiting.set("-5h")
        assert portal.answer_sign_in(waiting.code, approve=True)
        assert waiting.end() == 0

    def test_ahead_ends_the_wait_as_after_a_sleep(self, waiting: Waiting) -> None:
        waiting.set("+5h")
        assert waiting.end() == 3

    def test_stops_and_signals_do_not_end_it(self, waiting: Waiting, portal: Portal) -> None:
        for _ in range(30):
            for number in (signal.SIGSTOP, signal.SIGCONT, signal.SIGWINCH):
                waiting.process.send_signal(number)
        assert portal.answer_sign_in(waiting.code, approve=True)
        assert waiting.end() == 0


def test_signals_do_not_break_a_listing(home: Home, portal: Portal) -> None:
    home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=8)))
    portal.switches.latency = 0.3
    process = subprocess.Popen([SSOTUI, "accounts", "--refresh", "--format", "json"], stdout=subprocess.PIPE)
    try:
        while process.poll() is None:
            for number in (signal.SIGSTOP, signal.SIGCONT, signal.SIGWINCH):
                process.send_signal(number)
            with_pause(process)
        listed, _ = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert len(json.loads(listed)) == 7


def with_pause(process: subprocess.Popen[bytes]) -> None:
    """Let the process run for a moment."""
    try:
        process.wait(0.02)
    except subprocess.TimeoutExpired:
        return
