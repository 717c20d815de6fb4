"""What the main screen knows of accounts: what is remembered, and what the portal lists now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType
from textual.timer import Timer
from textual.worker import Worker, get_current_worker

from ssotui.actions.listing.inventory import configured_sessions, recalled_accounts
from ssotui.model.accounts import Account, Catalog, Changes, KnownAccount, compare
from ssotui.model.clock import describe_left
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError
from ssotui.model.inventory import Inventory
from ssotui.model.token import SsoSession
from ssotui.tui.accounts.view import AccountsView, RoleRow, role_rows
from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.drawing.countdown import bar
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import in_thread

if TYPE_CHECKING:
    from ssotui.actions.accounts.account_listing import Load

BATCH_SECONDS = 0.2
"""How often a list that is still arriving is drawn anew."""

FRESH = timedelta(minutes=1)
"""A listing of this age needs no word about it."""


class Listing(NamedTuple):
    """What is known of one session's accounts.

    Attributes:
        accounts: in the portal's order.
        failed: why the roles of some could not be had, by account ID.
        changes: since the listing before, once one has ended.
        progress: accounts dealt with and named, while the portal is being asked.
        catalog: as the memory has it.
        error: what ended the last load before its time.
        retrying: the IDs of accounts that are asked for by themselves.
    """

    accounts: tuple[KnownAccount, ...] = ()
    failed: Mapping[str, SsotuiError] = {}
    changes: Changes = Changes()
    progress: tuple[int, int] | None = None
    catalog: Catalog | None = None
    error: SsotuiError | None = None
    retrying: frozenset[str] = frozenset()

    @property
    def complete_at(self) -> datetime | None:
        """When everything in it was last asked for."""
        return self.catalog.complete_at if self.catalog else None


class AccountLoading(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that shows the accounts of every signed-in session."""

    @dataclass
    class AccountsArrived(Message):
        """What is known of a session's accounts by now."""

        session: SsoSession
        listing: Listing

    @dataclass
    class RetryEnded(Message):
        """What has come of asking once more for an account's roles."""

        account: Account
        outcome: KnownAccount | SsotuiError

    def __init__(self) -> None:
        super().__init__()
        self.listings: dict[SsoSession, Listing] = {}
        self._asked: set[SsoSession] = set()
        self._loads: dict[SsoSession, Load] = {}
        self._retried: dict[Account, KnownAccount] = {}
        """What was asked for by itself while a load that had failed at it was still going on."""
        self._just_drawn: Timer | None = None
        self._more_arrived = False

    def accounts_changed(self) -> None:
        """There is something new to show."""
        raise NotImplementedError

    def account_rows(self) -> tuple[RoleRow, ...]:
        """Those of every session, one session after the other."""
        return tuple(row for listing in self.listings.values() for row in role_rows(listing))

    @property
    def role_count(self) -> int:
        """How many roles are known."""
        return sum(len(known.roles) for listing in self.listings.values() for known in listing.accounts)

    def signed_in(self, inventory: Inventory) -> set[SsoSession]:
        """The sessions whose token can be used, or renewed."""
        now = self.services.clock()
        return {entry.session for entry in inventory.sessions if entry.session and entry.life.status(now).usable}

    def unasked(self, inventory: Inventory) -> bool:
        """Whether a session is signed in whose accounts nobody has asked for since the start."""
        return not self.signed_in(inventory) <= self._asked

    def progress_words(self) -> str:
        """How far the portal has told the accounts; in Accounts also how old the listing is, and what it lacks."""
        words = [self._age_words()] if self.place is Place.ACCOUNTS else []
        if progress := self.progress:
            done, total = progress
            drawn = bar(timedelta(seconds=done), timedelta(seconds=max(total, 1)), self.services.glyphs)
            words.append(f"{drawn} {done}/{total} accounts" if total else "asking the portal for accounts")
        return ", ".join(filter(None, words))

    def _age_words(self) -> str:
        """How old it is; that it is not whole while nobody is about to complete it."""
        known = [listing for listing in self.listings.values() if listing.accounts]
        ages = [self.services.clock() - listing.complete_at for listing in known if listing.complete_at]
        words = [f"listed {describe_left(max(ages))} ago"] if ages and max(ages) > FRESH else []
        if not self.progress:
            failed = sum(len(listing.failed) for listing in known)
            errors = {type(listing.error) for listing in self.listings.values() if listing.error} - {Cancelled}
            if errors == {SignInNeeded}:
                words.append("signed out: l signs in")
            elif errors:
                words.append("the portal failed: r asks again")
            elif failed:
                words.append(f"{failed} account{'' if failed == 1 else 's'} failed: enter on one asks again")
            elif any(not listing.complete_at for listing in known):
                words.append("not all listed: r asks for the rest")
        return ", ".join(words)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Accounts dealt with and named, of all sessions that are being asked; ``None`` when none is."""
        under_way = [listing.progress for listing in self.listings.values() if listing.progress]
        return (sum(done for done, _ in under_way), sum(total for _, total in under_way)) if under_way else None

    def stop_asking(self) -> bool:
        """Stop the loads; whether there were any. What has been found stays, and the next load goes on from there."""
        for load in self._loads.values():
            load.cancel()
        return bool(self._loads)

    def recall_accounts(self, inventory: Inventory) -> None:
        """Take what is remembered of the sessions that are new to us."""
        for session in configured_sessions(inventory):
            if session not in self.listings:
                catalog = recalled_accounts(session)
                known = tuple(account for account in catalog.accounts if account.asked_at)
                self.listings[session] = Listing(known, catalog=catalog)

    @work(exclusive=True, group="accounts", exit_on_error=False, description="ask the portal")
    async def ask_portal(self, inventory: Inventory) -> None:
        """List the accounts of every session that is signed in, all at once."""
        from ssotui.actions.accounts import account_listing

        clock, usable = self.services.clock, self.signed_in(inventory)
        self._asked |= usable
        self._retried.clear()
        self._loads = loads = {session: account_listing.load(session, clock) for session in usable}
        for session in usable | self.listings.keys():  # from now on it is under way, or is so no longer
            listing, asking = self.listings.get(session, Listing()), session in usable
            self.listings[session] = listing._replace(
                progress=(0, 0) if asking else None, error=None if asking else listing.error
            )
        self.accounts_changed()
        asked = [self._ask(session, load) for session, load in loads.items()]
        try:
            await asyncio.gather(*asked)
        finally:
            for load in loads.values():
                load.cancel()
            if self._loads is loads:  # else the next asking has begun already
                self._loads = {}

    async def _ask(self, session: SsoSession, load: Load) -> None:
        worker = get_current_worker()
        before = self.listings.get(session, Listing())
        try:
            await in_thread(lambda: self._follow(session, load, before, worker))
        except SsotuiError as error:
            if not isinstance(error, Cancelled):
                self.post_message(self.Failed(error))

    def _follow(self, session: SsoSession, load: Load, before: Listing, worker: Worker[None]) -> None:
        """Tell of the events of one load. Called on a thread.

        Raises:
            SsotuiError: it has ended before its time.
        """
        from ssotui.actions.accounts import account_listing

        known = {entry.account.account_id: entry for entry in before.accounts}
        failed: dict[str, SsotuiError] = {}
        earlier = before.catalog or Catalog(session)
        progress = (0, 0)
        for event in load:
            if worker.is_cancelled:
                return
            match event:
                case account_listing.Listed(accounts, total):
                    progress = (progress[0], total)
                    for account in accounts:
                        was = known.get(account.account_id)
                        known[account.account_id] = was._replace(account=account) if was else KnownAccount(account)
                case account_listing.Found(found, done, total):
                    account, progress = found.account, (done, total)
                    known[account.account_id] = KnownAccount(account, found.roles, self.services.clock())
                case account_listing.Failed(account, error, done, total):
                    failed[account.account_id], progress = error, (done, total)
                case account_listing.Ended(after, ended_by):
                    listing = Listing(after.accounts, failed, compare(earlier, after), None, after, ended_by)
                    self.post_message(self.AccountsArrived(session, listing))
                    if ended_by:
                        raise ended_by
                    return
            listing = Listing(tuple(known.values()), dict(failed), before.changes, progress, before.catalog)
            self.post_message(self.AccountsArrived(session, listing))

    @work(group="account", exit_on_error=False, description="ask for an account's roles")
    async def retry_account(self, account: Account) -> None:
        """Ask again for the roles of one account that failed."""
        from ssotui.actions.accounts.account_listing import load_account

        session, clock = account.session, self.services.clock
        listing = self.listings.get(session, Listing())
        failed = {key: error for key, error in listing.failed.items() if key != account.account_id}
        retrying = listing.retrying | {account.account_id}
        self.post_message(self.AccountsArrived(session, listing._replace(failed=failed, retrying=retrying)))
        try:
            found = await in_thread(lambda: load_account(account, clock))
        except SsotuiError as error:
            self.post_message(self.RetryEnded(account, error))
        else:
            self.post_message(self.RetryEnded(account, KnownAccount(account, found.roles, clock())))

    @on(RetryEnded)
    def _take_retried(self, message: RetryEnded) -> None:
        account, outcome = message.account, message.outcome
        listing = self.listings.get(account.session, Listing())
        listing = listing._replace(retrying=listing.retrying - {account.account_id})
        if isinstance(outcome, SsotuiError):
            listing = listing._replace(failed={**listing.failed, account.account_id: outcome})
        else:
            self._retried[account] = outcome
        self._take_accounts(self.AccountsArrived(account.session, listing))

    @on(AccountsArrived)
    def _take_accounts(self, message: AccountsArrived) -> None:
        self.listings[message.session] = self._with_retried(message.listing)
        if self._just_drawn and message.listing.progress:
            self._more_arrived = True
        else:
            self._draw_arrived()

    def _draw_arrived(self) -> None:
        """Draw what there is; what comes within a moment from now waits for its end, lest each account be a drawing."""
        self._more_arrived = False
        if self._just_drawn:
            self._just_drawn.stop()
        self._just_drawn = self.set_timer(BATCH_SECONDS, self._draw_more)
        self.accounts_changed()
        in_sight = self._accounts_in_sight()
        for load in self._loads.values():
            load.prefer(in_sight)

    def _draw_more(self) -> None:
        self._just_drawn = None
        if self._more_arrived:
            self._draw_arrived()

    def _accounts_in_sight(self) -> list[str]:
        """The IDs of the accounts that a person is looking at, whose roles come first."""
        view = self.view
        return [view.rows[at].account.account_id for at in self.rows.in_sight] if isinstance(view, AccountsView) else []

    def _with_retried(self, listing: Listing) -> Listing:
        """The listing with what was asked for by itself."""
        if not self._retried:
            return listing
        accounts = tuple(self._retried.get(known.account, known) for known in listing.accounts)
        ids = {account.account_id for account in self._retried}
        failed = {account_id: error for account_id, error in listing.failed.items() if account_id not in ids}
        return listing._replace(accounts=accounts, failed=failed)
