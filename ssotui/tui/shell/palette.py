"""The palette: Textual's, with the command table in it, drawn as our dialogs are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, ProviderSource, SearchIcon

from ssotui.tui.drawing.ascii_drawing import CLASS
from ssotui.tui.shell.context import context_of
from ssotui.tui.widgets.menu import NOT_LAID_OUT

IN_HELP = 0.5
"""The score of a command that only its sentence names: every letter of a title scores 1 at least."""

THEMES = "app.themes"
"""Stands for the list of themes, which is a palette of its own."""


@dataclass(frozen=True)
class Pick:
    """A line of the palette: the ID of a command, under its title, with its sentence."""

    id: str
    title: str
    sentence: str

    def __call__(self) -> None:
        """Do nothing yet: the palette closes with the ID."""


class Commands(Provider):
    """The commands of the table that apply on the screen, and the themes. Textual's own are not among them.

    (Its screenshot would write whatever is on the screen, revealed keys too, to a file that everybody may read.)
    """

    def picks(self) -> Iterator[Pick]:
        """List the lines of the palette, in the order of the table."""
        keymap, place = context_of(self.app).keymap, getattr(self.screen, "place", None)
        for command in keymap.at(place) if place else ():
            if command.id != "app.palette":
                yield Pick(command.id, f"{command.title.capitalize()}  {keymap.text(command)}", command.help)
        yield Pick(THEMES, "Theme", "Change the current theme")

    async def discover(self) -> Hits:
        """List every line, while nothing is typed yet."""
        for pick in self.picks():
            yield DiscoveryHit(pick.title, pick, help=pick.sentence)

    async def search(self, query: str) -> Hits:
        """Find the lines whose title has the letters, then those whose sentence has each of the words."""
        matcher = self.matcher(query)
        words = query.casefold().split()
        for pick in self.picks():
            score = matcher.match(pick.title)
            if score <= 0 and words and all(word in pick.sentence.casefold() for word in words):
                score = IN_HELP
            if score > 0:
                yield Hit(score, matcher.highlight(pick.title), pick, help=pick.sentence)


class Palette(CommandPalette):
    """Every command by its name and its sentence, with its key. Gives the ID of the one that was picked."""

    # Textual gives a system screen no style sheet of the app's.
    CSS: ClassVar = """
    Palette > Vertical {
        width: 76;
        max-width: 95%;
        margin-top: 2;
        background: $surface;
        &:dark { background: $surface; }
    }
    Palette #--input, Palette #--input.--list-visible {
        border: round $primary 60%;
        padding: 0 1;
        background: $surface;
    }
    Palette #--input.--list-visible { border-bottom: none; }
    Palette SearchIcon { color: $accent; margin: 0; padding: 0; text-style: bold; }
    Palette CommandInput, Palette CommandInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: $surface;
        background-tint: transparent;
    }
    Palette .input--placeholder { color: $foreground-muted; }
    Palette #--results { background: $surface; padding: 0; }
    Palette CommandList {
        max-height: 70vh;
        border: round $primary 60%;
        border-top: none;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-color: $panel-lighten-2;
        scrollbar-background: $surface;
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted { background: $primary 15%; }
        &:ansi > .option-list--option-highlighted { background: transparent; text-style: underline; }
    }
    Palette.-ascii #--input, Palette.-ascii #--input.--list-visible { border: ascii $primary 60%; }
    Palette.-ascii #--input.--list-visible { border-bottom: none; }
    Palette.-ascii CommandList { border: ascii $primary 60%; border-top: none; }
    Palette > .command-palette--help-text { color: $foreground-muted; text-style: not bold; }
    """

    def __init__(self, providers: ProviderSource | None = None, **options: Any) -> None:
        super().__init__(providers={Commands} if providers is None else providers, **options)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close with what was picked; once, though two keys in one burst may both close it."""
        if self.app.screen_stack[-1] is not self:
            return AwaitComplete()
        picked: Any = self._selected_command.command if self._selected_command else None
        given: Any = picked.id if isinstance(picked, Pick) else result
        return super().dismiss(given)

    def _action_command_list(self, action: str) -> None:
        with NOT_LAID_OUT if action.startswith("page_") else nullcontext():
            super()._action_command_list(action)

    def on_mount(self) -> None:
        """Draw no sign that is two cells wide on one terminal and one on another."""
        self.query_one(SearchIcon).icon = "/"
        self.set_class(self.app.has_class(CLASS), CLASS)
