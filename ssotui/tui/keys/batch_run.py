"""The rows whose keys are wanted all at once, each under a name of its own, and how far that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SignInNeeded, SsotuiError
from ssotui.model.token import SsoSession
from ssotui.tui.browser.row_target import Subject, target_of
from ssotui.tui.shell.commands import Place

if TYPE_CHECKING:
    from textual.worker import Worker

    from ssotui.actions.keys.fetching import Target


class Wanted(NamedTuple):
    """A chosen row: its key in the list, its name, and whose keys are wanted or why there are none."""

    key: str
    name: str
    target: Target | SsotuiError


@dataclass
class Run:
    """What is being done with many rows, and how far it is.

    Attributes:
        rows: which.
        copies: whether their keys are copied, or else written.
        place: the view that they are rows of.
        todo: whose keys are to be fetched, by the rows' keys.
        got: the keys that were fetched.
        failed: why others were not, or could not be taken out.
        offered: the sessions to which a person was asked to sign in.
        worker: that fetches at the moment.
    """

    rows: Sequence[Wanted]
    copies: bool
    place: Place
    todo: dict[str, Target] = field(default_factory=dict)
    got: dict[str, Outgoing] = field(default_factory=dict)
    failed: dict[str, SsotuiError] = field(default_factory=dict)
    offered: set[SsoSession] = field(default_factory=set)
    worker: Worker[None] | None = None

    def __post_init__(self) -> None:
        """What has no keys has failed before it begins."""
        for row in self.rows:
            if isinstance(row.target, SsotuiError):
                self.failed[row.key] = row.target
            else:
                self.todo[row.key] = row.target

    @property
    def outgoings(self) -> list[Outgoing]:
        """What was fetched, in the rows' order."""
        return [self.got[row.key] for row in self.rows if row.key in self.got]

    @property
    def rest(self) -> Run:
        """What failed, to be tried again."""
        return Run([row for row in self.rows if row.key in self.failed], self.copies, self.place)

    def waiting_for(self) -> SsoSession | None:
        """A session for whose rows a sign-in would help, if a person was not asked for it before."""
        for key, target in self.todo.items():
            if isinstance(self.failed.get(key), SignInNeeded) and target.session and target.session not in self.offered:
                return target.session
        return None

    def refuse(self, refused: Sequence[tuple[str, SsotuiError]]) -> None:
        """What could not be taken out, by the names of the rows."""
        keys = {row.name: row.key for row in self.rows if row.key in self.got}
        self.failed |= {keys[name]: error for name, error in refused}


def wanted(key: str, subject: Subject, parts: Sequence[str]) -> Wanted:
    """The row with that key; ``parts`` is what it says, by which it is called if it has no keys."""
    try:
        target = target_of(subject)
    except SsotuiError as error:
        return Wanted(key, " ".join(filter(None, parts[:2])), error)
    return Wanted(key, target.name, target)


def told_apart(rows: Sequence[Wanted]) -> Sequence[Wanted]:
    """The rows, those of the same name with their account's ID behind it; what is still the same with the session's."""
    for by_session in (False, True):
        count = Counter(row.name for row in rows)
        rows = [_renamed(row, by_session=by_session) if count[row.name] > 1 else row for row in rows]
    return rows


def _renamed(row: Wanted, *, by_session: bool) -> Wanted:
    from ssotui.actions.profiles.profile_names import slug

    target = row.target
    if isinstance(target, SsotuiError) or target.is_profile:
        return row
    distinction = slug(target.session.label) if by_session and target.session else target.source.account_id
    name = f"{row.name}-{distinction}"
    return Wanted(row.key, name, target._replace(name=name))
