"""A change that has to be worked out first: its diff, and whether to make it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.actions.files import undo
from ssotui.actions.keys import purge
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.tui.shell.dialog import YES_AND_NO, Answers, Dialog
from ssotui.tui.shell.flow import in_thread


class PlannedChange(NamedTuple):
    """A change that was worked out.

    Attributes:
        what: the change, in a sentence.
        diff: its lines, in which no secret is shown.
        apply: makes it, and gives a sentence that says so.
    """

    what: str
    diff: tuple[str, ...]
    apply: Callable[[], str]


def of_undo() -> PlannedChange:
    """Work out how to take back the last change that ssotui made to a file.

    Raises as :func:`ssotui.actions.files.undo.preview` does.
    """
    found = undo.preview()
    return PlannedChange(found.what, found.diff, lambda: undo.take_back(found.change))


def of_purge(now: datetime) -> PlannedChange:
    """Work out the removal of the keys that have expired.

    Raises as :func:`ssotui.actions.keys.purge.preview` does.
    """
    found = purge.preview(now)
    return PlannedChange(found.what, found.diff, lambda: purge.purge(now).summary)


class ChangeScreen(Dialog[str | None]):
    """Works a change out, shows it, and makes it after a yes. Gives the sentence that says so, or ``None``.

    Args:
        title: shown until the change is worked out.
        look: works the change out, on a thread. Raises an SsotuiError where there is nothing to do, or it cannot be
            done.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*YES_AND_NO]
    AUTO_FOCUS = "#no"

    def __init__(self, title: str, look: Callable[[], PlannedChange]) -> None:
        super().__init__()
        self._title = title
        self._look = look
        self._change: PlannedChange | None = None

    def compose(self) -> ComposeResult:
        """Show the change line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(self._title, id="change-what", markup=False)
            with VerticalScroll(classes="diff scrolls", can_focus=False):
                yield Static(id="change-lines")
            yield Answers()

    def on_mount(self) -> None:
        """Work the change out at once; have the arrows scroll its diff."""
        self.bind_scrolling()
        self._work_out()

    def action_yes(self) -> None:
        """Make the change, if it can be made."""
        if self._change:
            self._apply(self._change)

    def action_no(self) -> None:
        """Close the dialog, with nothing done."""
        self.dismiss(None)

    def action_other(self) -> None:
        """Move to the other answer."""
        self.query_one(Answers).other()

    @work(exclusive=True, exit_on_error=False, description="work a change out")
    async def _work_out(self) -> None:
        try:
            self._change = await in_thread(self._look)
        except SsotuiError as error:
            self._say(error)
        else:
            self._show(self._change)

    @work(exclusive=True, exit_on_error=False, description="change a file")
    async def _apply(self, change: PlannedChange) -> None:
        try:
            summary = await in_thread(change.apply)
        except SsotuiError as error:
            self._change = None
            self._say(error)
        else:
            self.dismiss(summary)

    def _show(self, change: PlannedChange) -> None:
        self.query_one("#change-what", Static).update(Content.styled(f"{self.conceal(change.what)}\n", "bold"))
        self.query_one("#change-lines", Static).update(self.drawn(change.diff))

    def _say(self, error: SsotuiError) -> None:
        """Say why not; what is left of the answers is the one that closes."""
        self.query_one("#change-what", Static).update(
            Content.styled(f"{self.conceal(visible(error.message))}\n", "$text-error")
        )
        self.query_one("#change-lines", Static).update(
            Content.styled(self.conceal(visible(error.hint)), "$foreground-muted")
        )
        self.query_one("#yes").display = False
        self.query_one("#no", Static).update(Content("  esc back  "))
