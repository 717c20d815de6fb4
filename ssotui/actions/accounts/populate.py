"""Profiles for every account and role that a session reaches, or for those that a filter leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from ssotui.actions.accounts import account_listing
from ssotui.actions.keys.process_profiles import Twin, twins, with_twins
from ssotui.actions.profiles.new_profile import Plan, identity, names_by_role, parted, proposals
from ssotui.actions.profiles.profile_names import AccountRole
from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.export.config_profiles import OwnProfile, own_profiles, with_profiles
from ssotui.model.accounts import Account, AccountRoles, Catalog
from ssotui.model.clock import Clock
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError
from ssotui.model.profile import Profile
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.storage.files import read_whole

FRESH = timedelta(hours=1)
"""What is remembered of so short a time ago need not be asked for again."""

FEW = 16
"""So many accounts are asked one after the other; for more of them, the whole session is listed anew."""


class Failure(NamedTuple):
    """An account whose roles could not be listed, and why."""

    account: Account
    error: SsotuiError


class Listing(NamedTuple):
    """The accounts and roles that a session reaches.

    Attributes:
        accounts: with their roles, by account ID.
        failed: accounts whose roles could not be had now; what was remembered of them is among the others.
    """

    accounts: tuple[AccountRoles, ...]
    failed: tuple[Failure, ...] = ()

    @property
    def pairs(self) -> list[AccountRole]:
        """Each role of each account."""
        return [(found.account, role) for found in self.accounts for role in found.roles]


class Population(NamedTuple):
    """The changes that populating would make.

    Attributes:
        plan: the change of the config file.
        covered: how many of the roles have a profile already, ours or another.
        kept: our profiles of roles that are gone, which stay, each with the reason.
        twins: the profiles that run ssotui for the keys of others.
    """

    plan: Plan
    covered: int
    kept: tuple[tuple[str, str], ...] = ()
    twins: tuple[Twin, ...] = ()


def list_roles(
    session: SsoSession,
    clock: Clock,
    *,
    ask: bool = False,
    tell: Callable[[int, int], object] = lambda _done, _of: None,
) -> Listing:
    """The accounts and roles of the session: as remembered if that is fresh and whole, else as the portal says.

    An account that failed the last time is asked again.

    Args:
        session: which one.
        clock: the time.
        ask: ask the portal in any case.
        tell: is told how many accounts have been dealt with, and of how many, while that goes on.

    Raises:
        SignInNeeded, ServiceFailure, UnusableFile, Cancelled: the portal could not be asked, or failed for good.
    """
    known = state.load().catalog(session)
    if not ask and known.complete_at and timedelta() <= clock() - known.complete_at <= FRESH:
        gaps = _gaps(known, known.complete_at)
        if len(gaps) <= FEW:
            return _completed(session, gaps, clock)
    failed: list[Failure] = []
    for event in account_listing.Load(session, clock):
        if isinstance(event, account_listing.Ended):
            if event.error:
                raise event.error
            known = event.catalog
        elif not isinstance(event, account_listing.Listed):
            tell(event.done, event.total)
            if isinstance(event, account_listing.Failed):
                failed.append(Failure(event.account, event.error))
    return Listing(_by_id(known.found), tuple(failed))


def _gaps(known: Catalog, complete_at: datetime) -> list[Account]:
    """The accounts that did not tell their roles when all others did."""
    return [each.account for each in known.accounts if not each.asked_at or complete_at - each.asked_at > FRESH]


def _completed(session: SsoSession, gaps: Sequence[Account], clock: Clock) -> Listing:
    """The remembered listing, once the accounts that are missing in it have been asked again."""
    failed: list[Failure] = []
    for account in gaps:
        try:
            account_listing.load_account(account, clock)
        except (AccessDenied, ServiceFailure) as error:
            failed.append(Failure(account, error))
    return Listing(_by_id(state.load().catalog(session).found), tuple(failed))


def plan(
    listing: Listing,
    session: SsoSession,
    template: str,
    *,
    query: str = "",
    prune: bool = False,
    region: str | None = None,
    process: bool = False,
) -> Population:
    """Plan what populating adds. Nothing is written; :func:`ssotui.actions.profiles.new_profile.apply` does it.

    A role that any profile gives keys for is covered: nothing is added for it, and that profile stays as it is.

    Args:
        listing: what the session reaches.
        session: whose roles they are.
        template: how to name the new ones.
        query: leaves only what it finds, as a list's filter does.
        prune: also remove profiles that ssotui wrote and nobody has changed, of roles that are gone.
        region: the work region of the new ones.
        process: also add a profile that runs ssotui for each role that was asked for, new or covered.

    Raises:
        UsageError: the template cannot be read.
        UnusableFile: the config file cannot be read or changed.
        ServiceFailure: the listing has gaps, so it does not tell what is gone.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    profiles = read_profiles(files)
    pairs = listing.pairs
    covered = names_by_role(profiles)
    asked_for = matching(pairs, query)
    missing = [pair for pair in asked_for if identity(_ref(pair)) not in covered]
    path = locations.config_file()
    before = read_whole(path) or b""
    gone: list[OwnProfile] = []
    kept: list[tuple[str, str]] = []
    if prune:
        _refuse_gaps(listing)
        gone, kept = _gone(before, profiles, session, {(account.account_id, role) for account, role in pairs})
    taken = {profile.name for profile in profiles}
    added, skipped = parted(proposals(missing, template, among=pairs, taken=taken, region=region))
    after = with_profiles(before, added, {own.header for own in gone}) if added or gone else before
    run: tuple[Twin, ...] = ()
    if process:
        regions = {profile.name: profile.region for profile in profiles}
        names = [covered[identity(_ref(pair))] for pair in asked_for if identity(_ref(pair)) in covered]
        run = twins(files, [*((name, regions[name]) for name in names), *((new.name, new.region) for new in added)])
        after = with_twins(after, run) if run else after
    return Population(
        Plan(path, before, after, added, tuple(own.name for own in gone), skipped, len(run)),
        len(asked_for) - len(missing),
        tuple(kept),
        run,
    )


def matching(pairs: Sequence[AccountRole], query: str) -> list[AccountRole]:
    """Return the roles that the query finds, by the text of their rows in Accounts, in their own order."""
    if not query.strip():
        return list(pairs)
    from ssotui.actions.listing.search import SEPARATOR, SearchIndex

    index = SearchIndex(
        SEPARATOR.join((account.name, account.account_id, role, account.session.label, account.email))
        for account, role in pairs
    )
    return [pairs[at] for at in sorted(index.search(query))]


def _gone(
    config: bytes, profiles: Iterable[Profile], session: SsoSession, reached: Collection[tuple[str, str]]
) -> tuple[list[OwnProfile], list[tuple[str, str]]]:
    """List our profiles of roles that the session no longer reaches; then those of them that stay, and why."""
    sources = {profile.source_profile: profile.name for profile in profiles if profile.source_profile}
    gone, kept = [], []
    for own in own_profiles(config):
        if not _is_of(own, session) or (own.account_id, own.role_name) in reached:
            continue
        if own.edited:
            kept.append((own.name, "somebody has changed it"))
        elif own.name in sources:
            kept.append((own.name, f"{sources[own.name]} takes its role with its keys"))
        else:
            gone.append(own)
    return gone, kept


def _is_of(own: OwnProfile, session: SsoSession) -> bool:
    if session.name is not None:
        return own.session == session.name
    return own.session is None and own.start_url == session.start_url


def _refuse_gaps(listing: Listing) -> None:
    if listing.failed:
        what = "the roles of some accounts could not be listed"
    elif not listing.pairs:
        what = "the portal names no role at all"
    else:
        return
    raise ServiceFailure(f"Nothing is pruned, because {what}.", "Run it again, or without --prune.")


def _ref(pair: AccountRole) -> RoleRef:
    account, role = pair
    return RoleRef(account.session, account.account_id, role)


def _by_id(accounts: Iterable[AccountRoles]) -> tuple[AccountRoles, ...]:
    """Sort by ID, so that the order of a listing, and of what is written, is always the same."""
    return tuple(sorted(accounts, key=lambda found: found.account.account_id))
