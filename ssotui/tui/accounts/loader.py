"""The accounts and roles of every session: those remembered, and those that the portal lists now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.timer import Timer

from ssotui.actions.listing.inventory import configured_sessions
from ssotui.model.accounts import Account, Catalog, Changes, KnownAccount, ListingChange, compare
from ssotui.model.clock import describe_left
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.tui.drawing.countdown import bar
from ssotui.tui.shell.context import context_of
from ssotui.tui.shell.flow import in_thread, say_failed
from ssotui.tui.shell.row import RoleRow

if TYPE_CHECKING:
    from ssotui.actions.accounts.account_listing import Load

BATCH_SECONDS = 0.2
"""How often a list that is still arriving is drawn anew."""

FRESH = timedelta(minutes=1)
"""The screen says nothing of the age of a listing that is younger."""


class SessionListing(NamedTuple):
    """One session's accounts, as far as they are known.

    Attributes:
        accounts: in the portal's order.
        failed: why the roles of some could not be listed, by account ID.
        changes: since the listing before, once one has ended.
        progress: accounts dealt with and named, while the portal is being asked.
        catalog: the listing as the memory has it.
        error: what ended the last load before its time.
        retrying: the IDs of accounts that are asked for alone.
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
        """When the portal was last asked for everything in it."""
        return self.catalog.complete_at if self.catalog else None

    @property
    def rows(self) -> Iterator[RoleRow]:
        """The rows of the session's accounts; those that are gone since the listing before come last."""
        for account, roles, asked_at in self.accounts:
            error = self.failed.get(account.account_id)
            if error or not roles:
                change = self.changes.of(account.account_id)
                asking = self.progress is not None or account.account_id in self.retrying
                yield RoleRow(account, "", change, error, asked=asked_at is not None, asking=asking and not error)
            for role in roles:
                new = (account.account_id, role) in self.changes.new  # what is listed is not gone
                yield RoleRow(account, role, ListingChange.NEW if new else ListingChange.SAME)
        for account, roles in self.changes.gone:
            for role in roles:
                yield RoleRow(account, role, ListingChange.GONE)

    @property
    def row_count(self) -> int:
        """How many rows these are: an account without roles to show has one of its own."""
        failed = self.failed.keys()
        listed = sum(len(roles) + (not roles or account.account_id in failed) for account, roles, _ in self.accounts)
        return listed + sum(len(roles) for _, roles in self.changes.gone)


class AccountLoader:
    """Owns the listings of every session, and asks the portal for them.

    Args:
        screen: has the timer, and hears of what has failed.
        changed: draws what is new.
        in_sight: gives the IDs of the accounts that a person is looking at, whose roles come first.
    """

    def __init__(
        self, screen: Screen[Any], *, changed: Callable[[], None], in_sight: Callable[[], Collection[str]]
    ) -> None:
        context = context_of(screen.app)
        self.listings: dict[SsoSession, SessionListing] = {}
        self._clock, self._glyphs, self._key = context.clock, context.glyphs, context.keymap.text
        self._screen, self._changed, self._in_sight = screen, changed, in_sight
        self._asking = 0
        self._asked: set[SsoSession] = set()
        self._loads: dict[SsoSession, Load] = {}
        self._retried: dict[Account, KnownAccount] = {}
        """What was asked for alone while a load that had failed at it was still going on."""
        self._just_drawn: Timer | None = None
        self._more_arrived = False

    @property
    def rows(self) -> tuple[RoleRow, ...]:
        """The rows of every session, one session after the other."""
        return tuple(row for listing in self.listings.values() for row in listing.rows)

    @property
    def row_count(self) -> int:
        """How many rows there are, without making them."""
        return sum(listing.row_count for listing in self.listings.values())

    def signed_in(self, inventory: Inventory) -> set[SsoSession]:
        """Find the sessions whose token can be used, or renewed."""
        now = self._clock()
        return {entry.session for entry in inventory.sessions if entry.session and entry.life.status(now).usable}

    def unasked(self, inventory: Inventory) -> bool:
        """Tell whether a session is signed in whose accounts nobody has asked for since the start."""
        return not self.signed_in(inventory) <= self._asked

    @property
    def progress(self) -> tuple[int, int] | None:
        """Accounts dealt with and named, of all sessions that are being asked; ``None`` when none is."""
        under_way = [listing.progress for listing in self.listings.values() if listing.progress]
        return (sum(done for done, _ in under_way), sum(total for _, total in under_way)) if under_way else None

    @property
    def error(self) -> SsotuiError | None:
        """The first error that has ended a load before its time."""
        return next((listing.error for listing in self.listings.values() if listing.error), None)

    def words(self, *, in_accounts: bool) -> str:
        """Say how far the portal has listed the accounts; in Accounts also the listing's age, and what it lacks."""
        words = [self._age_words()] if in_accounts else []
        if progress := self.progress:
            done, total = progress
            drawn = bar(timedelta(seconds=done), timedelta(seconds=max(total, 1)), self._glyphs)
            words.append(f"{drawn} {done}/{total} accounts" if total else "asking the portal for accounts")
        return ", ".join(filter(None, words))

    def _age_words(self) -> str:
        known = [listing for listing in self.listings.values() if listing.accounts]
        ages = [self._clock() - listing.complete_at for listing in known if listing.complete_at]
        words = [f"listed {describe_left(max(ages))} ago"] if ages and max(ages) > FRESH else []
        if not self.progress:
            failed = sum(len(listing.failed) for listing in known)
            errors = {type(listing.error) for listing in self.listings.values() if listing.error} - {Cancelled}
            if errors == {SignInNeeded}:
                words.append(f"signed out: {self._key('session.sign_in')} signs in")
            elif errors:
                words.append(f"the portal failed: {self._key('list.reload')} asks again")
            elif failed:
                accounts = "1 account" if failed == 1 else f"{failed} accounts"
                words.append(f"{accounts} failed: {self._key('keys.open')} on one asks again")
            elif any(not listing.complete_at for listing in known):
                words.append(f"not all listed: {self._key('list.reload')} asks for the rest")
        return ", ".join(words)

    def stop(self) -> bool:
        """Stop the loads; whether there were any. What has been found stays, and the next load goes on from there."""
        for load in self._loads.values():
            load.cancel()
        return bool(self._loads)

    def recall(self, inventory: Inventory) -> None:
        """Take what is remembered of the sessions that are new to us."""
        for session in configured_sessions(inventory):
            if session not in self.listings:
                catalog = state.load().catalog(session)
                known = tuple(account for account in catalog.accounts if account.asked_at)
                self.listings[session] = SessionListing(known, catalog=catalog)

    async def ask(self, inventory: Inventory) -> None:
        """Have the portal list the accounts of every session that is signed in, all at once."""
        from ssotui.actions.accounts import account_listing

        clock, usable = self._clock, self.signed_in(inventory)
        self._asking += 1
        self._asked |= usable
        self._retried.clear()
        self._loads = loads = {session: account_listing.Load(session, clock) for session in usable}
        before = dict(self.listings)
        for session in usable | self.listings.keys():  # from now on it is under way, or is so no longer
            listing, asking = self.listings.get(session, SessionListing()), session in usable
            self.listings[session] = listing._replace(
                progress=(0, 0) if asking else None, error=None if asking else listing.error
            )
        if self.listings != before:  # for 20,000 roles the view takes a moment to be made
            self._changed()
        try:
            await asyncio.gather(*(self._load(session, load) for session, load in loads.items()))
        finally:
            for load in loads.values():
                load.cancel()
            if self._loads is loads:  # else the next asking has begun already
                self._loads = {}

    async def _load(self, session: SsoSession, load: Load) -> None:
        before, asking = self.listings.get(session, SessionListing()), self._asking
        try:
            await in_thread(lambda: self._follow(asking, session, load, before))
        except Cancelled:
            return
        except SsotuiError as error:
            say_failed(self._screen.app, error)

    def _follow(self, asking: int, session: SsoSession, load: Load, before: SessionListing) -> None:
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
            match event:
                case account_listing.Listed(accounts, total):
                    progress = (progress[0], total)
                    for account in accounts:
                        was = known.get(account.account_id)
                        known[account.account_id] = was._replace(account=account) if was else KnownAccount(account)
                case account_listing.Found(found, done, total):
                    account, progress = found.account, (done, total)
                    known[account.account_id] = KnownAccount(account, found.roles, self._clock())
                case account_listing.Failed(account, error, done, total):
                    failed[account.account_id], progress = error, (done, total)
                case account_listing.Ended(after, ended_by):
                    listing = SessionListing(after.accounts, failed, compare(earlier, after), None, after, ended_by)
                    self._screen.call_later(self._take_arrived, asking, session, listing)
                    if ended_by:
                        raise ended_by
                    return
            listing = SessionListing(tuple(known.values()), dict(failed), before.changes, progress, before.catalog)
            self._screen.call_later(self._take_arrived, asking, session, listing)

    async def retry(self, account: Account) -> None:
        """Ask again for the roles of one account that failed."""
        from ssotui.actions.accounts.account_listing import load_account

        session, name, clock = account.session, account.account_id, self._clock
        listing = self.listings.get(session, SessionListing())
        failed = {key: error for key, error in listing.failed.items() if key != name}
        self._take(session, listing._replace(failed=failed, retrying=listing.retrying | {name}))
        error: SsotuiError | None = None
        try:
            found = await in_thread(lambda: load_account(account, clock))
        except SsotuiError as failure:
            error = failure
        else:
            self._retried[account] = KnownAccount(account, found.roles, clock())
        listing = self.listings.get(session, SessionListing())
        failed = {**listing.failed, name: error} if error else dict(listing.failed)
        self._take(session, listing._replace(failed=failed, retrying=listing.retrying - {name}))

    def _take_arrived(self, asking: int, session: SsoSession, listing: SessionListing) -> None:
        """Take what a load has told; what an earlier asking tells late is dropped."""
        if asking == self._asking:
            self._take(session, listing)

    def _take(self, session: SsoSession, listing: SessionListing) -> None:
        self.listings[session] = self._with_retried(listing)
        if self._just_drawn and listing.progress:
            self._more_arrived = True
        else:
            self._draw()

    def _draw(self) -> None:
        """Draw what there is; what comes within a moment from now waits for its end, lest each account be a drawing."""
        self._more_arrived = False
        if self._just_drawn:
            self._just_drawn.stop()
        self._just_drawn = self._screen.set_timer(BATCH_SECONDS, self._draw_more)
        self._changed()
        in_sight = list(self._in_sight())
        for load in self._loads.values():
            load.prefer(in_sight)

    def _draw_more(self) -> None:
        self._just_drawn = None
        if self._more_arrived:
            self._draw()

    def _with_retried(self, listing: SessionListing) -> SessionListing:
        """Put in what was asked for alone."""
        if not self._retried:
            return listing
        accounts = tuple(self._retried.get(known.account, known) for known in listing.accounts)
        ids = {account.account_id for account in self._retried}
        failed = {account_id: error for account_id, error in listing.failed.items() if account_id not in ids}
        return listing._replace(accounts=accounts, failed=failed)
