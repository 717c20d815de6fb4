"""A change to a file, shown as a diff, and whether to make it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.text import visible, visible_lines
from ssotui.tui.shell.dialog import YES_AND_NO, Answers, Dialog
from ssotui.tui.widgets.diff_lines import DiffLines


class DiffScreen(Dialog[bool]):
    """Shows a diff, and gives whether to make the change.

    Args:
        what: the question.
        diff: its lines, in which no secret is shown.
        warning: what a person should know before they say yes.
        adds: whether the change only adds what was asked for: then ``enter`` says yes, as in the forms for one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*YES_AND_NO]
    AUTO_FOCUS = "#no"

    def __init__(self, what: str, diff: Sequence[str], warning: str = "", *, adds: bool = False) -> None:
        super().__init__()
        self._what = what
        self._diff = diff
        self._warning = warning
        self._adds = adds

    def compose(self) -> ComposeResult:
        """Show the change line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(f"{visible(self._what)}\n", "bold"))
            yield DiffLines(self._diff, classes="diff scrolls")
            if self._warning:
                yield Static(Content.styled(f"\n{visible_lines(self._warning)}", "$text-warning"))
            yield Answers()

    def on_mount(self) -> None:
        """Have the arrows scroll the diff, and the keyboard on the answer that fits."""
        self.bind_scrolling()
        if self._adds:
            self.set_focus(self.query_one("#yes"))

    def action_yes(self) -> None:
        """Close with a yes as the answer."""
        self.dismiss(result=True)

    def action_no(self) -> None:
        """Close with a no as the answer."""
        self.dismiss(result=False)

    def action_other(self) -> None:
        """Move to the other answer."""
        self.query_one(Answers).other()
