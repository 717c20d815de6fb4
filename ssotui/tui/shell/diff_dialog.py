"""A change to a file, shown as a diff: ``enter`` applies it, ``esc`` leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.text import visible, visible_lines
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.widgets.buttons import button_row, key_button
from ssotui.tui.widgets.diff_lines import DiffLines


class DiffScreen(Dialog[bool]):
    """Shows a diff, and gives whether to apply it.

    Args:
        what: the question.
        diff: its lines, in which no secret is shown.
        warning: what a person should know before they apply it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", "apply"),
        Binding("y", "dismiss(True)", "apply", show=False),
        Binding("escape,q", "leave", "leave as it is"),
    ]

    def __init__(self, what: str, diff: Sequence[str], warning: str = "") -> None:
        super().__init__()
        self._what = what
        self._diff = diff
        self._warning = warning

    def compose(self) -> ComposeResult:
        """Show the change line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(f"{self.conceal(visible(self._what))}\n", "bold"))
            yield DiffLines(list(self.masked(self._diff)))
            if self._warning:
                yield Static(Content.styled(f"\n{self.conceal(visible_lines(self._warning))}", "$text-warning"))
            keymap = self.context.keymap
            apply = key_button(keymap.shown("enter"), "apply", "dismiss(True)")
            leave = key_button(keymap.shown("escape"), "leave as it is", "leave")
            yield button_row(apply, leave)

    def on_mount(self) -> None:
        """Have the arrows scroll the diff."""
        self.bind_scrolling()

    def action_leave(self) -> None:
        """Close, and say that nothing has happened."""
        self.app.notify("Nothing was changed.", markup=False)
        self.dismiss(result=False)
