"""What opens over the list. Its style sheet is read when the first dialog opens, not before the first frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic

from textual import events, on
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType

from ssotui.tui.widgets.key_bar import KeyBar

DIFF_TONES = {"-": "$text-error", "+": "$text-success", "@": "$foreground-muted"}


def drawn_diff(lines: Iterable[str]) -> Content:
    """A unified diff in its colours."""
    return Content("\n").join(Content.styled(line, DIFF_TONES.get(line[:1], "$foreground")) for line in lines)


class Dialog(ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A modal screen in the house's style; its box has the class ``dialog``."""

    CSS_PATH: ClassVar = "../styles/dialogs.tcss"

    @on(events.Mount)
    def _show_own_keys(self) -> None:
        """The bar below shows this one's keys."""
        self._refresh_key_bar()

    @on(events.Unmount)
    def _show_other_keys(self) -> None:
        """It shows the keys of what is seen now."""
        self._refresh_key_bar()

    def _refresh_key_bar(self) -> None:
        for bar in self.app.screen_stack[0].query(KeyBar) if self.app.screen_stack else ():
            bar.refresh()
