"""What lies in the SSO cache, told apart."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ssotui.model.token import MISSING, SsoSession, TokenLife


class EntryKind(StrEnum):
    """What a file of the SSO cache is."""

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
    path: Path | None = None
    session: SsoSession | None = None
    start_url: str | None = None
    region: str | None = None
    life: TokenLife = MISSING
    problem: str = ""
    account_id: str | None = None
    """Of a session of ``aws login``."""
    signed_in_at: datetime | None = None
    """When ssotui signed in to it; ``None`` for what other tools did, which nothing tells."""
    renewed_by: str = ""
    """Of a token: who can renew it without a person, in words, as long as its client registration lasts."""

    def renewal(self, now: datetime) -> str:
        """Who can renew the token now, in words; empty for what is no token."""
        ends = self.life.renewable_until
        return "nobody: its client registration has ended" if ends and ends <= now else self.renewed_by

    @property
    def label(self) -> str:
        """Whose it is: the session, or the start URL it names, or its file."""
        if self.session:
            return self.session.label
        if self.account_id:
            return f"aws login {self.account_id}"
        return self.start_url or (self.path.name if self.path else "")
