"""The portal refuses a token that would last for hours: it is renewed once, and nobody says that it is valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.accounts import account_listing
from ssotui.actions.keys.fetching import fetch
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.sign_in.tokens import good_token, usable_token
from ssotui.aws.caches import sso_cache
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import ServiceFailure, SignInNeeded
from ssotui.model.token import SsoSession, SsoToken, TokenStatus
from ssotui.storage import state
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.sign_in import ACME_CONFIG, ACME_SESSION
from tests.support.trouble import assert_clean, hurry

LEGACY = SsoSession(None, ACME, "us-east-1")
ROLE = RoleRef(ACME_SESSION, "111122223333", "Admin")
ACCOUNT = Account(ACME_SESSION, "111122223333", "Payments")
WAYS: dict[str, Callable[[FrozenClock], object]] = {
    "keys": lambda clock: fetch(ROLE, clock),
    "roles of an account": lambda clock: account_listing.load_account(ACCOUNT, clock),
    "accounts": lambda clock: _raised(list(account_listing.Load(ACME_SESSION, clock))[-1]),
}


def _raised(event: object) -> None:
    assert isinstance(event, account_listing.Ended)
    if event.error:
        raise event.error


def sign_in(home: Home, portal: Portal, *, renewable: bool = True) -> SsoToken:
    home.config(ACME_CONFIG)
    token = portal.issue_token(ACME, lifetime=timedelta(hours=6), renewable=renewable)
    home.token("acme", token)
    return token


def refuse(portal: Portal, token: SsoToken) -> None:
    """Take the access token back, but not the right to renew it."""
    portal._ledger.access_tokens.pop(token.access_token.reveal())


def status(clock: FrozenClock) -> TokenStatus:
    (entry,) = (entry for entry in read_inventory().sessions if entry.session == ACME_SESSION)
    return entry.life.status(clock())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
class TestWhateverIsAsked:
    def test_one_that_can_be_renewed_is_and_the_call_goes_on(
        self, home: Home, portal: Portal, clock: FrozenClock, way: Callable[[FrozenClock], object]
    ) -> None:
        refuse(portal, sign_in(home, portal))
        way(clock)
        assert portal.requests.count("CreateToken") == 1
        assert status(clock) is TokenStatus.VALID

    def test_one_that_cannot_be_is_told_as_that_and_remembered(
        self, home: Home, portal: Portal, clock: FrozenClock, way: Callable[[FrozenClock], object]
    ) -> None:
        portal.revoke(sign_in(home, portal))
        with pytest.raises(SignInNeeded, match="signed out: the portal does not accept") as caught:
            way(clock)
        assert_clean(caught.value, portal.minted)
        assert status(clock) is TokenStatus.EXPIRED
        with pytest.raises(SignInNeeded, match="signed out"):
            way(clock)
        assert portal.requests.count("CreateToken") == 1

    def test_a_renewed_one_that_is_refused_too_is_not_renewed_again(
        self,
        home: Home,
        portal: Portal,
        clock: FrozenClock,
        monkeypatch: pytest.MonkeyPatch,
        way: Callable[[FrozenClock], object],
    ) -> None:
        sign_in(home, portal)
        monkeypatch.setattr(portal._ledger, "access_tokens", _Nobody())
        with pytest.raises(SignInNeeded, match="signed out"):
            way(clock)
        assert portal.requests.count("CreateToken") == 1


class _Nobody(dict[str, object]):
    """Forgets every token."""

    def __setitem__(self, token: str, grant: object) -> None:
        assert grant


class TestWhatIsRemembered:
    def test_holds_until_the_token_changes(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        portal.revoke(sign_in(home, portal))
        with pytest.raises(SignInNeeded):
            fetch(ROLE, clock)
        assert status(clock) is TokenStatus.EXPIRED
        home.token("acme", portal.issue_token(ACME))  # as another tool does
        assert status(clock) is TokenStatus.VALID

    def test_is_no_secret(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        portal.revoke(sign_in(home, portal))
        with pytest.raises(SignInNeeded):
            fetch(ROLE, clock)
        kept = Path(state.state_file()).read_text()
        assert "refused_tokens" in kept
        assert not [secret for secret in portal.minted if secret in kept]

    def test_is_forgotten_once_the_portal_accepts_the_token_after_all(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        token = sign_in(home, portal, renewable=False)
        grant = portal._ledger.access_tokens.pop(token.access_token.reveal())
        with pytest.raises(SignInNeeded):
            fetch(ROLE, clock)
        assert status(clock) is TokenStatus.EXPIRED
        portal._ledger.access_tokens[token.access_token.reveal()] = grant
        assert fetch(ROLE, clock)
        assert status(clock) is TokenStatus.VALID
        assert state.refusals() == {}
        assert "refused_tokens" not in json.loads(state.state_file().read_text())

    def test_is_no_reason_to_fail_where_it_cannot_be_kept(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.write(home.root / ".local" / "state", "a file in the way")
        refuse(portal, sign_in(home, portal))
        assert fetch(ROLE, clock)

    @pytest.mark.parametrize(
        "kept", ["[]", '{"refused_tokens": []}', '{"refused_tokens": {"acme": 7, "b": {"hash": 1}}}']
    )
    def test_a_damaged_memory_says_nothing(self, home: Home, portal: Portal, clock: FrozenClock, kept: str) -> None:
        sign_in(home, portal)
        home.write(state.state_file(), kept)
        assert status(clock) is TokenStatus.VALID
        assert usable_token(ACME_SESSION, clock)


class TestASession:
    def test_of_a_start_url_is_never_renewed(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = portal.issue_token(ACME)
        home.token(ACME, token)
        refuse(portal, token)
        with pytest.raises(SignInNeeded, match="signed out"):
            fetch(ROLE._replace(session=LEGACY), clock)
        assert portal.requests.count("CreateToken") == 0

    def test_is_good_again_without_a_sign_in_if_it_can_be_renewed(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        old = sign_in(home, portal)
        refuse(portal, old)
        token = good_token(ACME_SESSION, clock)
        assert token
        assert token.access_token != old.access_token

    def test_whose_renewal_fails_in_the_network_is_not_signed_out(
        self, home: Home, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hurry(monkeypatch)
        refuse(portal, sign_in(home, portal))
        portal.switches.fail(Failure.SERVER_ERROR, operations={"CreateToken"})
        with pytest.raises(ServiceFailure):
            fetch(ROLE, clock)
        assert status(clock) is TokenStatus.RENEWABLE
        portal.switches.heal()
        assert fetch(ROLE, clock)

    def test_that_was_renewed_by_another_tool_meanwhile_takes_that_token(
        self, home: Home, portal: Portal, clock: FrozenClock
    ) -> None:
        refuse(portal, sign_in(home, portal))
        read = sso_cache.read_token(ACME_SESSION)
        assert read
        newer = portal.issue_token(ACME)
        home.token("acme", newer)
        assert fetch(ROLE, clock)
        assert portal.requests.count("CreateToken") == 0


def test_status_or_login_recovers(home: Home, portal: Portal, present: FrozenClock, ssotui: Ssotui) -> None:
    assert present
    portal.switches.approve_automatically = True
    portal.revoke(sign_in(home, portal))
    assert ssotui("status", "acme").code == 0  # nobody knows yet
    assert ssotui("creds", "admin").code == 3
    shown = ssotui("status", "acme", "--format", "json")
    assert (shown.code, json.loads(shown.out)["status"]) == (3, "expired")
    assert ssotui("login", "acme", "--flow", "device", "--no-browser").code == 0
    assert ssotui("status", "acme").code == 0
    assert ssotui("creds", "admin").code == 0
