from __future__ import annotations

import pytest

from ssotui.model.accounts import Account, AccountRoles, Catalog, Changes, KnownAccount, ListingChange, compare
from ssotui.model.token import SsoSession
from tests.support.clock import START

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")


def catalog(**accounts: str | None) -> Catalog:
    """Account IDs with their roles, a letter each; ``None`` where nobody knows them."""
    return Catalog(
        ACME,
        tuple(
            KnownAccount(Account(ACME, account_id), tuple(roles or ""), None if roles is None else START)
            for account_id, roles in accounts.items()
        ),
        START,
    )


def test_what_is_new_and_what_is_gone() -> None:
    changes = compare(catalog(a="AB", b="A", c="A", gone="AB"), catalog(a="BC", b="A", c="", new="A"))

    assert {role: changes.of("a", role) for role in "ABCX"} == {
        "A": ListingChange.GONE, "B": ListingChange.SAME, "C": ListingChange.NEW, "X": ListingChange.SAME,
    }  # fmt: skip
    assert [changes.of(account_id) for account_id in ("a", "b", "c", "new", "gone")] == [
        ListingChange.SAME, ListingChange.SAME, ListingChange.SAME, ListingChange.NEW, ListingChange.GONE,
    ]  # fmt: skip
    assert changes.of("new", "A") is ListingChange.NEW
    assert changes.of("gone", "B") is ListingChange.GONE
    assert changes.gone == (
        AccountRoles(Account(ACME, "a"), ("A",)),
        AccountRoles(Account(ACME, "c"), ("A",)),
        AccountRoles(Account(ACME, "gone"), ("A", "B")),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (catalog(a="AB", b="A"), catalog(b="A", a="AB")),
        (catalog(a="AB")._replace(complete_at=None), catalog(a="BC", b="A")),
        (catalog(a="AB"), catalog(b="A")._replace(complete_at=None)),
        (Catalog(ACME), catalog(a="A")),
        (catalog(a=None), catalog(a="A")),
        (catalog(a="A"), catalog(a=None)),
    ],
)
def test_nothing_is_said_where_nothing_can_be_compared(before: Catalog, after: Catalog) -> None:
    assert compare(before, after) == Changes()


def test_an_account_of_which_nobody_knows_the_roles_may_come_and_go_as_a_whole() -> None:
    changes = compare(catalog(old=None), catalog(new=None))

    assert changes.of("new") is ListingChange.NEW
    assert changes.of("old") is ListingChange.GONE
