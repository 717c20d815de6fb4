from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ssotui.actions import catalog
from ssotui.actions.inventory import recalled_accounts
from ssotui.aws import portal as portal_client
from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.demo.portal import Portal
from ssotui.demo.switches import Failure
from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.trouble import assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")


@pytest.fixture
def signed_in(home: Home, portal: Portal) -> Portal:
    """The portal, with a token for ``acme`` in the cache."""
    home.token("acme", portal.issue_token(ACME))
    return portal


def expected(portal: Portal) -> set[AccountRoles]:
    return {
        AccountRoles(Account(SESSION, each.account_id, each.name, each.email), tuple(sorted(each.roles)))
        for each in portal.organization.instances[0].accounts
    }


class TestLoading:
    @pytest.mark.parametrize("page_size", [1, 100])
    def test_gives_every_account_with_its_roles_of_every_page(
        self, signed_in: Portal, clock: FrozenClock, page_size: int
    ) -> None:
        signed_in.switches.page_size = page_size
        found = list(catalog.load(SESSION, clock))

        assert len(found) == 3
        assert set(found) == expected(signed_in)

    @pytest.mark.usefixtures("signed_in")
    def test_is_remembered_in_the_accounts_order(self, clock: FrozenClock) -> None:
        assert recalled_accounts(SESSION) == ()
        found = list(catalog.load(SESSION, clock))

        assert recalled_accounts(SESSION) == tuple(sorted(found))
        assert state.account_names()["111122223333"] == "Payments"

    def test_no_secret_is_remembered(self, signed_in: Portal, clock: FrozenClock) -> None:
        list(catalog.load(SESSION, clock))

        text = state.state_file().read_text()
        assert not [secret for secret in signed_in.minted if secret in text]

    def test_renews_the_token_first_if_it_is_time(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))

        assert len(list(catalog.load(SESSION, clock))) == 3
        assert portal.requests.operations[0] == "CreateToken"

    def test_a_memory_that_cannot_be_written_hides_nothing(self, signed_in: Portal, clock: FrozenClock) -> None:
        state.state_file().mkdir(parents=True)

        assert set(catalog.load(SESSION, clock)) == expected(signed_in)

    @pytest.mark.usefixtures("hurry")
    def test_throttling_loses_nothing(self, signed_in: Portal, clock: FrozenClock) -> None:
        signed_in.switches.fail(Failure.THROTTLED, times=4)

        assert set(catalog.load(SESSION, clock)) == expected(signed_in)
        assert signed_in.requests.count(status=429) == 4


class TestTrouble:
    def test_not_signed_in(self, portal: Portal, clock: FrozenClock) -> None:
        with pytest.raises(SignInNeeded, match="not signed in"):
            list(catalog.load(SESSION, clock))
        assert len(portal.requests) == 0

    def test_signed_out_at_the_portal(self, home: Home, portal: Portal, clock: FrozenClock) -> None:
        token = portal.issue_token(ACME)
        home.token("acme", token)
        portal.revoke(token)

        with pytest.raises(SignInNeeded, match="signed out") as caught:
            list(catalog.load(SESSION, clock))
        assert "ssotui login acme" in caught.value.hint
        assert_clean(caught.value, portal.minted)

    @pytest.mark.usefixtures("hurry")
    def test_what_came_before_a_failure_stays_true_and_is_not_remembered_as_all(
        self, signed_in: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(catalog, "AT_ONCE", 1)
        found = []
        with pytest.raises(ServiceFailure) as caught:  # noqa: PT012 - the failure begins half-way
            for entry in catalog.load(SESSION, clock):
                found.append(entry)
                signed_in.switches.fail(Failure.CAPTIVE_403, operations=["ListAccountRoles"])

        assert found
        assert set(found) < expected(signed_in)
        assert_clean(caught.value, signed_in.minted)
        assert recalled_accounts(SESSION) == ()

    def test_a_memory_of_before_survives_a_failure(self, signed_in: Portal, clock: FrozenClock) -> None:
        list(catalog.load(SESSION, clock))
        remembered = recalled_accounts(SESSION)
        signed_in.switches.fail(Failure.CAPTIVE_200)

        with pytest.raises(ServiceFailure):
            list(catalog.load(SESSION, clock))
        assert recalled_accounts(SESSION) == remembered

    @pytest.mark.usefixtures("signed_in")
    def test_an_account_that_is_taken_away_meanwhile(self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
        def with_a_stranger(session: SsoSession, _: Secret) -> list[Account]:
            return [Account(session, "999999999999")]

        monkeypatch.setattr(portal_client, "list_accounts", with_a_stranger)
        with pytest.raises(AccessDenied):
            list(catalog.load(SESSION, clock))


class TestClosingEarly:
    MANY = Organization(
        (
            Instance(
                ACME,
                "us-east-1",
                tuple(SampleAccount(f"{n:012}", f"Account {n}", f"{n}@example.com", ("Admin",)) for n in range(200)),
            ),
        )
    )

    @pytest.fixture
    def crowd(self, home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
        with Portal(self.MANY, clock=clock) as portal:
            for name, value in portal.environment().items():
                monkeypatch.setenv(name, value)
            home.token("acme", portal.issue_token(ACME))
            yield portal

    @pytest.mark.parametrize("how", ["closed", "failed"])
    def test_asks_for_nothing_more(self, crowd: Portal, clock: FrozenClock, how: str) -> None:
        loading = catalog.load(SESSION, clock)
        next(loading)
        if how == "closed":
            loading.close()  # type: ignore[attr-defined]
        else:
            crowd.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
            with pytest.raises(ServiceFailure):
                list(loading)
        for thread in threading.enumerate():
            if thread.name.startswith("ssotui-") and thread.name != "ssotui-portal":
                thread.join(10)

        asked = crowd.requests.count("ListAccountRoles")
        assert asked < 200
        assert recalled_accounts(SESSION) == ()
