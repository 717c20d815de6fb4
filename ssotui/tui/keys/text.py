"""The text of the Keys screen: account, role, values, clock, and the ways out, side by side if they fit."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from textual.content import Content

from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import SsotuiError
from ssotui.model.secret import Secret
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing.content import STYLES, badge_of
from ssotui.tui.drawing.countdown import KEYS_SCALE, bar, read_keys
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.on_screen import hint_of

LABEL = 15
"""Cells of a label; what it says begins after them, on each of its lines."""
GAP = 4
"""Cells between two groups of ways out."""


class Page(NamedTuple):
    """Draws the parts of the screen.

    Attributes:
        width: cells of a line.
        compact: whether lines are scarce.
        glyphs: the signs.
        conceal: hides account IDs in screen-share mode.
        keymap: the keys in force, for what to do about an error.
    """

    width: int
    compact: bool
    glyphs: Glyphs
    conceal: Callable[[str], str]
    keymap: Keymap

    def heading(self, name: str, environment: Environment | None, whose: Mapping[str, str]) -> Iterator[Content]:
        """The name with its environment's badge, then account, role and region by their labels."""
        title, badge = Content.styled(self.conceal(name), "bold"), badge_of(environment)
        yield Content.assemble(title, " " * max(1, self.width - title.cell_length - badge.cell_length), badge)
        if self.compact:
            yield Content(self.conceal("  ".join(whose.values())))
            return
        yield Content("")
        for label, value in whose.items():
            yield from self.line(label, value)

    def values(self, keys: RoleCredentials, *, shown_for: int | None, reveal: Content) -> Iterator[Content]:
        """The keys themselves, masked unless a person has asked to see them; then for so many seconds more.

        Args:
            keys: whose values are drawn.
            shown_for: seconds; ``None`` while they are masked.
            reveal: the button, for where there is no other room for it.
        """
        revealed = shown_for is not None
        if revealed:
            yield Content.styled(f"Shown for {shown_for} s more.", "$text-warning")
        elif not self.compact:
            yield Content("")
        masked = [self._masked(keys.access_key_id, prefix=4), self._masked(keys.secret_access_key)]
        if self.compact and not revealed:
            yield from self.line("keys", Content.assemble("  ".join(masked), "  ", reveal))
            return
        named = (("access key ID", keys.access_key_id), ("secret key", keys.secret_access_key))
        for at, (label, secret) in enumerate(named):
            yield from self._value(label, secret, revealed=revealed, masked=masked[at])
        if keys.session_token:
            masked_token = self._masked(keys.session_token)
            yield from self._value("session token", keys.session_token, revealed=revealed, masked=masked_token)

    def clock(self, ends_at: datetime | None, now: datetime) -> Iterator[Content]:
        """How long they last, and until when by the person's own clock."""
        if ends_at is None:
            yield from self.line("time left", Content.styled("no end is known", "$foreground-muted"))
            return
        at = ends_at.astimezone().strftime("%H:%M:%S")
        if ends_at <= now:
            yield from self.line("time left", Content.styled(f"{self.glyphs.expired} expired at {at}", "$text-error"))
            return
        reading = read_keys(ends_at, now, self.glyphs)
        drawn = f"{bar(ends_at - now, KEYS_SCALE, self.glyphs)} {reading.text}"
        yield from self.line(
            "time left", Content.assemble((drawn, STYLES[reading.tone]), (f"  until {at}", "$foreground-muted"))
        )

    def groups(self, groups: Mapping[str, Sequence[Content]]) -> Iterator[Content]:
        """The ways out, each a button, by the titles of their groups: in as few rows as there is room for."""
        columns = [[Content.styled(title, "$primary"), *ways] for title, ways in groups.items()]
        for count in (len(columns), 2, 1):
            widths = [max(line.cell_length for column in columns[at::count] for line in column) for at in range(count)]
            if sum(widths) + GAP * (count - 1) <= self.width or count == 1:
                break
        for start in range(0, len(columns), count):
            if start and not self.compact:
                yield Content("")
            for cells in zip_longest(*columns[start : start + count], fillvalue=Content("")):
                padded = [cell.pad_right(width - cell.cell_length) for cell, width in zip(cells, widths, strict=False)]
                yield Content(" " * GAP).join(padded)

    def trouble(self, error: SsotuiError) -> Iterator[Content]:
        """Say what happened, and what to do."""
        yield from self._wrapped(self.conceal(visible(error.message)), "$text-error")
        yield from self._wrapped(self.conceal(hint_of(error, self.keymap)), "$foreground-muted")

    def line(self, label: str, value: str | Content) -> Iterator[Content]:
        """A label and what it says, on as many lines as that takes."""
        if isinstance(value, Content):
            yield Content.assemble((f"{label:<{LABEL}}", "$foreground-muted"), value)
            return
        for part in textwrap.wrap(self.conceal(value), max(LABEL, self.width - LABEL)) or [""]:
            yield Content.assemble((f"{label:<{LABEL}}", "$foreground-muted"), part)
            label = ""

    def _value(self, label: str, secret: Secret, *, revealed: bool, masked: str) -> Iterator[Content]:
        if not revealed:
            yield from self.line(label, masked)
            return
        text, room = visible(secret.reveal()), max(LABEL, self.width - LABEL)
        length = ""
        if len(text) > room:  # nobody reads a whole token, and it would push the rest off the screen
            length = f"  {len(text)} characters"
            half = (room - len(length) - len(self.glyphs.ellipsis)) // 2
            text = f"{text[:half]}{self.glyphs.ellipsis}{text[-half:]}"
        yield Content.assemble((f"{label:<{LABEL}}", "$foreground-muted"), text, (length, "$foreground-muted"))

    def _masked(self, secret: Secret, prefix: int = 0) -> str:
        return secret.masked(prefix=prefix).replace("•", self.glyphs.mask)

    def _wrapped(self, text: str, style: str) -> Iterator[Content]:
        yield from (Content.styled(part, style) for part in textwrap.wrap(text, max(1, self.width)))
