"""The entries of the palette: commands, and what each of them can be given (a format, a file, a theme, a row)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, cast

from textual.fuzzy import Matcher
from textual.screen import Screen

from ssotui.model.text import visible
from ssotui.tui.shell.commands import Command
from ssotui.tui.shell.context import context_of

if TYPE_CHECKING:
    from ssotui.tui.shell.protocols import CommandScreen

IN_TITLE, BY_SYNONYM, IN_HELP = 1000.0, 600.0, 0.5
"""The scores: all words in the title, or all of them synonyms; fuzzy letters of a title, which score 1 at least; then
the words of the sentence."""

CHOICE_SHARE, ROW_SHARE, OFF_SHARE = 0.5, 0.25, 0.01
"""The part of the score that counts for what a command can be given, for a row, and for what cannot be done here."""

MOST_CHOICES = 30
"""So many of the things that a command can be given are found: with 10,000 profiles a person types one more letter."""


@dataclass(frozen=True)
class Pick:
    """A line of the palette.

    Attributes:
        id: of the command; with what it is given after a ``=``.
        title: with the key.
        sentence: what it does, and why not now.
        synonyms: other words for it.
        share: the part of its score that counts.
    """

    id: str
    title: str
    sentence: str
    synonyms: str = ""
    share: float = 1.0

    def __call__(self) -> None:
        """Do nothing yet: the palette closes with the ID."""


def commands(screen: Screen[Any]) -> Iterator[Pick]:
    """List the commands that apply on the screen, in the order of the table."""
    keymap, place = context_of(screen.app).keymap, getattr(screen, "place", None)
    for command in keymap.at(place) if place else ():
        if command.id == "app.palette":
            continue
        error = keymap.obstacle(command, cast("CommandScreen", screen).here)
        why = f" Not now: {visible(error.message)}" if error else ""
        title = (
            f"{command.title[:1].upper()}{command.title[1:]}  {keymap.text(command) if keymap.keys(command) else ''}"
        )
        yield Pick(command.id, title.rstrip(), command.help + why, command.synonyms, OFF_SHARE if error else 1.0)


def elsewhere(screen: Screen[Any]) -> Iterator[Pick]:
    """List the commands that apply on other screens only; each says where."""
    keymap, place = context_of(screen.app).keymap, getattr(screen, "place", None)
    for command in keymap.commands if place else ():
        if place not in command.places:
            said = f"{command.help} {keymap.why_not(command)}"
            yield Pick(command.id, command.title[:1].upper() + command.title[1:], said, command.synonyms, OFF_SHARE)


@dataclass(frozen=True)
class Given:
    """The values that one command can be given.

    Attributes:
        command: what takes one of them.
        values: each with its title.
        folded: the titles as they are searched, made once: there may be 10,000 of them, and each letter asks for all.
    """

    command: Command
    values: Sequence[tuple[str, str]]
    folded: Sequence[str]

    @property
    def share(self) -> float:
        """The part of the score that counts."""
        is_row = self.command.id.startswith("view.") and self.command.id != "view.theme"
        return ROW_SHARE if is_row else CHOICE_SHARE

    def pick(self, at: int) -> Pick:
        """Make the line of that value."""
        value, title = self.values[at]
        return Pick(f"{self.command.id}={value}", visible(title), self.command.choosing, share=self.share)

    def with_ids(self, names: Iterable[str]) -> Iterator[Pick]:
        """Find the lines with these IDs."""
        wanted = {name.partition("=")[2] for name in names if name.startswith(f"{self.command.id}=")}
        return (self.pick(at) for at, (value, _) in enumerate(self.values) if value in wanted)


def choices(screen: Screen[Any]) -> Iterator[Given]:
    """List what the commands of the screen can be given."""
    context, place = context_of(screen.app), getattr(screen, "place", None)
    main: Any = screen.app.screen_stack[0]
    for command in context.keymap.at(place) if place else ():
        if command.choices is None:
            continue
        if context.keymap.obstacle(command, cast("CommandScreen", screen).here) is None:
            values = list(command.choices(main))
            yield Given(command, values, [visible(title).casefold() for _, title in values])


def found_given(givens: Iterable[Given], query: str) -> Iterator[tuple[float, Pick]]:
    """Score the nearest of the values whose title has all the words: the shorter the title, the nearer."""
    words = query.casefold().split()
    for given in givens if words else ():
        having: Iterable[int] = range(len(given.folded))
        for word in words:
            having = [at for at in having if word in given.folded[at]]
        for at in nsmallest(MOST_CHOICES, having, key=lambda at: len(given.folded[at])):
            pick = given.pick(at)
            yield IN_TITLE * pick.share, pick


def found(picks: Iterable[Pick], query: str, matcher: Matcher) -> Iterator[tuple[float, Pick]]:
    """Score the entries that the query means, and leave the others out."""
    words = query.casefold().split()
    for pick in picks if words else ():
        title = pick.title.casefold()
        if all(word in title for word in words):
            score = IN_TITLE
        elif all(any(each.startswith(word) for each in pick.synonyms.split()) for word in words):
            score = BY_SYNONYM
        else:
            score = matcher.match(pick.title)
            if score <= 0 and all(word in pick.sentence.casefold() for word in words):
                score = IN_HELP
        if score > 0:
            yield score * pick.share, pick
