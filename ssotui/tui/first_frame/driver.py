"""Textual's driver, on a terminal that shows the first frame already."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ssotui.tui.first_frame.terminal import ENTER, HeldTerminal

if TYPE_CHECKING:
    from textual.driver import Driver


def driver_on(held: HeldTerminal | None) -> type[Driver] | None:
    """Give the driver that takes the terminal over; ``None`` for Textual's own choice on Windows."""
    if sys.platform == "win32":
        return None
    from ssotui.tui.shell.terminal_driver import TerminalDriver

    if held is None or not held.attributes:
        return TerminalDriver
    taken = held

    class TakingOver(TerminalDriver):
        """Finds the other screen entered, and gives the attributes back that were there before."""

        def start_application_mode(self) -> None:
            """Take the terminal, the first time from the first frame."""
            attributes = taken.attributes
            super().start_application_mode()
            if attributes:
                self.attrs_before = attributes
                taken.hand_over()

        def write(self, data: str) -> None:
            """Write, but do not enter the other screen twice: some terminals clear it then."""
            if not (taken.drawn and data == ENTER):
                super().write(data)

    return TakingOver
