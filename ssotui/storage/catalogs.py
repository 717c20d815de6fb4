"""Read and write the accounts and roles that a session reaches, as the state file holds them.

Compact, because ``list`` reads them at every start: an account is ``[ID, name, e-mail, [roles], asked at]``.
"""

from __future__ import annotations

from ssotui.model.clock import UTC, datetime

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ssotui.model.accounts import Catalog
    from ssotui.model.token import SsoSession

Entry = list["Any"]


def merged(ours: Catalog, theirs: Catalog, now: datetime, *, whole: bool) -> Catalog:
    """Join what this process and another one know of a session's accounts.

    Args:
        ours: what this process knows.
        theirs: what is remembered.
        now: the time; what claims to be from later than that does not count.
        whole: ours has every account that there is, so that the others are to be forgotten.
    """
    from ssotui.model.accounts import Catalog

    accounts = {known.account.account_id: known for known in (() if whole else theirs.accounts)}
    accounts |= {known.account.account_id: known for known in ours.accounts}
    for known in theirs.accounts:
        account_id = known.account.account_id
        if account_id in accounts and _later(known.asked_at, accounts[account_id].asked_at, now):
            accounts[account_id] = known
    complete_at = theirs.complete_at if _later(theirs.complete_at, ours.complete_at, now) else ours.complete_at
    return Catalog(ours.session, tuple(accounts.values()), complete_at)


def _later(theirs: datetime | None, ours: datetime | None, now: datetime) -> bool:
    return theirs is not None and theirs <= now and (ours is None or theirs > ours)


def written(catalog: Catalog) -> dict[str, Any]:
    """Give the catalog as the state file holds it."""
    return {
        "start_url": catalog.session.start_url,
        "region": catalog.session.region,
        "complete_at": _seconds(catalog.complete_at),
        "accounts": [
            [account.account_id, account.name, account.email, list(roles), _seconds(asked_at)]
            for account, roles, asked_at in catalog.accounts
        ],
    }


def read(session: SsoSession, kept: Any) -> Catalog:
    """Read the session's catalog as far as it can be read, and if it is of the same portal."""
    from ssotui.model.accounts import Account, Catalog, KnownAccount  # late: what reads the names alone needs none

    if not isinstance(kept, dict) or (kept.get("start_url"), kept.get("region")) != (session.start_url, session.region):
        return Catalog(session)
    accounts = {
        account_id: KnownAccount(Account(session, account_id, name, email), tuple(roles), _moment(asked_at))
        for account_id, name, email, roles, asked_at in entries(kept)
    }
    return Catalog(session, tuple(accounts.values()), _moment(kept.get("complete_at")))


def entries(kept: Any) -> Iterator[Entry]:
    """Give the well-formed entries of one session's catalog: ``[ID, name, e-mail, [roles], asked at]``."""
    found = kept.get("accounts") if isinstance(kept, dict) else None
    return filter(_well_formed, found if isinstance(found, list) else ())


def name_of(sections: Any, account_id: str) -> str | None:
    """Find the account's remembered name, as the last of the sessions that told one tells it.

    Args:
        sections: what the state file holds of all sessions.
        account_id: of the account.
    """
    found = None
    for kept in sections.values() if isinstance(sections, dict) else ():
        if isinstance(kept, dict) and isinstance(known := kept.get("accounts"), list):
            for entry in known:
                if isinstance(entry, list) and entry[:1] == [account_id] and _well_formed(entry):
                    found = entry[1] or found
    return found


def _well_formed(entry: Any) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 5
        and _texts(entry[:3])
        and isinstance(entry[3], list)
        and _texts(entry[3])
    )


def _texts(values: list[Any]) -> bool:
    """Tell whether they are nothing but strings; thousands of times at every start, so without a loop of our own."""
    return set(map(type, values)) <= {str}


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: Any) -> datetime | None:
    """Read a time; ``None`` also for what is none, or one that Python cannot tell."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
