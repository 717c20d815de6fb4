"""Draw the top of the screen without Textual: name, views with their counts, the sessions' clocks, what is wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from ssotui.aws.locations import shorten
from ssotui.model.profile import Problem, Severity
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.model.token import TokenStatus
from ssotui.tui.drawing.countdown import TOKEN_SCALE, bar, is_ending, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line, cut_to, run, width_of
from ssotui.tui.shell.commands import Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

TABS = ((Place.PROFILES, "1", "Profiles"), (Place.SESSIONS, "2", "Sessions"), (Place.ACCOUNTS, "3", "Accounts"))
GAP = "   "
TROUBLE_LINES = 3
NAMED_CELLS = 100
"""With fewer cells than this the clocks need the place of our own name."""
LEAST_CELLS = len(GAP) + len("a 9s")
NAME_CELLS = 20
"""A longer name of a session is cut, so that it leaves room for its clock."""


def views(width: int, place: Place, counts: Mapping[Place, int]) -> Line:
    """Draw the left side: our name where there is room, and the three views."""
    name = (run(" "), run("ssotui", "brand"), run("  ")) if width >= NAMED_CELLS else ()
    return (*name, *(_tab(*tab, counts.get(tab[0]), here=tab[0] is place) for tab in TABS))


def top(left: Line, clocks: Line, width: int) -> Line:
    """Join the two sides of the first line."""
    gap = width - width_of(left) - width_of(clocks) - 1
    return cut_to((*left, run(" " * max(1, gap)), *clocks), width)


def trouble(problems: Sequence[Problem], width: int, glyphs: Glyphs) -> list[Line]:
    """Draw what keeps AWS's tools from reading the files."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if not errors:
        return []
    from textwrap import wrap

    place, message, fix = errors[0].place, errors[0].message, errors[0].fix
    more = f" And {len(errors) - 1} more: ssotui doctor tells." if len(errors) > 1 else ""
    text = visible(f"{glyphs.warning} {shorten(str(place))}: {message} {fix}{more}")
    lines = wrap(text, max(1, width - 2), max_lines=TROUBLE_LINES, placeholder=glyphs.ellipsis)
    return [(run(f" {line}", "bad"),) for line in lines]


def served(words: str, width: int, glyphs: Glyphs) -> list[Line]:
    """Draw what the credential server does, in one line; none while there is no server."""
    return [(run(f" {glyphs.cut(visible(words), max(1, width - 2))}", "soon"),)] if words else []


def clocks_in(room: int, sessions: Sequence[CacheEntry], now: datetime, glyphs: Glyphs) -> Line:
    """Draw as many clocks as fit, the most urgent first: without bars if that shows one more that still runs."""
    entries = [entry for entry in sessions if entry.kind is EntryKind.TOKEN]
    entries.sort(key=lambda entry: _urgency(entry, now))
    running = sum(entry.life.status(now).usable for entry in entries)
    line: Line = ()
    for bars in (True, False):
        clocks = [_clock_of(entry, now, glyphs, bars=bars) for entry in entries[: max(0, room) // LEAST_CELLS + 1]]
        shown, line = _fitting(clocks, len(entries), room)
        if shown >= running:
            break
    return line


def _tab(place: Place, key: str, title: str, count: int | None, *, here: bool) -> tuple[str, str, str]:
    words = f" {key} {title} " if count is None else f" {key} {title} {count} "
    return run(words, "here" if here else "quiet", f"command('view.{place.value}')")


def _clock_of(entry: CacheEntry, now: datetime, glyphs: Glyphs, *, bars: bool) -> Line:
    reading, status = read_token(entry.life, now, glyphs), entry.life.status(now)
    if status is TokenStatus.VALID and entry.life.expires_at:
        sign = bar(entry.life.expires_at - now, TOKEN_SCALE, glyphs) if bars else ""
    else:
        sign = glyphs.expired if status is TokenStatus.EXPIRED else glyphs.none
    name = glyphs.cut(visible(entry.label.removeprefix("https://").partition(".")[0]), NAME_CELLS)
    action = f"show_session({entry.key!r})"
    clock = f"{sign} {reading.text}" if sign else reading.text
    return run(f"{name} ", "quiet", action), run(clock, reading.tone, action)


def _urgency(entry: CacheEntry, now: datetime) -> int:
    """Order what ends soon before what runs, then what has ended, then sessions that nobody is signed in to."""
    status = entry.life.status(now)
    if is_ending(entry.life, now):
        return 0
    if status.usable:
        return 1
    return 3 if status is TokenStatus.MISSING else 2


def _fitting(clocks: Sequence[Line], all_of_them: int, room: int) -> tuple[int, Line]:
    """Give how many of the clocks fit, and these; with the number of the others, if that fits too."""
    ends = list(accumulate(len(GAP) + width_of(clock) for clock in clocks))
    shown = bisect_right(ends, room + len(GAP))
    line = [part for clock in clocks[:shown] for part in (run(GAP), *clock)][1:]
    others = f"{GAP}+{all_of_them - shown}"
    if shown < all_of_them and width_of(line) + len(others) <= room:
        line.append(run(others, "quiet"))
    return shown, tuple(line)
