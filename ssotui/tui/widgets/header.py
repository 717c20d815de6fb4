"""The top line: the name, the three views with their counts, and the sessions' clocks."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from ssotui.model.clock import Clock
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.model.token import TokenStatus
from ssotui.tui.clocks import TOKEN_SCALE, TONES, Reading, bar, read_token
from ssotui.tui.commands import Place
from ssotui.tui.glyphs import Glyphs
from ssotui.tui.widgets.buttons import Buttons, button

TABS = ((Place.PROFILES, "1", "Profiles"), (Place.SESSIONS, "2", "Sessions"), (Place.ACCOUNTS, "3", "Accounts"))


class HeaderBar(Buttons):
    """One line, made anew each second only if its words have changed."""

    place: reactive[Place] = reactive(Place.PROFILES)
    counts: reactive[dict[Place, int]] = reactive(dict[Place, int])
    sessions: reactive[Sequence[CacheEntry]] = reactive[Sequence[CacheEntry]](())

    def __init__(self, clock: Clock, glyphs: Glyphs) -> None:
        super().__init__()
        self._clock = clock
        self._glyphs = glyphs
        self._drawn: tuple[Content, ...] = ()

    def tick(self) -> None:
        """Repaint if a clock's words have changed."""
        if self._clocks() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """The views on the left, as many session clocks as fit on the right."""
        left = Content.assemble(" ", ("ssotui", "bold $primary"), "  ", *(self._tab(*tab) for tab in TABS))
        self._drawn = self._clocks()
        room = self.size.width - left.cell_length - 2
        right: list[Content] = []
        for clock in self._drawn:
            room -= clock.cell_length + 3
            if room < 0:
                break
            right.append(clock)
        text = Content("   ").join(right)
        gap = self.size.width - left.cell_length - text.cell_length - 1
        return Content.assemble(left, " " * max(1, gap), text)

    def _tab(self, place: Place, key: str, title: str) -> Content:
        count = self.counts.get(place)
        words = f" {key} {title}" + (f" {count} " if count is not None else " ")
        style = "bold $foreground on $primary 25%" if place is self.place else "$foreground-muted"
        return button(Content.styled(words, style), f"view('{place.value}')")

    def _clocks(self) -> tuple[Content, ...]:
        now = self._clock()
        return tuple(
            self._clock_of(entry, read_token(entry.life, now, self._glyphs))
            for entry in self.sessions
            if entry.kind is EntryKind.TOKEN
        )

    def _clock_of(self, entry: CacheEntry, reading: Reading) -> Content:
        now = self._clock()
        status = entry.life.status(now)
        if status is TokenStatus.VALID and entry.life.expires_at:
            sign = bar(entry.life.expires_at - now, TOKEN_SCALE, self._glyphs)
        else:
            sign = self._glyphs.expired if status is TokenStatus.EXPIRED else self._glyphs.none
        name = visible(entry.label.removeprefix("https://").partition(".")[0])
        return Content.assemble((f"{name} ", "$foreground-muted"), (f"{sign} {reading.text}", TONES[reading.tone]))
