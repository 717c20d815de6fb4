"""The palette: Textual's, drawn as our dialogs are."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, ClassVar

from textual.command import CommandPalette, Hit, Hits, ProviderSource, SearchIcon
from textual.system_commands import SystemCommandsProvider

from ssotui.tui.drawing.ascii_drawing import CLASS
from ssotui.tui.shell.closing import ClosesOnce
from ssotui.tui.widgets.menu import NOT_LAID_OUT

IN_HELP = 0.5
"""The score of a command that only its sentence names: every letter of a title scores 1 at least."""


class Commands(SystemCommandsProvider):
    """The app's commands by their titles, then by what their sentences say."""

    async def search(self, query: str) -> Hits:
        """Those whose title has the letters; those whose sentence has each of the words."""
        matcher = self.matcher(query)
        words = query.casefold().split()
        for title, sentence, run, _ in self.app.get_system_commands(self.screen):
            score = matcher.match(title)
            if score <= 0 and words and all(word in sentence.casefold() for word in words):
                score = IN_HELP
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=sentence)


class Palette(ClosesOnce, CommandPalette):
    """Every command by its name and its sentence, with its key."""

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

    def _action_command_list(self, action: str) -> None:
        with NOT_LAID_OUT if action.startswith("page_") else nullcontext():
            super()._action_command_list(action)

    def on_mount(self) -> None:
        """No sign that is two cells wide on one terminal and one on another."""
        self.query_one(SearchIcon).icon = "/"
        self.set_class(self.app.has_class(CLASS), CLASS)
