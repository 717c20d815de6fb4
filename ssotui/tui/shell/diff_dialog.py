"""What a change would do to a file, and whether to do it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ssotui.model.text import visible
from ssotui.tui.shell.dialog import YesNo
from ssotui.tui.widgets.diff_lines import DiffLines


class DiffScreen(YesNo):
    """Shows a diff, and asks whether to do it."""

    def __init__(self, what: str, diff: Sequence[str], warning: str = "") -> None:
        super().__init__()
        self._what = what
        self._diff = diff
        self._warning = warning

    def compose(self) -> ComposeResult:
        """What would be done, line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(f"{visible(self._what)}\n", "bold"))
            yield DiffLines(self._diff, classes="diff scrolls")
            if self._warning:
                yield Static(Content.styled(f"\n{visible(self._warning)}", "$text-warning"))
            yield from self.answers()

    def on_mount(self) -> None:
        """The arrows scroll the diff."""
        self.bind_scrolling()


class AddScreen(DiffScreen):
    """Of a diff that only adds what was asked for: ``enter`` says yes, as in the forms for one."""

    AUTO_FOCUS = "#yes"
