from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import pytest

from ssotui.actions.accounts import account_listing
from ssotui.actions.accounts.account_listing import Ended, Event, Failed, Found, Listed, load_account
from ssotui.actions.background import start
from ssotui.aws.caches import sso_cache
from ssotui.aws.services import client, transport
from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.model.accounts import Account, AccountRoles, ListingChange, compare
from ssotui.model.errors import AccessDenied, Cancelled, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.limiters import KINDS
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
Kind = TypeVar("Kind", Listed, Found, Failed)
Serve = Callable[..., Portal]


def organization(accounts: int, roles: tuple[str, ...] = ("Admin", "Developer", "ReadOnly")) -> Organization:
    """As many accounts, every one with a leading zero."""
    samples = (SampleAccount(f"{n:012}", f"Account {n}", f"{n}@example.com", roles) for n in range(accounts))
    return Organization((Instance(ACME, "us-east-1", tuple(samples)),))


@pytest.fixture
def serve(home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """A portal of an organization, with a token for ``acme`` in the cache."""
    portals: list[Portal] = []

    def serve(made_of: Organization) -> Portal:
        portal = Portal(made_of, clock=clock)
        portals.append(portal.__enter__())
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        home.token("acme", portal.issue_token(ACME))
        return portal

    yield serve
    for portal in portals:
        portal.close()


def expected(portal: Portal) -> set[AccountRoles]:
    return {
        AccountRoles(Account(SESSION, each.account_id, each.name, each.email), tuple(sorted(each.roles)))
        for each in portal.organization.instances[0].accounts
    }


def run(clock: FrozenClock) -> tuple[list[Event], Ended]:
    """All events of a load, and the last."""
    events = list(account_listing.Load(SESSION, clock))
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert not any(isinstance(event, Ended) for event in events[:-1])
    return events, ended


def of(kind: type[Kind], events: list[Event]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def failed_with(ended: Ended) -> SsotuiError:
    assert ended.error
    return ended.error


class TestLoading:
    @pytest.mark.parametrize("page_size", [1, 2, 100])
    def test_names_every_account_and_finds_the_roles_of_every_page(
        self, signed_in: Portal, clock: FrozenClock, page_size: int
    ) -> None:
        signed_in.switches.page_size = page_size
        events, ended = run(clock)
        named = [account for event in of(Listed, events) for account in event.accounts]
        found = of(Found, events)

        assert named == [account.account for account in ended.catalog.accounts]
        assert len(found) == len(named) == 3
        assert {event.found for event in found} == set(ended.catalog.found) == expected(signed_in)
        assert (ended.error, ended.catalog.complete_at) == (None, clock())

    def test_counts_how_far_it_is(self, serve: Serve, clock: FrozenClock) -> None:
        serve(organization(7)).switches.page_size = 3
        events, _ = run(clock)

        assert [event.total for event in of(Listed, events)] == [3, 6, 7]
        assert [event.done for event in of(Found, events)] == list(range(1, 8))
        assert of(Found, events)[-1].total == 7

    def test_is_remembered(self, signed_in: Portal, clock: FrozenClock) -> None:
        assert state.load().catalog(SESSION).accounts == ()
        _, ended = run(clock)

        assert state.load().catalog(SESSION) == ended.catalog
        assert state.load().account_names()["111122223333"] == "Payments"
        text = state.state_file().read_text()
        assert not [secret for secret in signed_in.minted if secret in text]

    def test_renews_the_token_first_if_it_is_time(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))
        _, ended = run(clock)

        assert len(ended.catalog.found) == 3
        assert portal.requests.operations[0] == "CreateToken"

    def test_a_memory_that_cannot_be_written_hides_nothing(self, signed_in: Portal, clock: FrozenClock) -> None:
        state.state_file().mkdir(parents=True)
        _, ended = run(clock)

        assert set(ended.catalog.found) == expected(signed_in)

    def test_a_person_without_accounts(self, serve: Serve, clock: FrozenClock) -> None:
        serve(organization(0))
        events, ended = run(clock)

        assert (ended.error, ended.catalog.accounts, ended.catalog.complete_at) == (None, (), clock())
        assert not of(Found, events)

    def test_odd_names_and_ids_stay_what_they_are(self, serve: Serve, clock: FrozenClock) -> None:
        names = ("acct [/prod]", "\x1b[31mred", "\u202eabc", "x" * 200, "")
        samples = tuple(SampleAccount(f"{n:012}", name, "", (f"r {name}"[:64],)) for n, name in enumerate(names, 1))
        serve(Organization((Instance(ACME, "us-east-1", samples),)))
        run(clock)

        kept = state.load().catalog(SESSION).found
        assert [(each.account.account_id, each.account.name, each.roles) for each in kept] == [
            (sample.account_id, sample.name, sample.roles) for sample in samples
        ]

    def test_the_same_account_by_two_sessions_is_two(self, signed_in: Portal, home: Home, clock: FrozenClock) -> None:
        other = SESSION._replace(name="other")
        home.token("other", signed_in.issue_token(ACME))
        both = [recalled for each in (SESSION, other) for _ in account_listing.Load(each, clock)
                if isinstance(_, Ended) for recalled in state.load().catalog(each).found]  # fmt: skip

        assert len(both) == len(set(both)) == 6


class TestOrder:
    def test_what_is_preferred_comes_first(
        self, serve: Serve, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal = serve(organization(30))
        monkeypatch.setattr(account_listing, "AT_ONCE", 1)
        load = account_listing.Load(SESSION, clock)
        for event in load:
            if isinstance(event, Found) and event.done == 3:
                load.prefer([f"{n:012}" for n in (29, 27, 28, 0, 999)])

        asked = [int(call.account_id) for call in portal.requests if call.account_id]
        assert sorted(asked) == list(range(30))  # each once
        first = asked.index(29)
        assert first <= 6  # one may have been under way
        assert asked[first : first + 3] == [29, 27, 28]

    def test_the_next_load_begins_with_what_is_missing_then_with_the_oldest(
        self, serve: Serve, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal = serve(organization(12))
        monkeypatch.setattr(account_listing, "AT_ONCE", 1)
        load = account_listing.Load(SESSION, clock)
        for event in load:
            if isinstance(event, Found) and event.done == 4:
                load.cancel()
        known = state.load().catalog(SESSION)
        assert len(known.accounts) == 12
        have = {each.account.account_id for each in known.found}
        assert {f"{n:012}" for n in range(4)} <= have
        assert known.complete_at is None

        clock.advance(60)
        load_account(known.accounts[0].account, clock)
        portal.requests.clear()
        _, ended = run(clock)
        asked = [call.account_id for call in portal.requests if call.account_id]
        assert set(asked[: 12 - len(have)]).isdisjoint(have)
        assert asked[-1] == known.accounts[0].account.account_id
        assert len(ended.catalog.found) == 12


@pytest.mark.usefixtures("hurry")
class TestTrouble:
    def test_not_signed_in(self, portal: Portal, clock: FrozenClock) -> None:
        events, ended = run(clock)

        assert len(events) == 1
        assert isinstance(ended.error, SignInNeeded)
        assert "not signed in" in ended.error.message
        assert len(portal.requests) == 0

    def test_signed_out_at_the_portal(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = portal.issue_token(ACME)
        home.token("acme", token)
        portal.revoke(token)
        _, ended = run(clock)

        error = failed_with(ended)
        assert isinstance(error, SignInNeeded)
        assert "signed out" in error.message
        assert "ssotui login acme" in error.hint
        assert_clean(error, portal.minted)

    def test_a_token_that_ends_on_the_way_keeps_what_was_found(self, serve: Serve, clock: FrozenClock) -> None:
        portal = serve(organization(60))
        for event in (load := iter(account_listing.Load(SESSION, clock))):
            if isinstance(event, Found) and event.done == 10:
                break
        clock.advance(timedelta(days=1))
        *_, ended = load

        assert isinstance(ended, Ended)
        assert isinstance(ended.error, SignInNeeded)
        assert 10 <= len(ended.catalog.found) < 60
        assert len(ended.catalog.accounts) == 60
        assert state.load().catalog(SESSION) == ended.catalog
        assert_clean(ended.error, portal.minted)

    def test_one_account_that_is_denied_does_not_end_it(self, serve: Serve, clock: FrozenClock) -> None:
        portal = serve(organization(9))
        run(clock)
        before = state.load().catalog(SESSION)
        clock.advance(60)
        portal.switches.fail(Failure.DENIED, times=1, operations=["ListAccountRoles"])
        events, ended = run(clock)
        (failed,) = of(Failed, events)

        assert isinstance(failed.error, AccessDenied)
        assert_clean(failed.error, portal.minted)
        assert len(of(Found, events)) == 8
        assert (ended.error, ended.catalog.complete_at) == (None, clock())
        assert {each.account for each in ended.catalog.found} == {each.account for each in before.found}  # from memory
        assert compare(before, ended.catalog).of(failed.account.account_id) is ListingChange.SAME
        assert load_account(failed.account, clock).roles == ("Admin", "Developer", "ReadOnly")
        assert {known.asked_at for known in state.load().catalog(SESSION).accounts} == {clock()}

    def test_one_account_that_the_portal_fails_is_no_complete_load(self, serve: Serve, clock: FrozenClock) -> None:
        portal = serve(organization(9))
        portal.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
        events, ended = run(clock)

        assert len(of(Failed, events)) == 1
        assert len(of(Found, events)) == 8
        assert (ended.error, ended.catalog.complete_at) == (None, None)

    def test_when_all_fail_it_ends_soon_and_remembers_what_was(self, serve: Serve, clock: FrozenClock) -> None:
        portal = serve(organization(100))
        run(clock)
        remembered = state.load().catalog(SESSION)
        clock.advance(60)
        portal.switches.fail(Failure.CAPTIVE_403, operations=["ListAccountRoles"])
        events, ended = run(clock)

        assert isinstance(ended.error, ServiceFailure)
        assert len(of(Failed, events)) == account_listing.HOPELESS
        assert ended.catalog == remembered == state.load().catalog(SESSION)
        assert_clean(ended.error, portal.minted)

    @pytest.mark.parametrize("failure", [Failure.CAPTIVE_200, Failure.CAPTIVE_403, Failure.TRUNCATED])
    def test_a_memory_of_before_survives_a_failure(
        self, signed_in: Portal, clock: FrozenClock, failure: Failure
    ) -> None:
        run(clock)
        remembered = state.load().catalog(SESSION)
        signed_in.switches.fail(failure)
        _, ended = run(clock)

        assert isinstance(ended.error, ServiceFailure)
        assert ended.catalog == remembered == state.load().catalog(SESSION)

    def test_an_error_that_nobody_foresaw_ends_it_as_one_of_ours(
        self, signed_in: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError("aoaSecret")

        monkeypatch.setattr("ssotui.aws.services.portal.list_account_roles", broken)
        _, ended = run(clock)

        assert type(failed_with(ended)) is SsotuiError
        assert "ZeroDivisionError" in failed_with(ended).message
        assert_clean(failed_with(ended), signed_in.minted)

    def test_a_damaged_token_file(self, home: Home, clock: FrozenClock) -> None:
        home.write(sso_cache.path_of(SESSION), "[]")
        _, ended = run(clock)

        assert isinstance(ended.error, UnusableFile)


class TestChanges:
    def test_what_is_new_and_gone_since_the_last_time(self, serve: Serve, clock: FrozenClock) -> None:
        serve(organization(3, ("Admin", "Old")))
        run(clock)
        before = state.load().catalog(SESSION)
        clock.advance(60)
        serve(organization(4, ("Admin", "Fresh")))
        _, ended = run(clock)
        changes = compare(before, ended.catalog)

        one, four = f"{0:012}", f"{3:012}"
        assert [changes.of(one, role) for role in ("", "Admin", "Old", "Fresh")] == ["same", "same", "gone", "new"]
        assert [changes.of(four, role) for role in ("", "Admin", "Fresh")] == ["new"] * 3
        assert [found.roles for found in changes.gone] == [("Old",)] * 3
        assert "Old" not in state.state_file().read_text()


class TestLeaving:
    @pytest.mark.timing
    @pytest.mark.parametrize("operation", ["ListAccounts", "ListAccountRoles", "CreateToken"])
    def test_a_cancel_leaves_at_once_whatever_hangs(
        self, serve: Serve, home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, operation: str
    ) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 20)
        portal = serve(organization(50))
        if operation == "CreateToken":
            home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))
        portal.switches.fail(Failure.SILENCE, operations=[operation])
        load = account_listing.Load(SESSION, clock)
        ending = start(lambda: list(load))
        assert portal.requests.wait_for(operation)
        cancelled_at = time.monotonic()
        load.cancel()
        *_, ended = ending.result(10)

        assert time.monotonic() - cancelled_at < 0.5
        assert isinstance(ended, Ended)
        assert isinstance(ended.error, Cancelled)
        portal.close()
        _no_threads_left()

    def test_a_cancel_while_waiting_for_the_throttle(self, serve: Serve, clock: FrozenClock) -> None:
        portal = serve(organization(50))
        portal.switches.throttle = 1
        load = account_listing.Load(SESSION, clock)
        ending = start(lambda: list(load))
        assert portal.requests.wait_for("ListAccountRoles", times=2)
        load.cancel()
        *_, ended = ending.result(0.5)

        assert isinstance(ended, Ended)
        assert isinstance(ended.error, Cancelled)

    def test_closing_the_iteration_asks_for_nothing_more_and_keeps_what_was_found(
        self, serve: Serve, clock: FrozenClock
    ) -> None:
        portal = serve(organization(200))
        events = iter(account_listing.Load(SESSION, clock))
        found = next(event.found for event in events if isinstance(event, Found))
        events.close()
        _no_threads_left()

        assert portal.requests.count("ListAccountRoles") < 200
        assert found in state.load().catalog(SESSION).found
        assert state.load().catalog(SESSION).complete_at is None

    def test_one_that_is_killed_has_remembered_what_it_found(
        self, serve: Serve, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(account_listing, "SAVE_SECONDS", 0)
        serve(organization(5))
        events = iter(account_listing.Load(SESSION, clock))
        for event in events:
            if isinstance(event, Found) and event.done == 3:
                break
        found = state.load().catalog(SESSION).found

        assert len(found) == 2  # the third is remembered with whatever comes next
        events.close()


def _no_threads_left() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith(("ssotui-accounts", "ssotui-roles")):
            thread.join(10)
            assert not thread.is_alive()


class TestTheLimit:
    """The budget is taken at full scale by ``python -m tests.benchmarks``; this is the same at an eighth."""

    @pytest.mark.timing
    @pytest.mark.parametrize("limiter", KINDS)
    def test_nearly_reaches_it_and_loses_nothing(
        self, serve: Serve, clock: FrozenClock, limiter: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A busy machine may answer late; an answer that is not waited for is asked for twice.
        monkeypatch.setattr(transport, "READ_SECONDS", 10)
        accounts, rate = 80, 20
        portal = serve(organization(accounts))
        client.client("sso", SESSION.region, attempts=1)  # made before, as a screen would have
        portal.switches.throttle, portal.switches.limiter = rate, limiter
        portal.switches.fail(Failure.SERVER_ERROR, share=0.05, operations=["ListAccountRoles"])
        portal.switches.fail(Failure.RESET, times=1, operations=["ListAccountRoles"])
        began = time.monotonic()
        first, found = 0.0, []
        for event in account_listing.Load(SESSION, clock):
            if isinstance(event, Found):
                first = first or time.monotonic() - began
                found.append(event.found)
        taken = time.monotonic() - began

        assert len(found) == accounts
        assert set(found) == expected(portal)
        assert first < 1
        assert taken < 1.5 * (accounts + 1) / rate  # 1.2 where the machine has nothing else to do
        assert portal.requests.count(status=429) < accounts  # a window that is closed refuses whoever asks
        answered = [call.account_id for call in portal.requests if call.status == 200 and call.account_id]
        assert sorted(answered) == sorted(each.account.account_id for each in found)  # nothing twice
