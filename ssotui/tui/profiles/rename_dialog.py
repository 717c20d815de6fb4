"""The dialog that renames a profile: its new name, and what that changes in both files."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ssotui.actions.profiles import changing
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible, visible_lines
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.widgets.buttons import button_row, key_button

TYPING_SECONDS = 0.15
"""The time after the last letter before the dialog shows what the name would change."""


class RenameScreen(Dialog[str | None]):
    """Renames a profile. Gives the sentence that says so, or ``None``.

    Args:
        name: the profile's name until now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "rename", priority=True),
        Binding("escape", "dismiss(None)", "back"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._old = name

    def compose(self) -> ComposeResult:
        """Show the line for the name, what would change, what does not follow."""
        with Vertical(classes="dialog", id="rename"):
            yield Static(Content.styled(f"Rename the profile {visible(self._old)}\n", "bold"))
            with Horizontal(classes="field"):
                yield Static(Content.styled("name", "$foreground-muted"))
                yield Input(visible(self._old), id="rename-name", compact=True, select_on_focus=False)
            with VerticalScroll(classes="diff scrolls", can_focus=False):
                yield Static(id="rename-diff")
            yield Static(id="rename-warning")
            rename = key_button("enter", "rename", "apply")
            yield button_row(rename, key_button("esc", "back", "dismiss(None)"))

    def on_mount(self) -> None:
        """Have the keyboard at the end of the name."""
        self.query_one(Input).focus()
        self._say(Content.styled("Type its new name.", "$foreground-muted"))

    def action_apply(self) -> None:
        """Rename the profile to what is typed now."""
        if self._typed != self._old:
            self._apply(self._typed)

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._typed == self._old:
            self._say(Content.styled("Type its new name.", "$foreground-muted"))
        else:
            self._preview(self._typed)

    @work(exclusive=True, group="preview", exit_on_error=False, description="preview a rename")
    async def _preview(self, new: str) -> None:
        await asyncio.sleep(TYPING_SECONDS)
        try:
            change = await in_thread(lambda: changing.renaming(self._old, new))
        except SsotuiError as error:
            self._say(self.complaint(error))
        else:
            self._say(self.drawn(change.diff), change.warning)

    @work(exclusive=True, group="apply", exit_on_error=False, description="rename a profile")
    async def _apply(self, new: str) -> None:
        old, undo = self._old, self.context.keymap.text("app.undo")
        try:
            said = await in_thread(lambda: changing.rename(changing.renaming(old, new), old, new))
        except SsotuiError as error:
            self._say(self.complaint(error))
        else:
            self.dismiss(f"{said} {undo} takes it back.")

    def _say(self, text: Content, warning: str = "") -> None:
        self.query_one("#rename-diff", Static).update(Content.assemble("\n", text))
        self.query_one("#rename-warning", Static).update(
            Content.styled(f"\n{self.conceal(visible_lines(warning))}", "$text-warning") if warning else Content("")
        )
