"""The Profiles view: every profile with its two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ssotui.actions.settings.environments import environment_of_row
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.usage import UNUSED, Usage
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.countdown import Reading, read_keys, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import NO_SIGN, NOTHING, Column, Empty
from ssotui.tui.shell.commands import Place

COLUMNS = (
    Column("PROFILE", 16),
    Column("ENV", 8, rank=1),
    Column("ACCOUNT", 9, rank=3),
    Column("", 12, rank=4),
    Column("ROLE", 10, rank=2),
    Column("REGION", 9, rank=5),
    Column("SESSION", 8, rank=6),
    Column("TOKEN", 9, clock=True),
    Column("KEYS", 8, clock=True),
)
WITHOUT_LABEL = (COLUMNS[0], *COLUMNS[2:])


@dataclass(frozen=True, slots=True)
class ProfilesView:
    """The rows of an inventory's profiles; ``without`` is what to say when there are none."""

    rows: Sequence[ProfileRow]
    glyphs: Glyphs
    settings: Settings = DEFAULTS
    usage: Usage = UNUSED
    without: Empty = NOTHING

    place: ClassVar[Place] = Place.PROFILES

    @property
    def columns(self) -> tuple[Column, ...]:
        """With the environments' labels, if there are any."""
        return COLUMNS if self.settings.environments else WITHOUT_LABEL

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """The profile's name."""
        return self.rows[index].profile.name

    def parts(self, index: int) -> tuple[str, ...]:
        """Name, label, account, ID, role, region, session; then the kind for the search."""
        profile, account_name, _, _ = self.rows[index]
        session = profile.session
        label = (environment_badge.words(self._environment(index)),) if self.settings.environments else ()
        return (
            visible(profile.name),
            *label,
            visible(account_name or self.glyphs.none),
            visible(profile.account_id or self.glyphs.none),
            visible(profile.role_name or self.glyphs.none),
            visible(profile.region or self.glyphs.none),
            visible(session.label) if session else self.glyphs.none,
            "",
            "",
            profile.kind,
        )

    def tone(self, index: int) -> str:
        """Bad for a profile that AWS tools cannot use."""
        profile = self.rows[index].profile
        if fatal_problem(profile):
            return "bad"
        return "quiet" if profile.kind is ProfileKind.EMPTY else "plain"

    def sign(self, index: int) -> Reading:
        """A favourite's star."""
        return Reading(self.glyphs.star, "selected") if self.key(index) in self.usage.favourites else NO_SIGN

    def paint(self, index: int, column: int) -> str:
        """The label is a badge."""
        return environment_badge.paint(self._environment(index)) if self.columns[column].title == "ENV" else ""

    def note(self, index: int) -> str:
        """What keeps AWS tools from using the profile."""
        problem = fatal_problem(self.rows[index].profile)
        return f"{self.glyphs.warning} {visible(problem.message)}" if problem else ""

    def clock(self, index: int, column: int, now: datetime) -> Reading:
        """How long the token and the keys last."""
        row = self.rows[index]
        if self.columns[column].title == "TOKEN":
            return read_token(row.token, now, self.glyphs)
        return read_keys(row.keys_expire_at, now, self.glyphs)

    def _environment(self, index: int) -> Environment | None:
        return environment_of_row(self.settings, self.rows[index])

    def empty(self) -> Empty:
        """For a machine without profiles."""
        return self.without


def fatal_problem(profile: Profile) -> Problem | None:
    """What keeps AWS tools from using the profile, if anything does."""
    return next((problem for problem in profile.problems if problem.severity is Severity.ERROR), None)


def account_text(name: str | None, account_id: str | None) -> str:
    """``Payments 111122223333``, or what is known of it."""
    return " ".join(part for part in (name, account_id) if part)
