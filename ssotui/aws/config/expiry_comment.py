"""The comment above a section that ssotui wrote: it marks the section as ours, and holds the keys' expiry."""

from __future__ import annotations

from ssotui.model.clock import datetime, format_timestamp, parse_timestamp

_EXPIRES = "expires "


def saying(expires_at: datetime | None, digest: str = "") -> str:
    """Write the comment's text: when the keys end, and a digest by which a later edit shows."""
    said = f"{_EXPIRES}{format_timestamp(expires_at)}" if expires_at else "does not expire"
    return f"{said} ({digest})" if digest else said


def expiry(said: str) -> datetime | None:
    """Read from a mark when the keys end; ``None`` if it names no moment."""
    return moment_of(said.removeprefix(_EXPIRES).partition(" (")[0]) if said.startswith(_EXPIRES) else None


def moment_of(text: str) -> datetime | None:
    """Read a moment that names its time zone; ``None`` if the text is none."""
    try:
        moment = parse_timestamp(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
