"""The palette: Textual's, with the command table in it, drawn as our dialogs are."""

from __future__ import annotations

import itertools
from contextlib import nullcontext
from functools import cached_property
from typing import Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, ProviderSource, SearchIcon
from textual.content import Content
from textual.markup import escape

from ssotui.storage import state
from ssotui.tui.drawing.ascii_drawing import CLASS
from ssotui.tui.shell.palette_entries import Given, Pick, choices, commands, elsewhere, found, found_given
from ssotui.tui.widgets.menu import NOT_LAID_OUT


class Commands(Provider):
    """The entries of the table. Textual's own commands are not among them.

    (Its screenshot would write whatever is on the screen, revealed keys too, to a file that everybody may read.)
    """

    async def discover(self) -> Hits:
        """List every command that applies here, those picked last before the others, while nothing is typed yet."""
        picks = list(commands(self.screen))
        last = state.load().picks()
        if any("=" in name for name in last):
            picks += itertools.chain.from_iterable(given.with_ids(last) for given in self._givens)
        places = {name: at for at, name in enumerate(last)}
        picks.sort(key=lambda pick: places.get(pick.id, len(places)))
        for at, pick in enumerate(picks):
            yield _Discovery(f"{at:04}{pick.title}", Content(pick.title), pick)

    async def search(self, query: str) -> Hits:
        """Find the entries that the words mean, in their title, by a synonym, or in their sentence."""
        matcher = self.matcher(query)
        last = state.load().picks()
        known = itertools.chain(commands(self.screen), elsewhere(self.screen))
        for score, pick in itertools.chain(found(known, query, matcher), found_given(self._givens, query)):
            recent = 1.0 - last.index(pick.id) / 1000 if pick.id in last else 0.0
            _, letters = matcher.fuzzy_search.match(query, pick.title)
            # (The matcher's own highlight would take a name with brackets for markup.)
            drawn = Content(pick.title)
            for at in letters:
                drawn = drawn.stylize(matcher.match_style, at, at + 1)
            yield Hit(score + recent * pick.share, drawn, pick, help=escape(pick.sentence))

    @cached_property
    def _givens(self) -> list[Given]:
        """The values that the commands can be given, listed once while the palette is open."""
        return list(choices(self.screen))


class _Discovery(DiscoveryHit):
    """A line before anything is typed, which Textual would sort by its words."""

    def __init__(self, order: str, title: Content, pick: Pick) -> None:
        super().__init__(title, pick, help=escape(pick.sentence))
        self.order = order

    def __lt__(self, other: object) -> bool:
        if isinstance(other, _Discovery):
            return self.order < other.order
        return NotImplemented


class Palette(CommandPalette):
    """Every command by its name and its sentence, with its key. Gives the ID of the one that was picked."""

    CSS_PATH: ClassVar = "../styles/palette.tcss"

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
        """Take away what was said of the list, and draw no sign that is two cells wide on some terminals."""
        self.app.clear_notifications()
        self.query_one(SearchIcon).icon = "/"
        self.set_class(self.app.has_class(CLASS), CLASS)
