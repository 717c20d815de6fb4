"""Every key, made from the command table."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.tui.commands import COMMANDS, MOVES
from ssotui.tui.screens.dialog import Dialog


class HelpScreen(Dialog[None]):
    """Closes with the key that opened it, or any that means back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss(None)", "back")]

    def compose(self) -> ComposeResult:
        """One line a command."""
        with VerticalScroll(classes="dialog"):
            yield Static(Content.styled("Keys", "bold"))
            yield Static(
                Content("\n").join(
                    Content.assemble((f"{command.key_text:>7}  ", "bold $accent"), command.help) for command in COMMANDS
                )
            )
            moves = "  ".join(keys.replace(",", " ") for keys, _, _ in MOVES)
            yield Static(Content.assemble("\n", (f"{'move':>7}  ", "bold $accent"), moves))
            yield Static(
                Content.styled(
                    "\nFilter words narrow: 'exact ^first last$ !not. Times are counted down; "
                    "renewable tokens need no sign-in.",
                    "$foreground-muted",
                )
            )
