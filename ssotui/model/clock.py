"""Time as an argument: AWS's timestamps, and how much is left until one.

Commands that run in prompts and scripts take ``datetime`` from here.
"""

from __future__ import annotations

from _collections_abc import Callable  # of collections.abc, which imports the whole of collections first: 2 ms

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from datetime import UTC, datetime, timedelta
else:
    try:  # the same classes: before Python 3.12, datetime.py first makes them once more in Python, which takes 2 ms
        from _datetime import UTC, datetime, timedelta
    except ImportError:
        from datetime import UTC, datetime, timedelta

__all__ = [
    "UTC", "Clock", "datetime", "describe_left", "format_optional", "format_timestamp", "parse_timestamp", "timedelta",
    "utc_now",
]  # fmt: skip

Clock = Callable[[], datetime]
"""A function that tells the time as an aware UTC ``datetime``. There is one in each process; tests freeze it."""


def utc_now() -> datetime:
    """Read the wall clock, in UTC."""
    return datetime.now(UTC)


def parse_timestamp(text: str) -> datetime:
    """Read a timestamp as any AWS tool writes it.

    Known forms: ``…Z`` (CLI, botocore, Rust), fractions of up to nine digits (JS, Java), an offset (old Go),
    ``…UTC`` (CLI before 2.1.14), and lower-case letters (RFC 3339, 5.6; botocore's parser takes them). The result is in
    UTC; it is naive only where the text names no zone, which botocore cannot use at all, so the caller must say so.

    Raises:
        ValueError: it is no timestamp, or one that UTC cannot express.
    """
    text = text.strip()
    if text.endswith("z"):
        text = f"{text[:-1]}Z"
    moment = datetime.fromisoformat(f"{text[:-3].rstrip()}+00:00" if text.endswith("UTC") else text)
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"out of range: {text!r}") from error


def aware(moment: datetime) -> datetime:
    """Take a moment that names no time zone for one in UTC, which is what its writer meant."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def format_timestamp(moment: datetime) -> str:
    """``2026-11-23T16:58:26Z``: the one form that every SDK reads (Rust reads no other)."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def format_optional(moment: datetime | None) -> str | None:
    """Format a moment that may be unknown, for JSON; ``None`` stays ``None``."""
    return None if moment is None else format_timestamp(moment)


def describe_left(left: timedelta) -> str:
    """Write the time left in at most seven characters: ``3d 04h``, ``6h 12m``, ``47m``, ``9m 05s``, ``42s``.

    ``expired`` when nothing is left; the last second is ``0s``.
    """
    if left <= timedelta(0):
        return "expired"
    seconds = int(left.total_seconds())
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days}d {hour:02}h" if days < 100 else f"{days}d" if days < 100_000 else f"{days // 365}y"
    if hours:
        return f"{hours}h {minute:02}m"
    if minutes >= 10:
        return f"{minutes}m"
    return f"{minutes}m {second:02}s" if minutes else f"{second}s"
