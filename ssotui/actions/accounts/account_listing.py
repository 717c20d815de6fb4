"""The accounts and roles that a session reaches, asked of the portal, and remembered between runs.

A load tells what it finds as it finds it, and remembers it: every few seconds, and when it ends, however it does. The
next one asks first for what this one has not come to, then for what was asked longest ago.

What is new or gone is said by :func:`ssotui.model.accounts.compare`, of what was recalled before a load and of what it
ends with. Only the outcome is remembered: what is gone can be shown until the end of the run that found it gone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from queue import SimpleQueue
from threading import Event as Flag
from time import monotonic
from typing import TypeAlias

from ssotui.actions.accounts.account_queue import AccountQueue
from ssotui.actions.accounts.rate_limiter import RateLimiter
from ssotui.actions.background import start
from ssotui.actions.sign_in.tokens import refused_error, remember_refusal, with_token
from ssotui.aws.services import portal
from ssotui.model.accounts import Account, AccountRoles, Catalog, KnownAccount
from ssotui.model.clock import Clock
from ssotui.model.errors import (
    AccessDenied,
    Cancelled,
    ServiceFailure,
    SignInNeeded,
    SsotuiError,
    UnusableFile,
    as_ours,
)
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.storage.shared_numbers import SharedNumbers

__all__ = ["Ended", "Event", "Failed", "Found", "Listed", "Load", "load_account"]

AT_ONCE = 16
"""Role listings under way at a time: enough for 80 a second where an answer takes 200 ms. The pace is set elsewhere."""

SAVE_SECONDS = 5.0
"""How often what was found so far is remembered, for a process that is killed."""

HOPELESS = 5
"""So many accounts in a row that network or portal fail, each tried several times: the others would fare no better."""


class Listed(NamedTuple):
    """Accounts that the portal has named, a page of them, each once in a load. Their roles follow."""

    accounts: tuple[Account, ...]
    total: int
    """How many have been named so far."""


class Found(NamedTuple):
    """An account's roles. ``done`` of ``total`` accounts have been dealt with."""

    found: AccountRoles
    done: int
    total: int


class Failed(NamedTuple):
    """An account whose roles could not be had; :func:`load_account` tries it again. The load goes on."""

    account: Account
    error: SsotuiError
    done: int
    total: int


class Ended(NamedTuple):
    """The last event of a load.

    Attributes:
        catalog: everything that is known now, which includes what was remembered of accounts that this load did not
            come to or that failed.
        error: why it ended before its time: ``SignInNeeded``, ``UnusableFile``, ``AccessDenied`` and
            ``ServiceFailure`` as :func:`usable_token` and the portal raise them; ``Cancelled`` when told to. ``None``
            if every account was dealt with.
    """

    catalog: Catalog
    error: SsotuiError | None


Event: TypeAlias = Listed | Found | Failed | Ended


def load_account(account: Account, clock: Clock) -> AccountRoles:
    """Ask for the roles of one account, and remember them.

    Raises:
        SignInNeeded, AccessDenied, ServiceFailure, UnusableFile: as :func:`usable_token` and the portal do.
    """
    roles = with_token(
        account.session, clock, lambda token: _sorted(portal.list_account_roles(account, token.access_token))
    )
    _remember(Catalog(account.session, (KnownAccount(account, roles, clock()),)), clock, whole=False)
    return AccountRoles(account, roles)


class _Page(NamedTuple):
    accounts: tuple[Account, ...]


class _Answer(NamedTuple):
    account: Account
    outcome: tuple[str, ...] | BaseException


class _AllListed(NamedTuple):
    """There are no more pages."""


class Load:
    """Loads the session's accounts and their roles: iterate over it, once, for its events; that begins the load.

    The other methods may be called from any thread.
    """

    def __init__(self, session: SsoSession, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self._before = state.load().catalog(session)
        self._known = {known.account.account_id: known for known in self._before.accounts}
        self._listed: dict[str, Account] = {}
        self._all_listed = False
        self._done = self._failed = self._failed_in_a_row = 0
        asked = {known.account.account_id: known.asked_at for known in self._before.accounts}
        self._waiting = AccountQueue(
            lambda account: moment.timestamp() if (moment := asked.get(account.account_id)) else 0
        )
        self._stop = Flag()
        self._limiter = RateLimiter(self._stop, shared=SharedNumbers(f"rate {session.start_url} {session.region}"))
        self._news: SimpleQueue[_Page | _Answer | _AllListed | BaseException] = SimpleQueue()

    def prefer(self, account_ids: Iterable[str]) -> None:
        """Ask for these accounts' roles first, such as those in sight; replaces what was preferred before."""
        self._waiting.prefer(account_ids)

    def cancel(self) -> None:
        """End at once, whatever hangs: the next event is the last."""
        self._halt()
        self._news.put(Cancelled("Stopped."))

    def __iter__(self) -> Generator[Event]:
        """The events; an :class:`Ended` is the last. Closing the iteration is a cancel too."""
        start(self._list, "ssotui-accounts")
        error: SsotuiError | None = Cancelled("Stopped.")
        try:
            error = yield from self._events()
        finally:
            self._halt()
            catalog = self._catalog(complete=error is None and not self._failed)
            self._save(catalog)
        yield Ended(catalog, error)

    def _halt(self) -> None:
        self._stop.set()
        self._waiting.close(empty=True)

    # What runs on threads of its own, and only puts what it finds into the queue.

    def _list(self) -> None:
        workers = 0
        try:
            token, pages = with_token(self._session, self._clock, self._first_page)
            with _still_signed_in(self._session, token):
                for page in pages:
                    new = self._waiting.add(page)
                    self._news.put(_Page(new))
                    for _ in new[: AT_ONCE - workers]:
                        workers += 1
                        start(lambda: self._ask_for_roles(token), f"ssotui-roles-{workers}")
            self._news.put(_AllListed())
        except BaseException as error:  # noqa: BLE001 - the one who iterates gets it
            self._news.put(error)
        finally:
            self._waiting.close()

    def _first_page(self, token: SsoToken) -> tuple[SsoToken, Iterator[tuple[Account, ...]]]:
        """Ask for the first page of accounts, which tells whether the portal accepts the token."""
        pages = portal.list_accounts(self._session, token.access_token, self._limiter.ask)
        first = next(pages, ())
        return token, chain([first], pages)

    def _ask_for_roles(self, token: SsoToken) -> None:
        while account := self._waiting.take():
            outcome: tuple[str, ...] | BaseException
            try:
                with _still_signed_in(self._session, token):
                    outcome = _sorted(portal.list_account_roles(account, token.access_token, self._limiter.ask))
            except BaseException as error:  # noqa: BLE001 - the one who iterates gets it
                outcome = error
            self._news.put(_Answer(account, outcome))

    # What runs where the events are taken.

    def _events(self) -> Generator[Event, None, SsotuiError | None]:
        """The events but the last; returns what ends the load before its time."""
        saved = monotonic()
        while not self._all_listed or self._done < len(self._listed):
            news = self._news.get()
            if self._stop.is_set():
                return Cancelled("Stopped.")
            match news:
                case _AllListed():
                    self._all_listed = True
                case _Page(accounts):
                    yield self._name(accounts)
                case _Answer(account, outcome):
                    self._done += 1
                    if isinstance(outcome, tuple):
                        yield self._find(account, outcome)
                    elif isinstance(error := _ours(outcome), AccessDenied | ServiceFailure):
                        yield self._fail(account, error)
                        if self._failed_in_a_row == HOPELESS:
                            return error
                    else:
                        return error
                case _:
                    return _ours(news)
            if monotonic() - saved > SAVE_SECONDS:
                self._save(self._catalog(complete=False))
                saved = monotonic()
        return None

    def _name(self, accounts: tuple[Account, ...]) -> Listed:
        for account in accounts:
            self._listed[account.account_id] = account
            known = self._known.get(account.account_id)
            self._known[account.account_id] = known._replace(account=account) if known else KnownAccount(account)
        return Listed(accounts, len(self._listed))

    def _find(self, account: Account, roles: tuple[str, ...]) -> Found:
        self._failed_in_a_row = 0
        self._known[account.account_id] = KnownAccount(account, roles, self._clock())
        return Found(AccountRoles(account, roles), self._done, len(self._listed))

    def _fail(self, account: Account, error: SsotuiError) -> Failed:
        if isinstance(error, AccessDenied):  # the portal has answered: nothing is wrong with it, nor left to ask
            self._failed_in_a_row = 0
        else:
            self._failed += 1
            self._failed_in_a_row += 1
        return Failed(account, error, self._done, len(self._listed))

    def _catalog(self, *, complete: bool) -> Catalog:
        ids = self._listed if self._all_listed else self._known
        return Catalog(
            self._session,
            tuple(self._known[account_id] for account_id in ids),
            self._clock() if complete else self._before.complete_at,
        )

    def _save(self, catalog: Catalog) -> None:
        if self._listed or self._all_listed:
            _remember(catalog, self._clock, whole=self._all_listed)


def _sorted(roles: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(roles)))


def _remember(catalog: Catalog, clock: Clock, *, whole: bool) -> None:
    with contextlib.suppress(UnusableFile):  # a memory that cannot be written is no reason to hide the accounts
        state.edit(lambda kept: kept.set_catalog(catalog, clock(), whole=whole))


@contextlib.contextmanager
def _still_signed_in(session: SsoSession, token: SsoToken) -> Iterator[None]:
    """Remember that the portal refuses the token, and name the session in the error."""
    try:
        yield
    except SignInNeeded as error:
        remember_refusal(session, token)
        raise refused_error(session) from error


def _ours(error: BaseException) -> SsotuiError:
    """The error as one of ours. What is no failure at all, an interrupt or an exit, is raised."""
    if isinstance(error, Exception):
        return as_ours(error)
    raise error
