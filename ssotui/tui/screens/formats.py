"""The Copy-as menu, made from the registry of formats."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ssotui.export.formats import FORMATS
from ssotui.tui.screens.dialog import Dialog
from ssotui.tui.widgets.menu import Menu


class FormatMenu(Dialog[str | None]):
    """Gives the name of a format, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "copy"),
        Binding("escape,q", "dismiss(None)", "back"),
    ]

    def compose(self) -> ComposeResult:
        """The list of formats."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled("Copy as\n", "bold"))
            yield Menu(
                (
                    Option(Content.assemble(f"{entry.name:<20}", (entry.title, "$foreground-muted")), id=entry.name)
                    for entry in FORMATS.values()
                ),
                self.services.keymap,
            )

    def action_pick(self) -> None:
        """The row under the cursor."""
        self.query_one(Menu).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the format."""
        self.dismiss(event.option.id)
