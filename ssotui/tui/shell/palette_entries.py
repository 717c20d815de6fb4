"""The entries of the palette: commands, and what each of them can be given (a format, a file, a theme, a row)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textual.fuzzy import Matcher
from textual.screen import Screen

from ssotui.model.text import visible
from ssotui.tui.shell.context import context_of
from ssotui.tui.shell.running import Command

if TYPE_CHECKING:
    from ssotui.tui.shell.protocols import CommandScreen

IN_TITLE, BY_SYNONYM, IN_HELP = 1000.0, 600.0, 0.5
"""The scores: all words in the title, or all of them synonyms; fuzzy letters of a title, which score 1 at least; then
the words of the sentence."""

CHOICE_SHARE, ROW_SHARE, OFF_SHARE = 0.5, 0.25, 0.01
"""The part of the score that counts for what a command can be given, for a row, and for what cannot be done here."""

MOST_CHOICES = 30
"""So many of the things that a command can be given are found: a person with 10,000 profiles types one more letter."""


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


def choices(screen: Screen[Any]) -> Iterator[Pick]:
    """List what the commands of the screen can be given."""
    context, place = context_of(screen.app), getattr(screen, "place", None)
    main: Any = screen.app.screen_stack[0]
    for command in context.keymap.at(place) if place else ():
        if not isinstance(command, Command) or command.choices is None:
            continue
        if context.keymap.obstacle(command, cast("CommandScreen", screen).here) is None:
            share = ROW_SHARE if command.id.startswith("view.") and command.id != "view.theme" else CHOICE_SHARE
            for value, title in command.choices(context, main):
                yield Pick(f"{command.id}={value}", visible(title), command.help, share=share)


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
            score = 0.0 if "=" in pick.id else matcher.match(pick.title)
            if score <= 0 and all(word in pick.sentence.casefold() for word in words) and "=" not in pick.id:
                score = IN_HELP
        if score > 0:
            yield score * pick.share, pick
