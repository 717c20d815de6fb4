"""The Textual app: its theme, its palette, its heartbeat, and what it prints if it dies."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.screen import Screen
from textual.theme import Theme, ThemeProvider

from ssotui.actions.background import start
from ssotui.actions.listing.watch import follow
from ssotui.actions.settings import loading
from ssotui.aws import locations
from ssotui.export.clipboard import SystemClipboard, controlling_terminal
from ssotui.model.errors import unexpected
from ssotui.model.text import visible
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.drawing.ascii_drawing import draw_for
from ssotui.tui.drawing.masking import Mask, concealed
from ssotui.tui.drawing.themes import ANSI_THEMES, DARK, OURS
from ssotui.tui.first_frame.driver import driver_on
from ssotui.tui.keys.ways_out import WaysOut
from ssotui.tui.shell.command_screen import Commanded
from ssotui.tui.shell.commands import BY_ID, COMMANDS
from ssotui.tui.shell.context import Services
from ssotui.tui.shell.ending import end_on_signals
from ssotui.tui.shell.settings_problems import judged

if TYPE_CHECKING:
    from ssotui.tui.first_frame.start import Started
    from ssotui.tui.shell.change_dialog import ChangeScreen

LINE_FEED = "ctrl+j"


class SsotuiApp(App[str], inherit_bindings=False):
    """Opens the main screen. Its result is the profile to switch the shell to, if the person wants that.

    Args:
        services: the edges of the app; tests give their own.
        start: what was read before the app was imported, and the terminal that shows it.
        picking: whether it is there to pick a profile: the filter has the keyboard, and ``enter`` picks.
        switches: whether a shell waits to be switched when the app ends.
    """

    CSS_PATH: ClassVar = "styles/app.tcss"
    TITLE = "ssotui"
    ENABLE_COMMAND_PALETTE = False
    """At first: it would bind Textual's key, on every dialog too. The table binds ours where there are commands."""
    BINDINGS: ClassVar = [Binding("ctrl+c", "quit", show=False, priority=True)]
    """From wherever one is: a dialog and the palette let no other key of ours through."""

    def __init__(
        self,
        services: Services | None = None,
        start: Started | None = None,
        *,
        picking: bool = False,
        switches: bool = False,
    ) -> None:
        services = services or Services(
            SystemClipboard(self._write_to_terminal, controlling_terminal()),
            loaded=start.loaded if start else loading.load(known_commands=BY_ID),
            follow=follow,
            switches=switches,
        )
        # Textual chooses here how colours reach the terminal: as they are in its own themes of the terminal's colours,
        # and not at all for NO_COLOR, which it would otherwise take for shades of grey.
        theme_name = loading.theme_of(services.loaded)
        own_colours = theme_name in ANSI_THEMES
        super().__init__(
            driver_class=driver_on(start.held if start else None),
            ansi_color=True if own_colours or "NO_COLOR" in os.environ else None,
        )
        self.use_command_palette = True
        self.services = services
        self._inventory = start.inventory if start else None
        self._picking = picking
        self._mask = Mask(services.glyphs.mask)
        self.masked = self.services.settings.mask
        for theme in OURS:
            self.register_theme(theme)
        draw_for(self, services.glyphs)
        # Not by assignment, which would have the style sheets parsed a second time before the first frame.
        self.set_reactive(App.theme, theme_name if theme_name in self.available_themes else DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def can_switch(self) -> bool:
        """Whether somebody waits for a profile to switch to."""
        return self._picking or self.services.switches

    def get_default_screen(self) -> Screen[None]:
        """The main screen."""
        return MainScreen(self._inventory, picking=self._picking)

    async def on_mount(self) -> None:
        """Start the one clock that every countdown runs on.

        Where there is a profile to pick, no key is handed out before its filter has the keyboard: what is typed ahead
        is for that, in the order in which it was typed, also the letters that are keys of commands.
        """
        self.set_interval(1, self._tick)
        self.app_resume_signal.subscribe(self, self._draw_anew)
        if self._picking and isinstance(self.screen, MainScreen):
            await self.screen.filter_focused()

    def _draw_anew(self, _: object) -> None:
        """Somebody else has had the terminal, and left what they liked on it."""
        self.screen.refresh(layout=True)

    async def on_event(self, event: events.Event) -> None:
        """Take a line feed for the enter that it is at every prompt, unless a person has made it the key of something.

        It is what a terminal makes of an enter that is typed before the app has the terminal to itself.
        """
        if isinstance(event, events.Key) and event.key == LINE_FEED and not self.services.keymap.has(LINE_FEED):
            event = events.Key("enter", "\r")
        await super().on_event(event)

    def on_load(self) -> None:
        """End in good order when the system says so: the terminal is given back as it was."""
        end_on_signals(self)

    def on_ready(self) -> None:
        """The first frame is drawn: collect garbage again, but not among what is here to stay."""
        gc.enable()
        gc.freeze()
        gc.set_threshold(10_000)  # as Python has it, 700, it took 1 ms of every key press, and of some of them 6
        if not self.no_color:
            self.ansi_color = None  # from now on the theme says, which the palette can change
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if problems := judged(self.services.loaded).problems:
            first, more = problems[0], len(problems) - 1
            where = f"{visible(locations.shorten(str(first.place)))}: " if first.place else ""
            others = f"\nAnd {more} more: ssotui settings tells all." if more else ""
            said = f"{where}{visible(first.message)}\n{visible(first.fix)}{others}"
            self.notify(said, severity="warning", timeout=15, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the command table has for this screen, then the themes.

        Textual's own screenshot is left out: it writes whatever is on the screen, revealed keys too, to a file that
        everybody may read.
        """
        place = getattr(screen, "place", None)
        for command in COMMANDS:
            if command.id != "app.palette" and (place is None or place in command.places):
                action = f"app.command({command.id!r})" if place else command.action
                title = f"{command.title.capitalize()}  {self.services.keymap.text(command)}"
                yield SystemCommand(title, command.help, lambda action=action: screen.run_action(action))
        yield from (own for own in super().get_system_commands(screen) if own.title == "Theme")

    def action_command_palette(self) -> None:
        """Open the palette, in the house's style."""
        from ssotui.tui.shell.palette import Palette

        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette", placeholder="Search for commands"))

    def search_themes(self) -> None:
        """Every theme, in our own palette."""
        from ssotui.tui.shell.palette import Palette

        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes"))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and in screen-share mode the one that hides account IDs and e-mails."""
        return [*super().get_line_filters(), *([self._mask] if self.masked else [])]

    def conceal(self, text: str) -> str:
        """The text as it may be shown: in screen-share mode without account IDs and e-mails."""
        return concealed(text, self.services.glyphs.mask) if self.masked else text

    def action_mask(self) -> None:
        """Hide account IDs and e-mails, or show them again."""
        self.masked = not self.masked
        for screen in self.screen_stack:
            for widget in screen.walk_children():
                widget.refresh()
        self._tick()  # which some draw their words by

    async def action_command(self, name: str) -> None:
        """Do what the command of this id does on the screen that is on top."""
        if isinstance(self.screen, Commanded):
            await self.screen.action_command(name)

    def action_undo(self) -> None:
        """Show the last change, and take it back after a yes."""
        from ssotui.tui.shell.change_dialog import ChangeScreen, of_undo

        self._offer(ChangeScreen("Undo", of_undo))

    def action_purge(self) -> None:
        """Show the expired keys that ssotui wrote to the credentials file, and remove them after a yes."""
        from ssotui.tui.shell.change_dialog import ChangeScreen, of_purge

        now = self.services.clock()
        self._offer(ChangeScreen("Remove expired keys", lambda: of_purge(now)))

    def _offer(self, change: ChangeScreen) -> None:
        below = self.screen

        def ended(summary: str | None) -> None:
            if summary:
                below.post_message(WaysOut.Done(summary))

        self.push_screen(change, ended)

    def _keep_theme(self, theme: Theme) -> None:
        """Keep what was chosen in the palette; where the settings name another one, say that they count."""
        if place := self.services.loaded.origins.get("theme"):
            if theme.name != self.services.settings.theme:
                where = visible(locations.shorten(str(place)))
                self.notify(f"{theme.name} is for now: {where} names the theme to start with.", markup=False)
        else:
            start(lambda: loading.keep_theme(theme.name), "ssotui-theme")

    def _tick(self) -> None:
        for screen in self.screen_stack:
            tick = getattr(screen, "tick", None)
            if tick and screen.is_mounted:  # one that is just opening has no widgets yet
                with contextlib.suppress(NoMatches):  # one that is just closing has lost some
                    tick()

    def _write_to_terminal(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)

    def _handle_exception(self, error: Exception) -> None:
        """Leave it alone once the app is ending: a screen that was just opening finds none of its widgets then."""
        if not self._exit:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say where it happened, and nothing more: Textual's own report shows every local variable, keys included."""
        self.bell()
        failure = unexpected(self._exception or RuntimeError())
        self.panic(f"{failure.message}\n{failure.hint}")
