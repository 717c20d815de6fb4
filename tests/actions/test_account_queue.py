from __future__ import annotations

from ssotui.actions.accounts.account_queue import AccountQueue
from ssotui.actions.background import start
from ssotui.model.accounts import Account
from ssotui.model.token import SsoSession

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")


def accounts(letters: str) -> list[Account]:
    return [Account(ACME, letter) for letter in letters]


def rest(waiting: AccountQueue) -> str:
    """What it gives until there is no more."""
    waiting.close()
    return "".join(account.account_id for account in iter(waiting.take, None) if account)


def test_the_lowest_first_then_as_they_were_added() -> None:
    waiting = AccountQueue(lambda account: account.account_id in "abc")
    waiting.add(accounts("bxa"))
    waiting.add(accounts("ycz"))

    assert rest(waiting) == "xyzbac"


def test_each_is_given_once_however_often_it_is_added() -> None:
    waiting = AccountQueue(lambda _: 0)

    assert waiting.add(accounts("aba")) == tuple(accounts("ab"))
    assert waiting.take() == Account(ACME, "a")
    assert waiting.add(accounts("ac")) == tuple(accounts("c"))
    assert rest(waiting) == "bc"


def test_what_is_preferred_comes_first_and_the_last_wish_counts() -> None:
    waiting = AccountQueue(lambda _: 0)
    waiting.add(accounts("abcdef"))
    waiting.prefer("fe?")
    waiting.prefer("dcd")

    assert waiting.take() == Account(ACME, "d")
    waiting.prefer("fdb")
    assert rest(waiting) == "fbace"


def test_one_may_wait_for_what_is_added_later() -> None:
    waiting = AccountQueue(lambda _: 0)
    taken = start(waiting.take)
    waiting.add(accounts("a"))

    assert taken.result(10) == Account(ACME, "a")
    taken = start(waiting.take)
    waiting.close()
    assert taken.result(10) is None


def test_closed_and_emptied_it_gives_nothing() -> None:
    waiting = AccountQueue(lambda _: 0)
    waiting.add(accounts("ab"))
    waiting.close(empty=True)

    assert waiting.take() is None
