"""The Profiles view: every profile with its two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.text import visible
from ssotui.tui.clocks import Reading, read_keys, read_token
from ssotui.tui.commands import Place
from ssotui.tui.glyphs import Glyphs
from ssotui.tui.views.base import Column


@dataclass(frozen=True, slots=True)
class ProfilesView:
    """The rows of an inventory's profiles."""

    rows: Sequence[ProfileRow]
    glyphs: Glyphs

    place: ClassVar[Place] = Place.PROFILES
    columns: ClassVar[tuple[Column, ...]] = (
        Column("PROFILE", 16),
        Column("ACCOUNT", 9, rank=2),
        Column("", 12, rank=3),
        Column("ROLE", 10, rank=1),
        Column("TOKEN", 9, clock=True),
        Column("KEYS", 7, clock=True),
    )

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """The profile's name."""
        return self.rows[index].profile.name

    def parts(self, index: int) -> tuple[str, ...]:
        """Name, account, ID, role; then session, region and kind for the search."""
        profile, account_name, _, _ = self.rows[index]
        session = profile.session
        return (
            visible(profile.name),
            visible(account_name or self.glyphs.none),
            visible(profile.account_id or self.glyphs.none),
            visible(profile.role_name or self.glyphs.none),
            "",
            "",
            visible(session.label) if session else "",
            profile.region or "",
            profile.kind.value,
        )

    def tone(self, index: int) -> str:
        """Bad for a profile that AWS tools cannot use."""
        profile = self.rows[index].profile
        if fatal_problem(profile):
            return "bad"
        return "quiet" if profile.kind is ProfileKind.EMPTY else "plain"

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

    def empty(self) -> tuple[str, str]:
        """For a machine without profiles."""
        return "No profiles yet.", "Run aws configure sso, or look at your accounts with 3."


def fatal_problem(profile: Profile) -> Problem | None:
    """What keeps AWS tools from using the profile, if anything does."""
    return next((problem for problem in profile.problems if problem.severity is Severity.ERROR), None)


def account_text(name: str | None, account_id: str | None) -> str:
    """``Payments 111122223333``, or what is known of it."""
    return " ".join(part for part in (name, account_id) if part)
