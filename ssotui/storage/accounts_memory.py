"""The accounts and roles that each session was seen to reach, kept between runs. Never a secret.

Compact, because ``list`` reads it at every start: an account is ``[ID, name, e-mail, [roles], asked at]``, and times
are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Iterator

from ssotui.model.clock import UTC, datetime
from ssotui.model.records import NamedTuple
from ssotui.storage import state

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any

    from ssotui.model.accounts import Catalog
    from ssotui.model.token import SsoSession

KEY = "accounts"
Entry = list["Any"]


class Remembered(NamedTuple):
    """An account as any session has told it.

    Attributes:
        name: may be empty, as the e-mail may.
        email: of the account's owner.
        roles: of all sessions together; empty while none has told them.
    """

    name: str
    email: str
    roles: tuple[str, ...]


def remembered_accounts() -> dict[str, Remembered]:
    """Every remembered account by its ID, whichever session told it."""
    found: dict[str, Remembered] = {}
    for kept in state.section(state.load(), KEY).values():
        for account_id, name, email, roles, _ in _entries(kept):
            before = found.get(account_id)
            found[account_id] = (
                Remembered(name or before.name, email or before.email, (*before.roles, *roles))
                if before
                else Remembered(name, email, tuple(roles))
            )
    return found


def account_names() -> dict[str, str]:
    """Give the remembered name of each account ID, whichever session told it."""
    return {account_id: known.name for account_id, known in remembered_accounts().items() if known.name}


def recall(session: SsoSession) -> Catalog:
    """What the session was last seen to reach; an empty catalog if nothing is remembered, or of another start URL."""
    return _read(session, state.section(state.load(), KEY).get(session.label))


def remember(catalog: Catalog, now: datetime, *, whole: bool) -> None:
    """Keep the catalog for the next run; the other sessions' stay.

    What another process has been told of an account's roles since we were is kept too.

    Args:
        catalog: what is known now.
        now: the time; what claims to be from later than that does not count.
        whole: it has every account that there is, so that the others are to be forgotten.

    Raises:
        UnusableFile: the state file cannot be written.
    """

    def put(remembered: state.State) -> None:
        sessions = state.section(remembered, KEY)
        theirs = _read(catalog.session, sessions.get(catalog.session.label))
        sessions[catalog.session.label] = _written(_merged(catalog, theirs, now, whole=whole))

    state.edit(put)


def _merged(ours: Catalog, theirs: Catalog, now: datetime, *, whole: bool) -> Catalog:
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


def _written(catalog: Catalog) -> dict[str, Any]:
    return {
        "start_url": catalog.session.start_url,
        "region": catalog.session.region,
        "complete_at": _seconds(catalog.complete_at),
        "accounts": [
            [account.account_id, account.name, account.email, list(roles), _seconds(asked_at)]
            for account, roles, asked_at in catalog.accounts
        ],
    }


def _read(session: SsoSession, kept: Any) -> Catalog:
    """What can be read of it, the rest being as if it had never been kept."""
    from ssotui.model.accounts import Account, Catalog, KnownAccount  # late: what reads the names alone needs none

    if not isinstance(kept, dict) or (kept.get("start_url"), kept.get("region")) != (session.start_url, session.region):
        return Catalog(session)
    accounts = {
        account_id: KnownAccount(Account(session, account_id, name, email), tuple(roles), _moment(asked_at))
        for account_id, name, email, roles, asked_at in _entries(kept)
    }
    return Catalog(session, tuple(accounts.values()), _moment(kept.get("complete_at")))


def _entries(kept: Any) -> Iterator[Entry]:
    """The well-formed entries of one session's catalog."""
    entries = kept.get("accounts") if isinstance(kept, dict) else None
    return filter(_well_formed, entries if isinstance(entries, list) else ())


def _well_formed(entry: Any) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 5
        and _texts(entry[:3])
        and isinstance(entry[3], list)
        and _texts(entry[3])
    )


def _texts(values: list[Any]) -> bool:
    """Whether they are nothing but strings; thousands of times at every start, so without a loop of our own."""
    return set(map(type, values)) <= {str}


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: Any) -> datetime | None:
    """``None`` also for what is no time, or one that Python cannot tell."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
