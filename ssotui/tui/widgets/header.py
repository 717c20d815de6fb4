"""The top line: name, views with their counts, the sessions' clocks; below it, what is wrong with the files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from textwrap import wrap

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from ssotui.aws.locations import shorten
from ssotui.model.clock import Clock
from ssotui.model.profile import Problem, Severity
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.model.token import TokenStatus
from ssotui.tui.drawing.countdown import TOKEN_SCALE, TONES, bar, is_ending, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.shell.commands import Place
from ssotui.tui.widgets.buttons import Buttons, button

TABS = ((Place.PROFILES, "1", "Profiles"), (Place.SESSIONS, "2", "Sessions"), (Place.ACCOUNTS, "3", "Accounts"))
GAP = "   "
TROUBLE_LINES = 3
NAMED_CELLS = 100
"""With less than this the clocks need the place of our own name."""
LEAST_CELLS = len(GAP) + len("a 9s")
NAME_CELLS = 20
"""A longer name of a session is cut, so that it leaves room for its clock."""


class HeaderBar(Buttons):
    """One line, made anew each second only if its words have changed; and some more while a file cannot be read."""

    place: reactive[Place] = reactive(Place.PROFILES)
    counts: reactive[dict[Place, int]] = reactive(dict[Place, int])
    sessions: reactive[Sequence[CacheEntry]] = reactive[Sequence[CacheEntry]](())
    problems: reactive[Sequence[Problem]] = reactive[Sequence[Problem]]((), layout=True)

    def __init__(self, clock: Clock, glyphs: Glyphs) -> None:
        super().__init__()
        self._clock = clock
        self._glyphs = glyphs
        self._drawn = Content("")

    def tick(self) -> None:
        """Repaint if a clock's words have changed."""
        if self.is_mounted and self._clocks(self._room()) != self._drawn:
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """As many lines as there is to say."""
        return 1 + len(self._trouble(width))

    def render(self) -> Content:
        """The views on the left, as many session clocks as fit on the right."""
        width, left, self._drawn = self.size.width, self._left(), self._clocks(self._room())
        gap = width - left.cell_length - self._drawn.cell_length - 1
        top = Content.assemble(left, " " * max(1, gap), self._drawn).truncate(width)
        return Content("\n").join([top, *(Content.styled(f" {line}", "$text-error") for line in self._trouble(width))])

    def _trouble(self, width: int) -> list[str]:
        """What keeps AWS's tools from reading the files."""
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        if not errors:
            return []
        place, message, fix = errors[0].place, errors[0].message, errors[0].fix
        more = f" And {len(errors) - 1} more: ssotui doctor tells." if len(errors) > 1 else ""
        text = visible(f"{self._glyphs.warning} {shorten(str(place))}: {message} {fix}{more}")
        return wrap(text, max(1, width - 2), max_lines=TROUBLE_LINES, placeholder=self._glyphs.ellipsis)

    def _left(self) -> Content:
        name = (" ", ("ssotui", "bold $primary"), "  ") if self.size.width >= NAMED_CELLS else ()
        return Content.assemble(*name, *(self._tab(*tab) for tab in TABS))

    def _room(self) -> int:
        """The cells that the clocks may take, with one free on either side."""
        return self.size.width - self._left().cell_length - 2

    def _tab(self, place: Place, key: str, title: str) -> Content:
        count = self.counts.get(place)
        words = f" {key} {title}" + (f" {count} " if count is not None else " ")
        style = "bold $foreground on $primary 25%" if place is self.place else "$foreground-muted"
        return button(Content.styled(words, style), f"view('{place.value}')")

    def _clocks(self, room: int) -> Content:
        """As many as fit, the most urgent first: without their bars if that lets one more be seen that still runs."""
        now = self._clock()
        entries = [entry for entry in self.sessions if entry.kind is EntryKind.TOKEN]
        entries.sort(key=lambda entry: _urgency(entry, now))
        running = sum(entry.life.status(now).usable for entry in entries)
        for bars in (True, False):
            clocks = [self._clock_of(entry, now, bars=bars) for entry in entries[: room // LEAST_CELLS + 1]]
            shown, text = _fitting(clocks, len(entries), room)
            if shown >= running:
                break
        return text

    def _clock_of(self, entry: CacheEntry, now: datetime, *, bars: bool) -> Content:
        reading, status = read_token(entry.life, now, self._glyphs), entry.life.status(now)
        if status is TokenStatus.VALID and entry.life.expires_at:
            sign = bar(entry.life.expires_at - now, TOKEN_SCALE, self._glyphs) if bars else ""
        else:
            sign = self._glyphs.expired if status is TokenStatus.EXPIRED else self._glyphs.none
        name = self._glyphs.cut(visible(entry.label.removeprefix("https://").partition(".")[0]), NAME_CELLS)
        words = f"{sign} {reading.text}" if sign else reading.text
        return Content.assemble((f"{name} ", "$foreground-muted"), (words, TONES[reading.tone]))


def _urgency(entry: CacheEntry, now: datetime) -> int:
    """What ends soon, then what runs, then what has ended, then what nobody is signed in to."""
    status = entry.life.status(now)
    if is_ending(entry.life, now):
        return 0
    if status.usable:
        return 1
    return 3 if status is TokenStatus.MISSING else 2


def _fitting(clocks: Sequence[Content], all_of_them: int, room: int) -> tuple[int, Content]:
    """How many of the clocks fit, from the first on, and they; with the number of the others, if that fits too."""
    ends = list(accumulate(len(GAP) + clock.cell_length for clock in clocks))
    shown = bisect_right(ends, room + len(GAP))
    text = Content(GAP).join(clocks[:shown])
    others = f"{GAP}+{all_of_them - shown}"
    if shown < all_of_them and text.cell_length + len(others) <= room:
        text = Content.assemble(text, (others, "$foreground-muted"))
    return shown, text
