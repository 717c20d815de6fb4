"""What a change would do to a file, and whether to do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.model.text import visible
from ssotui.tui.screens.dialog import Dialog, drawn_diff
from ssotui.tui.widgets.buttons import Text, key_button


class DiffScreen(Dialog[bool]):
    """``y`` is yes; everything else that closes it is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("n,escape,enter,q", "dismiss(False)", "no"),
    ]

    def __init__(self, what: str, diff: Sequence[str], warning: str = "") -> None:
        super().__init__()
        self._what = what
        self._diff = diff
        self._warning = warning

    def compose(self) -> ComposeResult:
        """What would be done, line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(f"{visible(self._what)}\n", "bold"))
            with VerticalScroll(id="undo-diff"):
                yield Static(drawn_diff(self._diff))
            if self._warning:
                yield Static(Content.styled(f"\n{visible(self._warning)}", "$text-warning"))
            yes, no = key_button("y", "yes", "dismiss(True)"), key_button("n", "no (enter)", "dismiss(False)")
            yield Text(Content.assemble("\n", yes, "   ", no))

    def on_mount(self) -> None:
        """The diff has the keyboard, so that the arrows scroll it."""
        self.query_one("#undo-diff").focus()
