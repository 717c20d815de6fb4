"""The Accounts view: one row an account and role that a session reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.credentials import RoleRef
from ssotui.model.text import visible
from ssotui.tui.clocks import Reading, read_keys
from ssotui.tui.commands import Place
from ssotui.tui.glyphs import Glyphs
from ssotui.tui.views.base import Column


class RoleRow(NamedTuple):
    """A role of an account."""

    account: Account
    role_name: str

    @property
    def ref(self) -> RoleRef:
        """What the portal is asked for to get its keys."""
        return RoleRef(self.account.session, self.account.account_id, self.role_name)


def role_rows(accounts: Sequence[AccountRoles]) -> tuple[RoleRow, ...]:
    """One row an account and role, by account name."""
    ordered = sorted(accounts, key=lambda found: (found.account.name.casefold(), found.account.account_id))
    return tuple(RoleRow(found.account, role) for found in ordered for role in found.roles)


@dataclass(frozen=True, slots=True)
class AccountsView:
    """The rows of what the portal listed; ``status`` says what is known when there are none."""

    rows: Sequence[RoleRow]
    expiries: Mapping[RoleRef, datetime]
    glyphs: Glyphs
    status: tuple[str, str] = ("", "")

    place: ClassVar[Place] = Place.ACCOUNTS
    columns: ClassVar[tuple[Column, ...]] = (
        Column("ACCOUNT", 16),
        Column("ID", 12, rank=1),
        Column("ROLE", 12),
        Column("SESSION", 8, rank=2),
        Column("E-MAIL", 16, rank=3),
        Column("KEYS", 7, clock=True),
    )

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """Session, account and role."""
        account, role_name = self.rows[index]
        return f"{account.session.label}\x1f{account.account_id}\x1f{role_name}"

    def parts(self, index: int) -> tuple[str, ...]:
        """Everything that the portal told."""
        account, role_name = self.rows[index]
        return (
            visible(account.name) or self.glyphs.none,
            visible(account.account_id),
            visible(role_name),
            visible(account.session.label),
            visible(account.email) or self.glyphs.none,
            "",
        )

    def tone(self, index: int) -> str:
        """Nothing is wrong with any."""
        del index
        return "plain"

    def note(self, index: int) -> str:
        """None needs any."""
        del index
        return ""

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """How long the cached keys last."""
        del column  # there is one
        return read_keys(self.expiries.get(self.rows[index].ref), now, self.glyphs)

    def empty(self) -> tuple[str, str]:
        """Why there is nothing to see."""
        return self.status
