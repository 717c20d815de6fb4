"""The Accounts view has one row for each account and role that a session reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ssotui.actions.listing.ranking import Arrangement
from ssotui.actions.settings.environments import environment_of, labels_among
from ssotui.model.accounts import Account, ListingChange
from ssotui.model.credentials import RoleRef
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.usage import ROLELESS, UNUSED, Usage, role_key
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.countdown import Reading, read_keys
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.columns import TELLING, Column, different
from ssotui.tui.list.list_view import AS_FILED, NO_SIGN, NOTHING, Empty, Measured, cause
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.row import RoleRow

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from typing import ClassVar


COLUMNS = (
    Column("ACCOUNT", 16, order="name"),
    Column("ENV", 8, rank=3, order="label"),
    Column("ID", 12, rank=4, order="id"),
    Column("ROLE", 12, rank=1, order="role"),
    Column("SESSION", 8, rank=5, order="session"),
    Column("E-MAIL", 16, rank=6, order="e-mail"),
    Column("KEYS", 8, clock=True, order="keys"),
)
OUR_LABEL = COLUMNS[1]._replace(rank=4)
"""A label that nobody has asked for says what a name says already."""

TELLING_ID = COLUMNS[2]._replace(rank=TELLING)
"""The column of account IDs where two accounts have one name."""


class AccountsView(Measured):
    """The rows of what the portal listed.

    Args:
        rows: in their order.
        expiries: until when the cached keys of roles last.
        glyphs: the signs of this terminal.
        opens: the key that opens a row.
        empty: what to say when there are no rows.
        settings: name the environments.
        usage: names the favourites.
        arranged: the order of the rows.
    """

    place: ClassVar[Place] = Place.ACCOUNTS

    def __init__(
        self,
        rows: Sequence[RoleRow],
        expiries: Mapping[RoleRef, datetime],
        glyphs: Glyphs,
        opens: str,
        empty: Empty = NOTHING,
        *,
        settings: Settings = DEFAULTS,
        usage: Usage = UNUSED,
        arranged: Arrangement = AS_FILED,
    ) -> None:
        self.rows = rows
        self.expiries = expiries
        self.glyphs = glyphs
        self.opens = opens
        self.empty = empty
        self.settings = settings
        self.usage = usage
        self.arranged = arranged
        accounts = [row.account for row in rows]
        names, roles = {account.name for account in accounts}, {row.role_name for row in rows}
        self._labels = tuple(map(environment_badge.words, labels_among(settings, names, roles)))
        alike = len({account.account_id for account in accounts}) > len(names)
        label = COLUMNS[1] if settings.environments else OUR_LABEL
        self.columns = _columns(label if self._labels else None, alike=alike)

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """Give the key made of session, account and role."""
        return role_key(self.rows[index].ref)

    def standing_for(self, key: str | None) -> str | None:
        """Give the key of the row in the place of a former one: an account's own makes way for its roles'."""
        if key is None or not key.endswith(ROLELESS):
            return key
        keys = [self.key(index) for index in range(len(self))]
        return key if key in keys else next((other for other in keys if other.startswith(key)), key)

    def parts(self, index: int) -> tuple[str, ...]:
        """Give everything that the portal told, then the row's state for the search."""
        row = self.rows[index]
        name, account_id, *others = self._said(row.account)
        label = (environment_badge.words(self._environment(index)),) if self._labels else ()
        return (name, *label, account_id, visible(row.role_name), *others, "", " ".join(self._states(row)))

    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column, and every label that there could be."""
        accounts = {id(row.account): row.account for row in self.rows}.values()  # one for all the rows of its roles
        roles = {visible(row.role_name) for row in self.rows}
        name, account_id, *others = different(map(self._said, accounts), 4)
        return (name, *([self._labels] if self._labels else []), account_id, roles, *others, ())

    def _said(self, account: Account) -> tuple[str, ...]:
        name, email = visible(account.name) or self.glyphs.none, visible(account.email) or self.glyphs.none
        return name, visible(account.account_id), visible(account.session.label), email

    @staticmethod
    def _states(row: RoleRow) -> Iterator[str]:
        """Say in words what is new, gone or failed, so that the filter finds it."""
        if row.change is not ListingChange.SAME:
            yield row.change
        if row.error:
            yield "failed"

    def tone(self, index: int) -> str:
        """Mark an account whose roles could not be had as bad, and what is gone or not there yet as quiet."""
        row = self.rows[index]
        if row.error:
            return "bad"
        return "quiet" if row.change is ListingChange.GONE or not row.role_name else "plain"

    def sign(self, index: int) -> Reading:
        """Give a favourite its star; others the sign for new or gone since the listing before."""
        row = self.rows[index]
        if self.key(index) in self.usage.favourites:
            return Reading(self.glyphs.star, "selected")
        match row.change:
            case ListingChange.NEW:
                return Reading(self.glyphs.new, "good")
            case ListingChange.GONE:
                return Reading(self.glyphs.gone, "bad")
            case _:
                return NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """Draw the environment's label as a badge."""
        return environment_badge.style(self._environment(index)) if self.columns[column].title == "ENV" else ""

    def note(self, index: int) -> str:
        """Tell why there is no role in the row."""
        row = self.rows[index]
        if row.error:
            return f"{self.glyphs.warning} {self.opens} asks again: {cause(row.error)}"
        if row.role_name:
            return ""
        if row.asked:
            return "no roles for you"
        return (
            f"asking for its roles{self.glyphs.ellipsis}"
            if row.asking
            else f"not asked for its roles: {self.opens} asks"
        )

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """Tell how long the cached keys last; without any, that the row is new or gone, as its sign does."""
        del column  # there is one
        row = self.rows[index]
        expires_at = self.expiries.get(row.ref)
        if row.change is not ListingChange.SAME and (expires_at is None or expires_at <= now):
            return Reading(row.change, "good" if row.change is ListingChange.NEW else "bad")
        return read_keys(expires_at, now, self.glyphs)

    def _environment(self, index: int) -> Environment | None:
        account, role_name, *_ = self.rows[index]
        return environment_of(self.settings, account.name, account.account_id, role_name)


def _columns(label: Column | None, *, alike: bool) -> tuple[Column, ...]:
    """Give the columns.

    Args:
        label: that of the environments' labels, if there is one.
        alike: whether two accounts have the same name.
    """
    name, _, account_id, *others = COLUMNS
    return (name, *([label] if label else []), TELLING_ID if alike else account_id, *others)
