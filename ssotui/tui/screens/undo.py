"""What undo would change, and whether to do it."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.actions.undo import Preview, preview, take_back
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.tui.screens.dialog import Dialog, drawn_diff
from ssotui.tui.services import in_thread
from ssotui.tui.widgets.buttons import Text, key_button


class UndoScreen(Dialog[str | None]):
    """``y`` does it and gives what was done; everything else that closes it gives ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "yes"),
        Binding("n,escape,enter,q", "dismiss(None)", "no"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Preview | None = None

    def compose(self) -> ComposeResult:
        """What would be done, line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static("Undo", id="undo-what")
            with VerticalScroll(id="undo-diff"):
                yield Static(id="undo-lines")
            yield Text(id="undo-answers")

    def on_mount(self) -> None:
        """The diff has the keyboard, so that the arrows scroll it."""
        self.query_one("#undo-diff").focus()
        self._look()

    def action_yes(self) -> None:
        """Do it, if it can be done."""
        if self._found:
            self._take_back(self._found)

    @work(exclusive=True, exit_on_error=False, description="look at the last change")
    async def _look(self) -> None:
        try:
            self._found = await in_thread(preview)
        except SsotuiError as error:
            self._say(error)
        else:
            self._show(self._found)

    @work(exclusive=True, exit_on_error=False, description="take the last change back")
    async def _take_back(self, found: Preview) -> None:
        try:
            summary = await in_thread(lambda: take_back(found.change))
        except SsotuiError as error:
            self._found = None
            self._say(error)
        else:
            self.dismiss(summary)

    def _show(self, found: Preview) -> None:
        self.query_one("#undo-what", Static).update(Content.styled(f"{found.what}\n", "bold"))
        self.query_one("#undo-lines", Static).update(drawn_diff(found.diff))
        yes, no = key_button("y", "yes", "yes"), key_button("n", "no (enter)", "dismiss(None)")
        self.query_one("#undo-answers", Text).update(Content.assemble("\n", yes, "   ", no))

    def _say(self, error: SsotuiError) -> None:
        self.query_one("#undo-what", Static).update(Content.styled(visible(error.message), "$text-error"))
        self.query_one("#undo-lines", Static).update(Content.styled(visible(error.hint), "$foreground-muted"))
        back = key_button("esc", "back", "dismiss(None)")
        self.query_one("#undo-answers", Text).update(Content.assemble("\n", back))
