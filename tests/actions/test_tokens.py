from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ssotui.actions.sign_in.tokens import usable_token
from ssotui.aws.caches import sso_cache
from ssotui.aws.caches.sso_cache import DamagedToken, read_token
from ssotui.aws.services import oidc
from ssotui.model.errors import ServiceFailure, SignInNeeded, UnusableFile
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import locks
from ssotui.storage.files import resolve
from ssotui.storage.locks import locked
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, LEGACY
from tests.support.portal import Portal
from tests.support.trouble import assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
OLD_STYLE = SsoSession(None, LEGACY, "us-west-2")
MINUTE = timedelta(minutes=1)


def sign_in(home: Home, portal: Portal, left: timedelta, session: SsoSession = SESSION, **options: bool) -> SsoToken:
    """A token in the cache with that much left."""
    token = portal.issue_token(session.start_url, lifetime=left, **options)
    home.token(session.name or session.start_url, token)
    return token


class TestWhenToRenew:
    @pytest.mark.parametrize("left", [timedelta(hours=8), 16 * MINUTE, 15 * MINUTE])
    def test_not_with_fifteen_minutes_left(
        self, home: Home, portal: Portal, clock: FrozenClock, left: timedelta
    ) -> None:
        token = sign_in(home, portal, left)
        before = home.snapshot()

        assert usable_token(SESSION, clock) == token
        assert len(portal.requests) == 0
        assert home.snapshot() == before

    @pytest.mark.parametrize("left", [15 * MINUTE - timedelta(seconds=1), MINUTE, timedelta(0), timedelta(days=-3)])
    def test_with_less_and_also_when_it_has_ended(
        self, home: Home, portal: Portal, clock: FrozenClock, left: timedelta
    ) -> None:
        old = sign_in(home, portal, left)
        renewed = usable_token(SESSION, clock)

        assert portal.requests.operations == ("CreateToken",)
        assert renewed.access_token != old.access_token
        assert portal.accepts(renewed.access_token)
        assert read_token(SESSION) == renewed
        assert usable_token(SESSION, clock) == renewed
        assert len(portal.requests) == 1

    def test_what_is_renewed_can_be_renewed_again(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        sign_in(home, portal, MINUTE)
        for _ in range(3):
            token = usable_token(SESSION, clock)
            clock.advance(portal.switches.token_lifetime - MINUTE)

        assert token.refresh_token
        assert portal.requests.count("CreateToken", status=200) == 3

    def test_keys_that_others_keep_in_the_file_stay(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        sign_in(home, portal, MINUTE)
        path = sso_cache.path_of(SESSION)
        home.write(path, json.dumps(json.loads(path.read_bytes()) | {"theirs": 1}))
        usable_token(SESSION, clock)

        assert json.loads(path.read_bytes())["theirs"] == 1

    def test_never_for_a_legacy_start_url(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = sign_in(home, portal, MINUTE, OLD_STYLE)

        assert usable_token(OLD_STYLE, clock) == token
        clock.advance(MINUTE)
        with pytest.raises(SignInNeeded, match="has expired") as caught:
            usable_token(OLD_STYLE, clock)
        assert caught.value.hint == f"Run: ssotui login {OLD_STYLE.start_url}"
        assert len(portal.requests) == 0

    def test_not_if_it_cannot_be(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = sign_in(home, portal, MINUTE, renewable=False)

        assert usable_token(SESSION, clock) == token
        clock.advance(MINUTE)
        with pytest.raises(SignInNeeded, match="'acme' has expired"):
            usable_token(SESSION, clock)
        assert len(portal.requests) == 0

    def test_not_once_the_registration_has_ended(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        sign_in(home, portal, MINUTE)
        clock.advance(portal.switches.registration_lifetime)

        with pytest.raises(SignInNeeded, match="has expired"):
            usable_token(SESSION, clock)
        assert len(portal.requests) == 0


class TestNoToken:
    def test_names_the_commands_that_help(self, clock: FrozenClock) -> None:
        with pytest.raises(SignInNeeded, match="'acme' is not signed in") as caught:
            usable_token(SESSION, clock)

        assert "ssotui login acme" in caught.value.hint
        assert "aws sso login --sso-session acme" in caught.value.hint

    def test_a_damaged_file_says_so(self, home: Home, clock: FrozenClock) -> None:
        home.write(sso_cache.path_of(SESSION), "{")

        with pytest.raises(DamagedToken, match="not JSON"):
            usable_token(SESSION, clock)


class TestARenewalThatFails:
    @pytest.fixture(autouse=True)
    def _hurry(self, hurry: None) -> None:
        """No waiting between the retries."""

    @pytest.mark.parametrize("failure", [Failure.SERVER_ERROR, Failure.THROTTLED, Failure.RESET, Failure.CAPTIVE_200])
    def test_in_the_network_leaves_a_token_that_is_still_good(
        self, home: Home, portal: Portal, clock: FrozenClock, failure: Failure
    ) -> None:
        token = sign_in(home, portal, 5 * MINUTE)
        before = home.sso_cache.joinpath(sso_cache.file_name(SESSION)).read_bytes()
        portal.switches.fail(failure)

        assert usable_token(SESSION, clock) == token
        assert sso_cache.path_of(SESSION).read_bytes() == before

    def test_in_the_network_with_an_ended_token_says_what_failed(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        sign_in(home, portal, -MINUTE)
        portal.switches.fail(Failure.CAPTIVE_403)

        with pytest.raises(ServiceFailure, match="did not come from AWS") as caught:
            usable_token(SESSION, clock)
        assert_clean(caught.value, portal.minted)

        portal.switches.heal()
        assert usable_token(SESSION, clock)  # nothing was lost

    def test_by_refusal_leaves_a_token_that_is_still_good(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = sign_in(home, portal, 5 * MINUTE)
        portal.revoke(token)

        assert usable_token(SESSION, clock).access_token == token.access_token
        assert usable_token(SESSION, clock).access_token == token.access_token
        assert portal.requests.count("CreateToken", status=400) == 1  # what was refused is not asked for again

    def test_by_refusal_with_an_ended_token_needs_a_sign_in(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        portal.revoke(sign_in(home, portal, -MINUTE))

        with pytest.raises(SignInNeeded, match="'acme' has ended") as caught:
            usable_token(SESSION, clock)
        assert "ssotui login acme" in caught.value.hint
        assert_clean(caught.value, portal.minted)

    @pytest.mark.parametrize("left", [5 * MINUTE, -MINUTE])
    def test_because_another_tool_was_faster_takes_what_that_one_wrote(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, left: timedelta
    ) -> None:
        old = sign_in(home, portal, left)
        theirs: list[SsoToken] = []
        refresh = oidc.refresh

        def too_late(session: SsoSession, token: SsoToken, now: datetime, _settings: object) -> SsoToken:
            theirs.append(refresh(session, token, now))
            home.token("acme", theirs[0])
            return refresh(session, token, now)

        monkeypatch.setattr(oidc, "refresh", too_late)
        token = usable_token(SESSION, clock)

        assert [token] == theirs
        assert token != old

    def test_because_its_answer_was_lost_needs_a_sign_in_only_once_the_token_has_ended(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        token = sign_in(home, portal, 5 * MINUTE)
        portal.switches.fail(Failure.TRUNCATED, times=1)

        assert usable_token(SESSION, clock) == token
        clock.advance(5 * MINUTE)
        with pytest.raises(SignInNeeded):  # the lost answer had the next refresh token in it
            usable_token(SESSION, clock)


class TestWhatCannotBeWritten:
    def test_a_read_only_folder_does_not_cost_the_refresh_token(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = sign_in(home, portal, 5 * MINUTE)
        monkeypatch.setattr(os, "access", lambda *_: False)  # a mode would not stop root

        assert usable_token(SESSION, clock) == token
        clock.advance(5 * MINUTE)
        with pytest.raises(UnusableFile, match="read-only") as caught:
            usable_token(SESSION, clock)
        assert caught.value.hint
        assert len(portal.requests) == 0

    def test_a_disk_that_is_full_by_then_does_not_cost_the_new_token(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = sign_in(home, portal, -MINUTE)

        def full(*_: object, **__: object) -> None:
            raise UnusableFile("no space left", "Free some.")

        monkeypatch.setattr(sso_cache, "write_token", full)
        token = usable_token(SESSION, clock)

        assert portal.accepts(token.access_token)
        assert read_token(SESSION) == old

    def test_a_lock_that_nobody_lets_go_leaves_a_token_that_is_still_good(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = sign_in(home, portal, 5 * MINUTE)
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)

        with locked(resolve(sso_cache.path_of(SESSION)).with_suffix(".renewal")):
            assert usable_token(SESSION, clock) == token
            clock.advance(5 * MINUTE)
            with pytest.raises(UnusableFile, match="Another ssotui"):
                usable_token(SESSION, clock)

    def test_through_a_symbolic_link(self, home: Home, portal: Portal, clock: FrozenClock, tmp_path: Path) -> None:
        sign_in(home, portal, MINUTE)
        path = sso_cache.path_of(SESSION)
        path.rename(tmp_path / "elsewhere.json")
        path.symlink_to(tmp_path / "elsewhere.json")
        token = usable_token(SESSION, clock)

        assert path.is_symlink()
        assert token.access_token.reveal() in (tmp_path / "elsewhere.json").read_text()


class TestManyAtOnce:
    @pytest.mark.parametrize("left", [MINUTE, -MINUTE])
    def test_threads_renew_once(self, home: Home, portal: Portal, clock: FrozenClock, left: timedelta) -> None:
        sign_in(home, portal, left)
        portal.switches.latency = 0.05
        with ThreadPoolExecutor(10) as threads:
            tokens = list(threads.map(lambda _: usable_token(SESSION, clock), range(10)))

        assert portal.requests.operations == ("CreateToken",)
        assert tokens == [read_token(SESSION)] * 10

    def test_processes_renew_once(self, home: Home, present: FrozenClock, portal: Portal) -> None:
        sign_in(home, portal, MINUTE)
        portal.switches.latency = 0.2
        children = [
            subprocess.Popen([sys.executable, "-c", RENEWS], stdout=subprocess.PIPE, text=True) for _ in range(4)
        ]
        answers = []
        for child in children:
            with child:
                answers.append(child.communicate(timeout=60)[0].strip())
        token = read_token(SESSION)

        assert token
        assert answers == [token.access_token.reveal()] * 4
        assert portal.requests.operations == ("CreateToken",)
        assert token.expires_at > present()


RENEWS = f"""
from ssotui.actions.sign_in.tokens import usable_token
from ssotui.model.clock import utc_now
from ssotui.model.token import SsoSession
print(usable_token(SsoSession("acme", {ACME!r}, "us-east-1"), utc_now).access_token.reveal())
"""
