"""The Accounts view: one row an account and role that a session reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ssotui.actions.settings.environments import environment_of
from ssotui.model.accounts import Account, Change
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.usage import ROLELESS, UNUSED, Usage, role_key
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.countdown import Reading, read_keys
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import NO_SIGN, NOTHING, Column, Empty, cause
from ssotui.tui.shell.commands import Place

if TYPE_CHECKING:
    from ssotui.tui.accounts.account_loading import Listing


class RoleRow(NamedTuple):
    """A role of an account; or, while it has none to show, the account itself, with an empty role.

    Attributes:
        account: whose.
        role_name: empty for the account's own row.
        change: since the listing before.
        error: why the roles could not be had.
        asked: whether the portal has told the account's roles.
        asking: whether it is about to.
    """

    account: Account
    role_name: str
    change: Change = Change.SAME
    error: SsotuiError | None = None
    asked: bool = True
    asking: bool = False

    @property
    def can_ask(self) -> bool:
        """Whether there is something to be had by asking for this account's roles by themselves."""
        return not self.asking and (self.error is not None or not (self.role_name or self.asked))

    @property
    def ref(self) -> RoleRef:
        """What the portal is asked for to get its keys."""
        return RoleRef(self.account.session, self.account.account_id, self.role_name)


def role_rows(listing: Listing) -> Iterator[RoleRow]:
    """The rows of one session's accounts: those that are gone since the listing before come last."""
    for account, roles, asked_at in listing.accounts:
        error = listing.failed.get(account.account_id)
        if error or not roles:
            change = listing.changes.of(account.account_id)
            asking = listing.progress is not None or account.account_id in listing.retrying
            yield RoleRow(account, "", change, error, asked=asked_at is not None, asking=asking and not error)
        for role in roles:
            new = (account.account_id, role) in listing.changes.new  # what is listed is not gone
            yield RoleRow(account, role, Change.NEW if new else Change.SAME)
    for account, roles in listing.changes.gone:
        for role in roles:
            yield RoleRow(account, role, Change.GONE)


COLUMNS = (
    Column("ACCOUNT", 16),
    Column("ENV", 8, rank=2),
    Column("ID", 12, rank=1),
    Column("ROLE", 12),
    Column("SESSION", 8, rank=3),
    Column("E-MAIL", 16, rank=4),
    Column("KEYS", 8, clock=True),
)
WITHOUT_LABEL = (COLUMNS[0], *COLUMNS[2:])


@dataclass(frozen=True, slots=True)
class AccountsView:
    """The rows of what the portal listed; ``without`` is what to say when there are none."""

    rows: Sequence[RoleRow]
    expiries: Mapping[RoleRef, datetime]
    glyphs: Glyphs
    without: Empty = NOTHING

    settings: Settings = DEFAULTS
    usage: Usage = UNUSED

    place: ClassVar[Place] = Place.ACCOUNTS

    @property
    def columns(self) -> tuple[Column, ...]:
        """With the environments' labels, if there are any."""
        return COLUMNS if self.settings.environments else WITHOUT_LABEL

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """Session, account and role."""
        return role_key(self.rows[index].ref)

    def standing_for(self, key: str | None) -> str | None:
        """The key of the row in whose place the one of that key is now: an account's own makes way for its roles'."""
        if key is None or not key.endswith(ROLELESS):
            return key
        keys = [self.key(index) for index in range(len(self))]
        return key if key in keys else next((other for other in keys if other.startswith(key)), key)

    def parts(self, index: int) -> tuple[str, ...]:
        """Everything that the portal told, then what has become of it."""
        account, role_name, *_ = self.rows[index]
        label = (environment_badge.words(self._environment(index)),) if self.settings.environments else ()
        return (
            visible(account.name) or self.glyphs.none,
            *label,
            visible(account.account_id),
            visible(role_name),
            visible(account.session.label),
            visible(account.email) or self.glyphs.none,
            "",
            " ".join(self._states(self.rows[index])),
        )

    @staticmethod
    def _states(row: RoleRow) -> Iterator[str]:
        """In words, so that the filter finds what is new, gone or failed."""
        if row.change is not Change.SAME:
            yield row.change
        if row.error:
            yield "failed"

    def tone(self, index: int) -> str:
        """Bad for an account whose roles could not be had; quiet for what is gone, and for what is not there yet."""
        row = self.rows[index]
        if row.error:
            return "bad"
        return "quiet" if row.change is Change.GONE or not row.role_name else "plain"

    def sign(self, index: int) -> Reading:
        """A favourite's star; else what is new or gone since the listing before."""
        row = self.rows[index]
        if self.key(index) in self.usage.favourites:
            return Reading(self.glyphs.star, "selected")
        match row.change:
            case Change.NEW:
                return Reading(self.glyphs.new, "good")
            case Change.GONE:
                return Reading(self.glyphs.gone, "bad")
            case _:
                return NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """The label is a badge."""
        return environment_badge.paint(self._environment(index)) if self.columns[column].title == "ENV" else ""

    def note(self, index: int) -> str:
        """Why there is no role in the row."""
        row = self.rows[index]
        if row.error:
            return f"{self.glyphs.warning} enter asks again: {cause(row.error)}"
        if row.role_name:
            return ""
        if row.asked:
            return "no role of yours"
        return f"asking for its roles{self.glyphs.ellipsis}" if row.asking else "not asked for its roles: enter asks"

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """How long the cached keys last; without any, whether the row is new or gone, which its sign says too."""
        del column  # there is one
        row = self.rows[index]
        expires_at = self.expiries.get(row.ref)
        if row.change is not Change.SAME and (expires_at is None or expires_at <= now):
            return Reading(row.change, "good" if row.change is Change.NEW else "bad")
        return read_keys(expires_at, now, self.glyphs)

    def _environment(self, index: int) -> Environment | None:
        account, role_name, *_ = self.rows[index]
        return environment_of(self.settings, account.name, account.account_id, role_name)

    def empty(self) -> Empty:
        """Why there is nothing to see."""
        return self.without
