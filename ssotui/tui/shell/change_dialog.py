"""A change that has to be worked out first: what it would do to a file, and whether to do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ssotui.actions.files import undo
from ssotui.actions.keys import purge
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.tui.shell.context import in_thread
from ssotui.tui.shell.dialog import Question


class Change(NamedTuple):
    """What a yes does.

    Attributes:
        what: it is, in a sentence.
        diff: its lines, in which no secret is shown.
        apply: does it, and gives a sentence that says so.
    """

    what: str
    diff: tuple[str, ...]
    apply: Callable[[], str]


def of_undo() -> Change:
    """The last change that ssotui made to a file, taken back.

    Raises as :func:`ssotui.actions.files.undo.preview` does.
    """
    found = undo.preview()
    return Change(found.what, found.diff, lambda: undo.take_back(found.change))


def of_purge(now: datetime) -> Change:
    """The removal of the keys that have expired. Raises as :func:`ssotui.actions.keys.purge.preview` does."""
    found = purge.preview(now)
    return Change(found.what, found.diff, lambda: purge.purge(now).summary)


class ChangeScreen(Question[str | None]):
    """Gives the sentence that says what was done, or ``None``.

    Args:
        title: to begin with.
        look: works the change out, off the screen's loop. Raises an SsotuiError where there is nothing to do, or it
            cannot be done.
    """

    def __init__(self, title: str, look: Callable[[], Change]) -> None:
        super().__init__()
        self._title = title
        self._look = look
        self._change: Change | None = None

    def compose(self) -> ComposeResult:
        """What would be done, line by line, and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(self._title, id="change-what", markup=False)
            with VerticalScroll(classes="diff scrolls", can_focus=False):
                yield Static(id="change-lines")
            yield from self.answers()

    def on_mount(self) -> None:
        """Look at once; the arrows scroll the diff."""
        self.bind_scrolling()
        self._work_out()

    def action_yes(self) -> None:
        """Do it, if it can be done."""
        if self._change:
            self._apply(self._change)

    def action_no(self) -> None:
        """Close, with nothing done."""
        self.dismiss(None)

    @work(exclusive=True, exit_on_error=False, description="work a change out")
    async def _work_out(self) -> None:
        try:
            self._change = await in_thread(self._look)
        except SsotuiError as error:
            self._say(error)
        else:
            self._show(self._change)

    @work(exclusive=True, exit_on_error=False, description="change a file")
    async def _apply(self, change: Change) -> None:
        try:
            summary = await in_thread(change.apply)
        except SsotuiError as error:
            self._change = None
            self._say(error)
        else:
            self.dismiss(summary)

    def _show(self, change: Change) -> None:
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
