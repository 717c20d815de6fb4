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
from ssotui.tui.shell.dialog import Dialog

DIGITS = 6
"""STS takes so many, and no other code (the pattern of its TokenCode)."""


class MfaScreen(Dialog[str | None]):
    """Asks for a code. Gives it, or ``None`` if the person has none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "go on"),
        Binding("escape", "dismiss(None)", "back"),
    ]

    def __init__(self, serial: str) -> None:
        super().__init__()
        self._serial = serial

    def compose(self) -> ComposeResult:
        """Show which device it is about, and the line to type into."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled("MFA code", "bold"))
            yield Static(Content(self.conceal(visible(self._serial))))
            yield Input(
                id="mfa-code", type="integer", max_length=DIGITS, compact=True, placeholder="six digits", password=True
            )
            yield Static(id="mfa-said")

    def on_mount(self) -> None:
        """Have the keyboard in the line."""
        self.query_one(Input).focus()

    async def action_submit(self) -> None:
        """Give the code, as ``enter`` does."""
        await self.query_one(Input).action_submit()

    @on(Input.Submitted)
    def _give_code(self, event: Input.Submitted) -> None:
        code = event.value.strip()
        if len(code) == DIGITS and code.isdecimal():
            self.dismiss(code)
        else:
            self.query_one("#mfa-said", Static).update(Content.styled("A code has six digits.", "$text-warning"))
