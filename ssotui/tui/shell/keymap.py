"""Which key does which command: the table's keys, with those that a person has set in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ssotui.tui.shell.commands import BY_ID, COMMANDS, MOVES, PLACE_NAMES, Command, Place
from ssotui.tui.shell.key_names import NAMES, exists, named, printable, shown

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.dom import DOMNode

RESERVED = frozenset({"ctrl+c"})
"""They leave from everywhere, whatever else is set."""


class Refused(NamedTuple):
    """A change that cannot be had, in the words for it.

    Attributes:
        id: the command's.
        message: what is wrong with it.
        fix: what to do about it.
    """

    id: str
    message: str
    fix: str


class Keymap:
    """The keys in force.

    Args:
        changes: by command ID; several keys are parted by commas. What cannot be had is in ``refused``, and its command
            keeps the keys of the table.
        enter: how that key is drawn, where the terminal cannot show its sign.
    """

    def __init__(self, changes: Mapping[str, str] = MappingProxyType({}), enter: str = NAMES["enter"]) -> None:
        self._enter = enter
        self.refused: list[Refused] = []
        self._changed: dict[str, tuple[str, ...]] = {}
        for name, wanted in changes.items():
            keys = tuple(dict.fromkeys(named(key) for key in wanted.split(",")))
            if bad := next(_complaints(name, keys), None):
                self.refused.append(bad)
            else:
                self._changed[name] = keys
        while self._changed and (clashing := list(self._clashes())):
            for refusal in clashing:
                self._changed.pop(refusal.id, None)
            self.refused += clashing

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys that do it, as Textual names them."""
        return self._changed.get(command.id, command.keys)

    def has(self, key: str) -> bool:
        """Whether the key does anything."""
        return any(key in self.keys(command) for command in BY_ID.values())

    def text(self, command: Command) -> str:
        """The key as a person reads it; for what has none, how to find it in the palette."""
        keys = self.keys(command)
        return self.shown(keys[0]) if keys else f"{self.text(BY_ID['app.palette'])} {command.title}"

    def shown(self, key: str) -> str:
        """A key's name as a person reads it on this terminal."""
        return self._enter if key == "enter" else shown(key)

    def where(self, places: Collection[Place]) -> str:
        """``Profiles (1), Accounts (3) and the Keys screen (⏎)``."""
        named = [PLACE_NAMES[place] for place in Place if place in places]
        texts = [f"{name} ({self.text(BY_ID[opener])})" for name, opener in named]
        return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))

    def why_not(self, command: Command) -> str:
        """Where the command applies, for whoever pressed its key elsewhere."""
        return f"{command.title[:1].upper()}{command.title[1:]} is for {self.where(command.places)}."

    def bindings(self, *places: Place) -> list[Binding]:
        """The Textual bindings for a screen that is one of these places by turns.

        Commands that apply in none of them are bound too, where their keys are free: they say where they do apply.
        """
        here = frozenset(places)
        own = [command for command in COMMANDS if command.places & here]
        taken = {key for command in own for key in self.keys(command)}
        others: dict[str, Command] = {}
        for command in COMMANDS:
            for key in self.keys(command) if not command.places & here else ():
                if key not in taken:
                    others.setdefault(key, command)
        pairs = [(key, command) for command in own for key in self.keys(command)]
        return [self._binding(key, command) for key, command in (*pairs, *others.items())]

    def moves(self, prefix: str = "", *, typing: bool = False) -> list[Binding]:
        """The bindings of the cursor's moves; the actions get the prefix.

        Args:
            prefix: whose actions they are, if not those of the widget that is bound.
            typing: whether only the keys are wanted that are of no use in a line of text.
        """
        from textual.binding import Binding

        return [
            Binding(key, prefix + move.action, move.title, id=move.id, show=False)
            for move in MOVES
            for key in self.keys(move)
            if not (typing and (printable(key) or key in {"home", "end"}))
        ]

    def rival(self, command: Command, place: Place) -> bool:
        """Whether one of the command's keys means another command at that place."""
        keys = set(self.keys(command))
        return any(place in other.places and keys & set(self.keys(other)) for other in COMMANDS if other != command)

    def _binding(self, key: str, command: Command) -> Binding:
        from textual.binding import Binding

        return Binding(
            key,
            f"command({command.id!r})",
            command.title,
            id=command.id,
            tooltip=command.help,
            key_display=shown(key),
            show=bool(command.footer),
            priority=command.at_once,
        )

    def _clashes(self) -> Iterator[Refused]:
        """Each change that wants a key of another command of the same place."""
        for name in self._changed:
            mine = BY_ID[name]
            for place in (place for place in Place if place in mine.places):
                owners = defaultdict[str, list[Command]](list)
                for other in BY_ID.values():
                    for key in self.keys(other) if place in other.places and other != mine else ():
                        owners[key].append(other)
                if taken := [key for key in self._changed[name] if key in owners]:
                    key, other = taken[0], owners[taken[0]][0]
                    yield Refused(
                        name,
                        f"In {PLACE_NAMES[place][0]}, {shown(key)} is the key of {other.id} already.",
                        f"Pick another key, or give {other.id} one too.",
                    )
                    break


def bind(node: DOMNode, bindings: Iterable[Binding]) -> None:
    """Bind these keys in this one widget or screen, before those of its class.

    Textual binds by class, before the settings are known, and its own keymap drops whatever a changed key clashes with.
    """
    from textual.binding import Binding

    by_key = defaultdict[str, list[Binding]](list)
    for binding in Binding.make_bindings(bindings):
        by_key[binding.key].append(binding)
    bound = node._bindings.key_to_bindings  # noqa: SLF001 - there is no other way to bind by instance
    for key, these in by_key.items():
        bound[key] = [*these, *bound.get(key, ())]


def _complaints(name: str, keys: tuple[str, ...]) -> Iterator[Refused]:
    """What is wrong with these keys for that command, whoever else has them."""
    for key in keys:
        if not exists(key):
            yield Refused(name, f"There is no key {key}.", "Write it as in f, F, ctrl+f, f5, slash, pagedown.")
        if key in RESERVED and name != "app.quit":
            yield Refused(name, f"{key} always leaves.", "Pick another key.")
