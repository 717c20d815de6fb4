"""The files of the SSO cache, sorted by kind."""

from __future__ import annotations

import os
from enum import StrEnum

from ssotui.model.clock import datetime
from ssotui.model.records import NamedTuple
from ssotui.model.token import MISSING, SsoSession, TokenLife


class EntryKind(StrEnum):
    """The kind of a file in the SSO cache."""

    TOKEN = "token"  # noqa: S105 - a kind, not a password
    """The token of a session that the config names."""
    ORPHAN = "orphan"
    """A token whose session the config no longer names."""
    REGISTRATION = "registration"
    """A client registration: it signs nobody in."""
    LOGIN = "login"
    """A session of ``aws login``, from the folder of its own."""
    FOREIGN = "foreign"
    """Another tool's file (Kiro, the AWS Toolkits)."""
    TEMPORARY = "temporary"
    """What a writer leaves for an instant, or for ever if it was killed."""
    UNREADABLE = "unreadable"


class CacheEntry(NamedTuple):
    """One file of the SSO cache, or a configured session that has none (``path`` is ``None``)."""

    kind: EntryKind
    path: str | None = None
    session: SsoSession | None = None
    start_url: str | None = None
    region: str | None = None
    life: TokenLife = MISSING
    problem: str = ""
    account_id: str | None = None
    """The account of an ``aws login`` session."""
    signed_in_at: datetime | None = None
    """When ssotui signed in to it; ``None`` if another tool did."""
    renewed_by: str = ""
    """For a token: the tools that can renew it without a person while its client registration lasts."""
    other_portal: str = ""
    """For a session's token: the portal that gave it, in words, if that is not the one which the config names."""
    in_keychain: bool = False
    """Whether it belongs in the keychain rather than in a file, so that there is no ``path``."""

    def renewal(self, now: datetime) -> str:
        """Name who can renew the token now; empty for an entry that is no token."""
        ends = self.life.renewable_until
        return "nobody: its client registration has ended" if ends and ends <= now else self.renewed_by

    @property
    def key(self) -> str:
        """The path of the file, or the name of a session that has none."""
        return self.path or self.label

    @property
    def label(self) -> str:
        """The owner's name: the session, or else the start URL, or else the file name."""
        if self.session:
            return self.session.label
        if self.account_id:
            return f"aws login {self.account_id}"
        return self.start_url or os.path.basename(self.path or "")
