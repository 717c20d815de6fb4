"""The outcome of a batch in which rows failed: each of these by its name, with the reason."""

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
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.widgets.buttons import Text, key_button


class OutcomeScreen(Dialog[bool]):
    """Lists the rows that failed. Gives ``True`` if they are to be tried again."""

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
            again, back = (
                key_button("r", "try these again", "dismiss(True)"),
                key_button("esc", "back", "dismiss(False)"),
            )
            yield Text(Content.assemble("\n", again, "   ", back))

    def on_mount(self) -> None:
        """Have the arrows scroll the list."""
        self.bind_scrolling()

    def _lines(self) -> list[Content]:
        conceal = self.conceal
        return [
            Content.assemble(
                (conceal(visible(name)), "bold"), f"  {conceal(visible(error.message))} ",
                (conceal(hint_of(error, self.context.keymap)), "$foreground-muted"),
            )
            for name, error in self._failures
        ]  # fmt: skip
