"""The Textual app: its theme, its palette, its heartbeat, and what it prints if it dies."""

from __future__ import annotations

import contextlib
import gc
import signal
from asyncio import get_running_loop
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.theme import Theme

from ssotui.actions.watch import follow
from ssotui.export.clipboard import SystemClipboard, controlling_terminal
from ssotui.model.errors import unexpected
from ssotui.model.inventory import Inventory
from ssotui.tui.commands import COMMANDS
from ssotui.tui.screens.main import MainScreen
from ssotui.tui.services import Services
from ssotui.tui.ways_out import WaysOut

DARK = Theme(
    name="ssotui-dark",
    primary="#ffb454",
    secondary="#73b8ff",
    accent="#ffcc66",
    foreground="#d9d7ce",
    background="#12161c",
    surface="#171c24",
    panel="#1f2630",
    success="#8fd694",
    warning="#ffb454",
    error="#ff7b72",
    dark=True,
)


class SsotuiApp(App[None]):
    """Opens the main screen.

    Args:
        services: the edges of the app; tests give their own.
        reading: a first reading of the files that was begun before.
    """

    CSS_PATH: ClassVar = "styles/app.tcss"
    TITLE = "ssotui"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = []

    def __init__(self, services: Services | None = None, reading: Future[Inventory] | None = None) -> None:
        super().__init__()
        self.services = services or Services(
            SystemClipboard(self._write_to_terminal, controlling_terminal()), follow=follow
        )
        self._reading = reading
        self.register_theme(DARK)
        # Not by assignment, which would have the style sheets parsed a second time before the first frame.
        self.set_reactive(App.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """The main screen."""
        return MainScreen(self._reading)

    def on_mount(self) -> None:
        """Start the one clock that every countdown runs on."""
        self.set_interval(1, self._tick)

    def on_load(self) -> None:
        """End in good order when the system says so: the terminal is given back as it was."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not on Windows, not off the main thread
                get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)

    def on_ready(self) -> None:
        """The first frame is drawn: collect garbage again, but not among what is here to stay."""
        gc.enable()
        gc.freeze()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the command table has for this screen, then the themes.

        Textual's own screenshot is left out: it writes whatever is on the screen, revealed keys too, to a file that
        everybody may read.
        """
        place = getattr(screen, "place", None)
        for command in COMMANDS:
            if command.id != "app.palette" and (place is None or place in command.places):
                action = command.action
                yield SystemCommand(
                    command.title.capitalize(), command.help, lambda action=action: screen.run_action(action)
                )
        yield from (own for own in super().get_system_commands(screen) if own.title == "Theme")

    def action_undo(self) -> None:
        """Show the last change, and take it back after a yes."""
        from ssotui.tui.screens.undo import UndoScreen

        below = self.screen

        def undone(summary: str | None) -> None:
            if summary:
                below.post_message(WaysOut.Done(summary))

        self.push_screen(UndoScreen(), undone)

    def _tick(self) -> None:
        for screen in self.screen_stack:
            tick = getattr(screen, "tick", None)
            if tick and screen.is_mounted:  # one that is just opening has no widgets yet
                with contextlib.suppress(NoMatches):  # one that is just closing has lost some
                    tick()

    def _write_to_terminal(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)

    def _fatal_error(self) -> None:
        """Say where it happened, and nothing more: Textual's own report shows every local variable, keys included."""
        self.bell()
        failure = unexpected(self._exception or RuntimeError())
        self.panic(f"{failure.message}\n{failure.hint}")
