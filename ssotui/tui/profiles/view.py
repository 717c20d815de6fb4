"""The Profiles view: every profile with its two clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from ssotui.actions.listing.ranking import Arrangement
from ssotui.actions.settings.environments import environment_of_row, labels_among
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.usage import UNUSED, Usage
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.countdown import Reading, read_keys, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.columns import WHOLE, Column, shown
from ssotui.tui.list.list_view import AS_FILED, NO_SIGN, NOTHING, Empty, Measured
from ssotui.tui.shell.commands import Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from typing import ClassVar

COLUMNS = (
    Column("PROFILE", 16, order="name"),
    Column("ENV", 8, rank=3, order="label"),
    Column("ACCOUNT", 9, rank=4, order="account"),
    Column("", 12, rank=5, order="id"),
    Column("ROLE", 10, rank=1, order="role"),
    Column("REGION", WHOLE, rank=6, order="region"),
    Column("SESSION", 8, rank=7, order="session"),
    Column("TOKEN", 9, clock=True, order="token"),
    Column("KEYS", 8, clock=True, order="keys"),
)
WITHOUT_LABEL = (COLUMNS[0], *COLUMNS[2:])
WITH_OUR_LABEL = (COLUMNS[0], COLUMNS[1]._replace(rank=4), COLUMNS[2]._replace(rank=3), *COLUMNS[3:])
"""A label that nobody has asked for says what a name says already: it comes after the account."""


class ProfilesView(Measured):
    """The rows of an inventory's profiles.

    Args:
        rows: in their order.
        glyphs: the signs of this terminal.
        settings: name the environments.
        usage: names the favourites.
        empty: what to say when there are no rows.
        arranged: the order of the rows.
        active: the name of the profile that is active in this shell.
    """

    place: ClassVar[Place] = Place.PROFILES

    def __init__(
        self,
        rows: Sequence[ProfileRow],
        glyphs: Glyphs,
        settings: Settings = DEFAULTS,
        usage: Usage = UNUSED,
        empty: Empty = NOTHING,
        *,
        arranged: Arrangement = AS_FILED,
        active: str | None = None,
    ) -> None:
        self.rows = rows
        self.glyphs = glyphs
        self.settings = settings
        self.usage = usage
        self.empty = empty
        self.arranged = arranged
        self.active = active
        profiles = [row.profile for row in rows]
        names, roles = map(attrgetter("name"), profiles), set(map(attrgetter("role_name"), profiles))
        found = labels_among(settings, set(map(attrgetter("account_name"), rows)), roles, names)
        self._labels = tuple(map(environment_badge.words, found))
        labelled = COLUMNS if settings.environments else WITH_OUR_LABEL
        self.columns = labelled if self._labels else WITHOUT_LABEL
        """With that of the environments' labels, if there are any."""

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """Give the name of the profile."""
        return self.rows[index].profile.name

    def parts(self, index: int) -> tuple[str, ...]:
        """Give name, label, account, ID, role, region, session; then what else the search finds.

        That is the kind, the e-mail, and that the profile is active.
        """
        row = self.rows[index]
        name, *others = (visible(said or self.glyphs.none) for said in _said(row))
        label = (environment_badge.words(self._environment(index)),) if self._labels else ()
        active = "active" if row.profile.name == self.active else ""
        return (name, *label, *others, "", "", row.profile.kind, visible(row.account_email or ""), active)

    def texts(self) -> Sequence[Iterable[str]]:
        """Give each different text of each column, and every label that there could be."""
        rows = self.rows
        profiles = [row.profile for row in rows]
        sessions = set(map(attrgetter("session"), profiles))
        name, *others = map(
            shown,
            (
                tuple(map(attrgetter("name"), profiles)),
                set(map(attrgetter("account_name"), rows)),
                tuple(map(attrgetter("account_id"), profiles)),
                set(map(attrgetter("role_name"), profiles)),
                set(map(attrgetter("region"), profiles)),
                [session.label for session in sessions if session],
            ),
        )
        return (name, *([self._labels] if self._labels else []), *others, (), ())

    def tone(self, index: int) -> str:
        """Mark a profile that AWS tools cannot use as bad."""
        profile = self.rows[index].profile
        if fatal_problem(profile):
            return "bad"
        return "quiet" if profile.kind is ProfileKind.EMPTY else "plain"

    def sign(self, index: int) -> Reading:
        """Mark the active profile, give a favourite its star, and others a blank."""
        if self.key(index) == self.active:
            return Reading(self.glyphs.active, "good")
        return Reading(self.glyphs.star, "selected") if self.key(index) in self.usage.favourites else NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """Draw the environment's label as a badge."""
        return environment_badge.style(self._environment(index)) if self.columns[column].title == "ENV" else ""

    def note(self, index: int) -> str:
        """Tell why AWS tools cannot use the profile."""
        problem = fatal_problem(self.rows[index].profile)
        return f"{self.glyphs.warning} {visible(problem.message)}" if problem else ""

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """Tell how long the token and the keys last."""
        row = self.rows[index]
        if self.columns[column].title == "TOKEN":
            return read_token(row.token, now, self.glyphs)
        return read_keys(row.keys_expire_at, now, self.glyphs)

    def _environment(self, index: int) -> Environment | None:
        return environment_of_row(self.settings, self.rows[index])


def _said(row: ProfileRow) -> tuple[str, ...]:
    profile, account_name, *_ = row
    session = profile.session.label if profile.session else ""
    return (
        profile.name,
        account_name or "",
        profile.account_id or "",
        profile.role_name or "",
        profile.region or "",
        session,
    )


def fatal_problem(profile: Profile) -> Problem | None:
    """Find the problem that keeps AWS tools from using the profile."""
    return next((problem for problem in profile.problems if problem.severity is Severity.ERROR), None)
