from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support.clock import START
from tests.support.home import Home

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
CORP = SsoSession(None, "https://corp.awsapps.com/start", "eu-west-1")
HOUR = timedelta(hours=1)


def recall(session: SsoSession) -> Catalog:
    return state.load().catalog(session)


def account_names() -> dict[str, str]:
    return state.load().account_names()


def remember(known: Catalog, now: datetime, *, whole: bool) -> None:
    state.edit(lambda kept: kept.set_catalog(known, now, whole=whole))


def catalog(session: SsoSession, name: str = "Payments") -> Catalog:
    payments = Account(session, "000011112222", name, "pay@example.com")
    return Catalog(
        session,
        (
            KnownAccount(payments, ("Admin", "ReadOnly"), START),
            KnownAccount(Account(session, "111122223333"), (), START),
            KnownAccount(Account(session, "222233334444", "Never asked")),
        ),
        START,
    )


def test_asking_creates_nothing(home: Home) -> None:
    assert recall(ACME) == Catalog(ACME)
    assert account_names() == {}
    assert list(home.root.iterdir()) == []


def test_what_is_remembered_of_a_session_is_recalled() -> None:
    remember(catalog(ACME), START, whole=True)

    assert recall(ACME) == catalog(ACME)
    assert recall(CORP) == Catalog(CORP)
    assert account_names() == {"000011112222": "Payments", "222233334444": "Never asked"}


def test_only_the_accounts_whose_roles_are_known_are_found() -> None:
    assert [found.account.account_id for found in catalog(ACME).found] == ["000011112222", "111122223333"]


def test_each_session_has_its_own_and_the_same_account_may_be_in_two() -> None:
    other = ACME._replace(name="other")
    for each in (ACME, CORP, other):
        remember(catalog(each, each.label), START, whole=True)
    remember(catalog(CORP)._replace(accounts=()), START + HOUR, whole=True)

    assert recall(ACME) == catalog(ACME, "acme")
    assert recall(other) == catalog(other, "other")
    assert recall(CORP).accounts == ()


@pytest.mark.parametrize("moved", [{"start_url": "https://x.awsapps.com/start"}, {"region": "eu-west-1"}])
def test_a_session_that_leads_elsewhere_now_has_no_memory(moved: dict[str, str]) -> None:
    remember(catalog(ACME), START, whole=True)

    assert recall(ACME._replace(**moved)) == Catalog(ACME._replace(**moved))  # type: ignore[arg-type]


def test_the_accounts_that_a_whole_catalog_does_not_have_are_forgotten() -> None:
    remember(catalog(ACME), START, whole=True)
    less = catalog(ACME)._replace(accounts=catalog(ACME).accounts[:1])
    remember(less, START, whole=False)
    assert len(recall(ACME).accounts) == 3
    remember(less, START, whole=True)
    assert recall(ACME) == less


def test_one_account_that_is_asked_for_again_keeps_its_place() -> None:
    remember(catalog(ACME), START, whole=True)
    again = catalog(ACME).accounts[1]._replace(roles=("Admin",), asked_at=START + HOUR)
    remember(Catalog(ACME, (again,)), START + HOUR, whole=False)

    first, _, last = catalog(ACME).accounts
    assert recall(ACME) == Catalog(ACME, (first, again, last), START)


def test_what_another_process_has_been_told_since_is_kept() -> None:
    """Ours was told at START, theirs an hour later; ours is written last."""
    theirs = tuple(known._replace(roles=("Newer",), asked_at=START + HOUR) for known in catalog(ACME).accounts)
    remember(Catalog(ACME, theirs, START + HOUR), START + HOUR, whole=True)
    remember(catalog(ACME), START + HOUR, whole=True)

    assert recall(ACME) == Catalog(ACME, theirs, START + HOUR)


def test_what_claims_to_be_from_the_future_does_not_count() -> None:
    ahead = tuple(known._replace(roles=("Odd",), asked_at=START + 1000 * HOUR) for known in catalog(ACME).accounts)
    remember(Catalog(ACME, ahead, START + 1000 * HOUR), START, whole=True)
    remember(catalog(ACME), START, whole=True)

    assert recall(ACME) == catalog(ACME)


@pytest.mark.parametrize("name", ["acct [/prod]", "\x1b[31m 🚀 \ud800", "\u202eabc", "x" * 200, ""])
def test_a_name_may_be_anything_that_the_portal_tells(name: str) -> None:
    remember(catalog(ACME, name), START, whole=True)

    assert recall(ACME) == catalog(ACME, name)


HERE = {"start_url": ACME.start_url, "region": ACME.region}
GOOD = ["0001", "x", "", ["Admin"], 1_800_000_000]


@pytest.mark.parametrize(
    "kept",
    [
        [],
        {"acme": []},
        {"acme": {}},
        {"acme": HERE | {"accounts": {}}},
        {"acme": HERE | {"accounts": [1, None, {}, [], ["1", "x", "", [1], 0], ["1", "x", "", "Admin", 0]]}},
        {"acme": HERE | {"accounts": [[1, "x", "", [], 0], ["1", None, "", [], 0], ["1", "x", 7, [], 0]]}},
    ],
)
def test_a_damaged_memory_is_none_and_is_replaced(home: Home, kept: object) -> None:
    home.write(state.state_file(), json.dumps({"accounts": kept}))

    assert recall(ACME) == Catalog(ACME)
    assert account_names() == {}
    remember(catalog(ACME), START, whole=True)
    assert recall(ACME) == catalog(ACME)


@pytest.mark.parametrize("moment", ["soon", [], 1e300, float("nan"), -(10**30), None])
def test_a_time_that_is_none_is_unknown(home: Home, moment: object) -> None:
    kept = HERE | {"complete_at": moment, "accounts": [[*GOOD[:4], moment], None, [*GOOD]]}
    home.write(state.state_file(), json.dumps({"accounts": {"acme": kept}}))

    assert recall(ACME).complete_at is None
    (known,) = recall(ACME).accounts  # the same ID twice is one account
    assert (known.account.account_id, known.roles) == ("0001", ("Admin",))


@settings(deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.just(ACME.start_url)
        | st.just("us-east-1"),
        lambda inner: (
            st.lists(inner, max_size=6)
            | st.dictionaries(st.sampled_from(["accounts", "acme", "start_url", "region", "complete_at"]), inner)
        ),
    )
)
def test_any_json_is_read(content: object) -> None:
    for kept in (content, {"accounts": content}, {"accounts": {"acme": HERE | {"accounts": content}}}):
        state.state_file().parent.mkdir(parents=True, exist_ok=True)
        state.state_file().write_text(json.dumps(kept))

        recalled = recall(ACME)
        assert recalled.session == ACME
        assert len({known.account.account_id for known in recalled.accounts}) == len(recalled.accounts)
        assert all(known.account.session == ACME for known in recalled.accounts)
        assert all(isinstance(part, str) for name in account_names().items() for part in name)


@pytest.mark.timing
def test_two_thousand_accounts_are_recalled_in_no_time() -> None:
    """A few milliseconds; a machine that is busy may take ten times as long."""
    many = (
        KnownAccount(
            Account(ACME, f"{n:012}", f"Account {n}", f"{n}@example.com"), ("Admin", "Developer", "ReadOnly"), START
        )
        for n in range(2000)
    )
    remember(Catalog(ACME, tuple(many), START), START, whole=True)

    def taken() -> float:
        started = time.perf_counter()
        assert len(recall(ACME).accounts) == 2000
        return time.perf_counter() - started

    assert min(taken() for _ in range(5)) < 0.08
