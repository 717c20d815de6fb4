"""The Textual app: its theme, its palette, its heartbeat, and what it prints if it dies."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.screen import Screen
from textual.theme import Theme

from ssotui.actions import spare_memory
from ssotui.actions.background import start
from ssotui.actions.listing.watch import follow
from ssotui.actions.settings import loading
from ssotui.aws import locations
from ssotui.export.clipboard import Clipboard
from ssotui.export.terminal_clipboard import controlling_terminal
from ssotui.model.errors import as_ours
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.command_table import BY_ID, COMMANDS
from ssotui.tui.drawing.ascii_drawing import draw_for
from ssotui.tui.drawing.masking import Mask
from ssotui.tui.drawing.themes import ANSI_THEMES, DARK, OURS
from ssotui.tui.first_frame.driver import driver_on
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.ending import end_on_signals
from ssotui.tui.shell.key_gate import KeyGate
from ssotui.tui.shell.settings_problems import with_screen_problems

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ssotui.tui.first_frame.start import Started

LINE_FEED, QUIT, SUSPEND = "ctrl+j", "ctrl+c", "ctrl+z"

NO_LONGER_SERVED = "ssotui serves no keys any more. To serve without the screen, run: ssotui serve PROFILE"


class SsotuiApp(App[str], inherit_bindings=False):
    """Opens the main screen. Its result is the profile to switch the shell to, if the person wants that.

    Args:
        context: the edges of the app; tests give their own.
        start: what was read before the app was imported, and the terminal that shows it.
        picking: whether it is there to pick a profile: the filter has the keyboard, and ``enter`` picks.
        query: the filter to begin with, where there is a profile to pick.
        switches: whether a shell waits to be switched when the app ends.
    """

    CSS_PATH: ClassVar = "styles/app.tcss"
    TITLE = "ssotui"
    ENABLE_COMMAND_PALETTE = False
    """At first: it would bind Textual's key, on every dialog too. The table binds ours where there are commands."""
    BINDINGS: ClassVar = [Binding("ctrl+c", "quit", show=False, priority=True)]
    """This key quits from everywhere: a dialog and the palette let no other key of ours through."""

    _themed = False
    """True once the theme is known."""

    def __init__(
        self,
        context: AppContext | None = None,
        start: Started | None = None,
        *,
        picking: bool = False,
        query: str = "",
        switches: bool = False,
    ) -> None:
        context = context or AppContext(
            Clipboard(self._write_to_terminal, controlling_terminal()),
            loaded=start.loaded if start else loading.load(known_commands=BY_ID),
            follow=follow,
        )
        # Textual chooses here how colours reach the terminal: as they are in its own themes of the terminal's colours,
        # and not at all for NO_COLOR, which it would otherwise take for shades of grey.
        theme_name = loading.theme_of(context.loaded)
        own_colours = theme_name in ANSI_THEMES
        super().__init__(
            driver_class=driver_on(start.held if start else None),
            ansi_color=True if own_colours or "NO_COLOR" in os.environ else None,
        )
        self.context = replace(context, commands=COMMANDS, switches=context.switches or switches or picking)
        self.gate = KeyGate()
        self._inventory = start.inventory if start else None
        self._opening = start.opening if start else None
        self._picking = picking
        self._query = query
        self._mask = Mask(context.glyphs.mask)
        for theme in OURS:
            self.register_theme(theme)
        draw_for(self, context.glyphs)
        # Not by assignment, which would have the style sheets parsed a second time before the first frame.
        self.set_reactive(App.theme, theme_name if theme_name in self.available_themes else DARK.name)
        self._themed = True
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Make the colours of the theme, and none before that is known: Textual asks for them first of all."""
        return super().get_css_variables() if self._themed else {}

    def get_default_screen(self) -> Screen[None]:
        """Make the main screen, which opens first and gets the inventory for itself: the app would keep it for good."""
        inventory, opening = self._inventory, self._opening
        self._inventory = self._opening = None
        return MainScreen(inventory, opening, picking=self._picking, query=self._query)

    async def on_mount(self) -> None:
        """Start the one clock that every countdown runs on."""
        self.set_interval(1, self.tick)
        # Another program has had the terminal: all is drawn anew.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))

    def on_notify(self) -> None:
        """Take away what was said before: Textual then shows the one thing that is said now."""
        self._notifications.clear()

    def clear_notifications(self) -> None:
        """Take away what was said, on the screens below too, where Textual would leave it standing beside a dialog."""
        super().clear_notifications()
        for screen in self.screen_stack:
            screen.query("Toast").remove()

    async def on_event(self, event: events.Event) -> None:
        """Hand keys out one at a time, and none after quitting has begun.

        A line feed is the enter that it is at every prompt, unless a person has made it the key of something: a
        terminal makes one of an enter that is typed before the app has the terminal to itself.
        """
        if self._exit and isinstance(event, events.InputEvent | events.Paste):
            return
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif isinstance(event, events.Key) and event.key == QUIT:
            self.exit()
        elif isinstance(event, events.Key) and event.key == SUSPEND:
            self.action_suspend_process()
        elif self.gate.admits(event):
            if isinstance(event, events.Key) and event.key == LINE_FEED and not self.context.keymap.has(LINE_FEED):
                event = events.Key("enter", "\r")
            target = self.focused or self.screen
            await super().on_event(event)
            self.gate.follow(self, target)

    def on_load(self) -> None:
        """End in good order when the system says so: the terminal is given back as it was."""
        end_on_signals(self)

    def on_ready(self) -> None:
        """Collect garbage again, now that the first frame is drawn, but not among what is here to stay."""
        gc.enable()
        gc.freeze()
        gc.set_threshold(10_000)  # as Python has it, 700, it took 1 ms of every key press, and of some of them 6
        spare_memory.give_back()
        if not self.no_color:
            self.ansi_color = None  # from now on the theme says, which the palette can change
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if problems := with_screen_problems(self.context.loaded, COMMANDS).problems:
            first, more = problems[0], len(problems) - 1
            where = f"{visible(locations.shorten(str(first.place)))}: " if first.place else ""
            others = f"\nAnd {more} more: `ssotui settings` lists them." if more else ""
            said = f"{where}{visible(first.message)}\n{visible(first.fix)}{others}"
            self.notify(said, severity="warning", timeout=15, markup=False)

    def confirm_screen(self, what: str, question: str, detail: str, environment: Environment | None) -> Screen[bool]:
        """Make a question whose safe answer is no."""
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        return ConfirmScreen(what, question, detail, environment)

    def sign_in_screen(self, session: SsoSession) -> Screen[str | None]:
        """Make the screen that signs in, and gives what to say of it or ``None``."""
        from ssotui.tui.sessions.sign_in_screen import SignInScreen

        return SignInScreen(session)

    def mfa_screen(self, serial: str) -> Screen[str | None]:
        """Make the question for an MFA code, which gives the code or ``None``."""
        from ssotui.tui.keys.mfa_dialog import MfaScreen

        return MfaScreen(serial)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the filter that hides account IDs and e-mails, in screen-share mode."""
        return [*super().get_line_filters(), *([self._mask] if self.context.conceal.on else [])]

    def _keep_theme(self, theme: Theme) -> None:
        """Remember the theme that was chosen; where the settings name another one, say that they count."""
        if place := self.context.loaded.origins.get("theme"):
            if theme.name != self.context.settings.theme:
                where = visible(locations.shorten(str(place)))
                self.notify(f"{theme.name} until you quit: {where} sets the theme to start with.", markup=False)
        else:
            start(lambda: state.keep(lambda kept: kept.set_theme(theme.name)), "ssotui-theme")

    def refresh_all(self) -> None:
        """Draw every screen anew: what may be shown of a text has changed."""
        for screen in self.screen_stack:
            for widget in screen.walk_children():
                widget.refresh()
        self.tick()  # some draw their words by the clock

    def exit(self, result: str | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the app; where it served keys, say on the terminal that it does so no longer."""
        if not (self._exit or return_code or message) and self.screen_stack:
            main = self.screen_stack[0]
            if isinstance(main, MainScreen) and main.serving.runs:
                message = NO_LONGER_SERVED
        super().exit(result, return_code, message)

    def tick(self) -> None:
        """Have every screen draw its clocks. Called once a second."""
        for screen in self.screen_stack:
            tick = getattr(screen, "tick", None)
            if tick and screen.is_mounted:  # one that is just opening has no widgets yet
                with contextlib.suppress(NoMatches):  # one that is just closing has lost some
                    tick()

    def tell_terminal(self, text: str) -> None:
        """Have the terminal show a notification of its own, where it is known to and the settings want that."""
        if self.context.settings.notifications:
            from ssotui.export.terminal_notification import notification

            start(lambda: self._write_to_terminal(notification("ssotui", text, os.environ)), "ssotui-notification")

    def _write_to_terminal(self, sequence: str) -> None:
        if self._driver and sequence:
            self._driver.write(sequence)

    def _handle_exception(self, error: Exception) -> None:
        """Leave it alone once the app is ending: a screen that was just opening finds none of its widgets then."""
        if not self._exit:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say where it happened, and nothing more: Textual's own report shows every local variable, keys included."""
        self.bell()
        failure = as_ours(self._exception or RuntimeError())
        self.panic(f"{failure.message}\n{failure.hint}")
