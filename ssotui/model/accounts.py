"""Accounts and their roles, as the portal lists them, and as we remember them."""

from __future__ import annotations

from enum import StrEnum

from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from datetime import datetime

_ACCOUNT_ID = r"(?a)(\d{4})[- ]?(\d{4})[- ]?(\d{4})"


def read_account_id(text: str) -> str | None:
    """Read the twelve digits of an account ID, also from ``0000-0000-0001``; ``None`` for anything else."""
    import re  # late: hardly any command reads one

    found = re.fullmatch(_ACCOUNT_ID, text.strip())
    return "".join(found.groups()) if found else None


class Account(NamedTuple):
    """An account that a session reaches. Name and e-mail may be empty: the portal need not tell them."""

    session: SsoSession
    account_id: str
    name: str = ""
    email: str = ""


class AccountRoles(NamedTuple):
    """An account with the roles one may take in it, sorted by name."""

    account: Account
    roles: tuple[str, ...]


class KnownAccount(NamedTuple):
    """An account, and its roles as far as they are known.

    Attributes:
        account: as the portal last told it.
        roles: sorted by name; empty while nobody has been told.
        asked_at: when the portal told the roles; ``None`` if it never did.
    """

    account: Account
    roles: tuple[str, ...] = ()
    asked_at: datetime | None = None


class Catalog(NamedTuple):
    """The known accounts of one session, with their roles.

    Attributes:
        session: the session whose accounts these are.
        accounts: in the portal's order, each once.
        complete_at: when a load last ended that had every account and all their roles; ``None`` if none ever did.
    """

    session: SsoSession
    accounts: tuple[KnownAccount, ...] = ()
    complete_at: datetime | None = None

    @property
    def found(self) -> tuple[AccountRoles, ...]:
        """The accounts whose roles are known."""
        return tuple(AccountRoles(known.account, known.roles) for known in self.accounts if known.asked_at)


class ListingChange(StrEnum):
    """The difference of an account or a role from an earlier listing."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"


class Changes(NamedTuple):
    """The differences between two catalogs of a session (:func:`compare`).

    Attributes:
        new: account ID and role of each role that is new; with an empty role of each account that is.
        gone: the accounts that lost roles, with those roles; nobody can use them any more, but a list can still say so.
        gone_accounts: the IDs of those that are gone as a whole.
    """

    new: frozenset[tuple[str, str]] = frozenset()
    gone: tuple[AccountRoles, ...] = ()
    gone_accounts: frozenset[str] = frozenset()

    def of(self, account_id: str, role_name: str = "") -> ListingChange:
        """Tell whether the role is new or gone; without a role name, whether the account is."""
        if (account_id, role_name) in self.new:
            return ListingChange.NEW
        if account_id in self.gone_accounts:
            return ListingChange.GONE
        lost = role_name and any(
            found.account.account_id == account_id and role_name in found.roles for found in self.gone
        )
        return ListingChange.GONE if lost else ListingChange.SAME


def compare(before: Catalog, after: Catalog) -> Changes:
    """List the accounts and roles that are new or gone in ``after`` since ``before``.

    There is no change without something to compare with: before the first complete load, and for an account whose
    roles are unknown in one of the two.
    """
    if not before.complete_at or not after.complete_at:
        return Changes()
    earlier = {known.account.account_id: known for known in before.accounts}
    later = {known.account.account_id: known for known in after.accounts}
    new: set[tuple[str, str]] = set()
    gone: list[AccountRoles] = []
    for account_id, known in later.items():
        was = earlier.get(account_id)
        if was is None:
            new.update((account_id, role) for role in ("", *known.roles))
        elif was.asked_at and known.asked_at:
            new.update((account_id, role) for role in known.roles if role not in was.roles)
            if lost := tuple(role for role in was.roles if role not in known.roles):
                gone.append(AccountRoles(known.account, lost))
    vanished = [known for account_id, known in earlier.items() if account_id not in later]
    gone += (AccountRoles(known.account, known.roles) for known in vanished)
    return Changes(frozenset(new), tuple(gone), frozenset(known.account.account_id for known in vanished))
