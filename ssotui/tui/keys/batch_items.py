"""The rows of a batch, each under a name of its own, and how far each one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SignInNeeded, SsotuiError
from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession
from ssotui.tui.shell.row import RoleRow, SelectedRow, target_of

if TYPE_CHECKING:
    from datetime import datetime

    from ssotui.actions.keys.fetching import Target


class BatchItem(NamedTuple):
    """A row of the batch.

    Attributes:
        key: identifies the row in its list.
        name: the name under which its keys go out.
        target: the target to fetch keys for, or why there is none.
    """

    key: str
    name: str
    target: Target | SsotuiError


class Progress:
    """How far the rows of one batch are.

    Attributes:
        items: the rows.
        todo: the targets to fetch keys for, by the rows' keys.
        got: the keys that were fetched.
        failed: why others were not, or could not be written or copied.
        offered: the sessions to which the person was asked to sign in.
    """

    def __init__(self, items: Sequence[BatchItem]) -> None:
        self.items = items
        self.todo = {item.key: item.target for item in items if not isinstance(item.target, SsotuiError)}
        self.got: dict[str, Outgoing] = {}
        self.failed = {item.key: item.target for item in items if isinstance(item.target, SsotuiError)}
        self.offered: set[SsoSession] = set()

    @property
    def waiting(self) -> dict[str, Target]:
        """The targets that are still to be fetched."""
        return {key: target for key, target in self.todo.items() if key not in self.got and key not in self.failed}

    @property
    def keys(self) -> list[Outgoing]:
        """The keys that were fetched, in the rows' order."""
        return [self.got[item.key] for item in self.items if item.key in self.got]

    @property
    def rest(self) -> Progress:
        """A batch of the rows that failed, to be tried again."""
        return Progress([item for item in self.items if item.key in self.failed])

    @property
    def failures(self) -> list[tuple[str, SsotuiError]]:
        """The names of the rows that failed, each with the reason."""
        return [(item.name, self.failed[item.key]) for item in self.items if item.key in self.failed]

    def session_to_sign_in(self) -> SsoSession | None:
        """Find a session for whose rows a sign-in would help, if the person was not asked for it before."""
        for key, target in self.todo.items():
            if isinstance(self.failed.get(key), SignInNeeded) and target.session and target.session not in self.offered:
                return target.session
        return None

    def try_again(self, session: SsoSession) -> None:
        """Put what has failed for want of a sign-in to the session back to what is to be fetched."""
        for key, target in self.todo.items():
            if target.session == session and isinstance(self.failed.get(key), SignInNeeded):
                del self.failed[key]

    def refuse(self, refused: Iterable[tuple[str, SsotuiError]]) -> None:
        """Take what could not be written or copied, by the names of the rows."""
        keys = {item.name: item.key for item in self.items if item.key in self.got}
        self.failed |= {keys[name]: error for name, error in refused}

    def fail_rest(self, error: SsotuiError) -> None:
        """Let every row fail that has not failed by itself."""
        self.failed |= {key: error for key in self.todo if key not in self.failed}


def items_of(rows: Iterable[SelectedRow]) -> Sequence[BatchItem]:
    """Make a batch of the rows, with unique names: two of one name get the account's ID, then the session."""
    items: Sequence[BatchItem] = [_item(row) for row in rows]
    for by_session in (False, True):
        count = Counter(item.name for item in items)
        items = [_renamed(item, by_session=by_session) if count[item.name] > 1 else item for item in items]
    return items


def counted(number: int, noun: str) -> str:
    """Count in words: ``1 role``, ``2 roles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def not_cached(rows: Iterable[SelectedRow], now: datetime) -> int:
    """Count the rows whose keys have to be fetched, as far as that is known without asking anybody."""
    from ssotui.aws.caches import keys_cache

    given = [each.row for each in rows]
    roles = [row.ref for row in given if isinstance(row, RoleRow) and row.role_name]
    ends = [row.keys_expire_at for row in given if isinstance(row, ProfileRow)]
    ends += map(keys_cache.expiries(roles).get, roles)
    return sum(end is None or end <= now for end in ends)


def _item(row: SelectedRow) -> BatchItem:
    try:
        target = target_of(row.row)
    except SsotuiError as error:
        return BatchItem(row.key, row.words, error)
    return BatchItem(row.key, target.name, target)


def _renamed(item: BatchItem, *, by_session: bool) -> BatchItem:
    from ssotui.actions.profiles.profile_names import slug

    target = item.target
    if isinstance(target, SsotuiError) or target.is_profile:
        return item
    distinction = slug(target.session.label) if by_session and target.session else target.source.account_id
    name = f"{item.name}-{distinction}"
    return BatchItem(item.key, name, target._replace(name=name))
