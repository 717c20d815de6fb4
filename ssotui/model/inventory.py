"""The frozen snapshot of everything on this machine that the lists are drawn from."""

from __future__ import annotations

from ssotui.model.clock import datetime
from ssotui.model.profile import Problem, Profile
from ssotui.model.records import NamedTuple
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import TokenLife


class ProfileRow(NamedTuple):
    """A profile with its two clocks.

    ``token`` is ``None`` where no SSO token plays a part; ``keys_expire_at`` where no keys are cached.
    ``account_email`` is that of the account's owner, where an account listing has told it.
    """

    profile: Profile
    account_name: str | None = None
    token: TokenLife | None = None
    keys_expire_at: datetime | None = None
    account_email: str | None = None


class Inventory(NamedTuple):
    """The content of all files at one reading.

    Attributes:
        profiles: in the files' order.
        sessions: the tokens, and the other files of the SSO cache.
        problems: of the files.
        pending: whether the ends of cached keys are still to be read: of thousands, only what is seen is read first.
    """

    profiles: tuple[ProfileRow, ...] = ()
    sessions: tuple[CacheEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    pending: bool = False

    def find(self, name: str) -> ProfileRow | None:
        """Find the profile of that name."""
        return next((row for row in self.profiles if row.profile.name == name), None)
