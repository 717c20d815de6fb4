"""The words of the two clocks, and how urgent they are."""

from __future__ import annotations

from functools import lru_cache

from ssotui.model.clock import describe_left, timedelta
from ssotui.model.records import NamedTuple
from ssotui.model.token import TokenLife, TokenStatus
from ssotui.tui.drawing.glyphs import Glyphs

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

TOKEN_SCALE = timedelta(hours=8)
"""A full bar of a token: the session length that Identity Center starts with."""
KEYS_SCALE = timedelta(hours=1)
"""A full bar of keys: the length that a permission set starts with."""
SOON = timedelta(minutes=15)
CELLS = 5


class Reading(NamedTuple):
    """A clock's words and their tone: ``good``, ``soon``, ``bad`` or ``quiet`` (a style of the list)."""

    text: str
    tone: str


def is_ending(life: TokenLife, now: datetime) -> bool:
    """Tell whether somebody has to sign in soon for the token to go on."""
    ends = life.expires_at
    return ends is not None and now < ends < now + SOON and not life.renewable(ends)


@lru_cache(64)  # at one moment, thousands of rows have the clock of the same session
def read_token(life: TokenLife | None, now: datetime, glyphs: Glyphs) -> Reading:
    """Give the words and the tone of the token's clock."""
    if life is None:
        return Reading(glyphs.none, "quiet")
    match life.status(now):
        case TokenStatus.VALID:
            left = (life.expires_at or now) - now
            return Reading(describe_left(left), "soon" if is_ending(life, now) else "good")
        case TokenStatus.RENEWABLE:
            return Reading("renewable", "good")
        case TokenStatus.EXPIRED:
            return Reading("refused" if life.refused else "expired", "bad")
        case TokenStatus.MISSING:
            return Reading("sign in", "quiet")
        case TokenStatus.UNKNOWN:
            return Reading("unknown", "bad")


@lru_cache(64)
def read_keys(expires_at: datetime | None, now: datetime, glyphs: Glyphs) -> Reading:
    """Give the words and the tone of the keys' clock; keys that have ended are as good as none."""
    if expires_at is None or expires_at <= now:
        return Reading(glyphs.none, "quiet")
    left = expires_at - now
    return Reading(describe_left(left), "soon" if left < SOON else "good")


def bar(left: timedelta, scale: timedelta, glyphs: Glyphs) -> str:
    """How much is left as five cells; one stays until the end."""
    full = min(CELLS, max(1, round(left / scale * CELLS))) if left > timedelta(0) else 0
    return glyphs.full * full + glyphs.empty * (CELLS - full)
