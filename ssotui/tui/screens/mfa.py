"""The question for an MFA code."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ssotui.model.text import visible
from ssotui.tui.screens.dialog import Dialog


class MfaScreen(Dialog[str | None]):
    """Gives the code, or ``None`` if the person has none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, serial: str) -> None:
        super().__init__()
        self._serial = serial

    def compose(self) -> ComposeResult:
        """Whose code, the line to type it into, and what to press."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled("MFA code", "bold"))
            yield Static(Content(visible(self._serial)))
            # STS takes six digits, and no other code (the pattern of its TokenCode).
            yield Input(id="mfa-code", type="integer", max_length=6, compact=True, placeholder="six digits")
            yield Static(Content.styled("\nenter goes on, esc gives up", "$foreground-muted"))

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _give_code(self, event: Input.Submitted) -> None:
        code = event.value.strip()
        if len(code) == 6 and code.isdecimal():
            self.dismiss(code)
