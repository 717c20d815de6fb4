"""The outcome of a batch in which rows failed: equal failures are one, with their count and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.tui.list.list_view import cause
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.widgets.buttons import button_row, key_button

NAMED = 5
"""So many rows of one failure are named; the list marks them all."""


class OutcomeScreen(Dialog[bool]):
    """Lists the failures, each with the rows that it happened to. Gives ``True`` if they are to be tried again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "dismiss(True)", "again"),
        Binding("escape,enter,q", "dismiss(False)", "back"),
    ]

    def __init__(self, summary: str, failures: Sequence[tuple[str, SsotuiError]]) -> None:
        super().__init__()
        self._summary = summary
        self._failures = failures

    def compose(self) -> ComposeResult:
        """Show what was done, then what was not."""
        conceal = self.conceal
        with Vertical(classes="dialog"):
            yield Static(Content.styled(conceal(self._summary), "bold"))
            yield Static(Content.styled(f"{len(self._failures)} failed (still selected):\n", "$text-error"))
            with VerticalScroll(classes="diff scrolls", can_focus=False):
                yield Static(Content("\n").join(self._lines()))
            again = key_button("r", "try these again", "dismiss(True)")
            yield button_row(again, key_button("esc", "back", "dismiss(False)"))

    def on_mount(self) -> None:
        """Have the arrows scroll the list."""
        self.bind_scrolling()

    def _lines(self) -> list[Content]:
        conceal, keymap = self.conceal, self.context.keymap
        alike: dict[tuple[str, str], list[tuple[str, SsotuiError]]] = {}
        for name, error in self._failures:
            alike.setdefault((cause(error), hint_of(error, keymap)), []).append((name, error))
        lines = []
        for (why, hint), rows in alike.items():
            names, first = [conceal(visible(name)) for name, _ in rows], rows[0][1]
            said = why if len(rows) > 1 else visible(first.message)
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            count = f"{len(rows):,} rows: " if len(rows) > 1 else ""
            lines.append(
                Content.assemble(
                    (f"{count}{conceal(said)} ", "bold"),
                    (conceal(hint), "$foreground-muted"),
                    f"\n  {', '.join(names[:NAMED])}{more}",
                )
            )
        return lines
