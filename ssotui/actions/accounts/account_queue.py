"""The accounts whose roles are still to be asked for, in an order that may change at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from threading import Condition

from ssotui.model.accounts import Account


class AccountQueue:
    """Filled by one thread while others take from it; each account is given once. Safe for threads.

    Args:
        priority: of an account; the lowest comes first, among equals the one that was added first.
    """

    def __init__(self, priority: Callable[[Account], float]) -> None:
        self._priority = priority
        self._order: list[tuple[float, int, str]] = []
        self._waiting: dict[str, Account] = {}
        self._preferred: tuple[str, ...] = ()
        self._ever: set[str] = set()
        self._open = True
        self._changed = Condition()

    def add(self, accounts: Iterable[Account]) -> tuple[Account, ...]:
        """Add accounts, and return the ones that were not added before."""
        with self._changed:
            new = {account.account_id: account for account in accounts if account.account_id not in self._ever}
            for account_id, account in new.items():
                heappush(self._order, (self._priority(account), len(self._ever), account_id))
                self._ever.add(account_id)
            self._waiting |= new
            self._changed.notify_all()
        return tuple(new.values())

    def prefer(self, account_ids: Iterable[str]) -> None:
        """Give these first, in this order, in place of those that were preferred before."""
        with self._changed:
            self._preferred = tuple(account_ids)

    def close(self, *, empty: bool = False) -> None:
        """Nothing more will be added; with ``empty``, nothing more is given either."""
        with self._changed:
            self._open = False
            if empty:
                self._waiting.clear()
            self._changed.notify_all()

    def take(self) -> Account | None:
        """The next account, waited for while there may be one; ``None`` when there are no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._open)
            return self._waiting.pop(self._first()) if self._waiting else None

    def _first(self) -> str:
        for account_id in self._preferred:
            if account_id in self._waiting:
                return account_id
        while True:
            account_id = heappop(self._order)[2]
            if account_id in self._waiting:
                return account_id
