"""The keys in force: the table's, with those that a person has set in their place."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType

from ssotui.model.records import NamedTuple
from ssotui.tui.shell.commands import MOVES, PLACE_NAMES, Command, Place
from ssotui.tui.shell.key_names import NAMES, exists, named, printable, shown

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from textual.binding import Binding
    from textual.dom import DOMNode

    from ssotui.model.errors import SsotuiError
    from ssotui.tui.shell.row import Here

RESERVED = frozenset({"ctrl+c"})
"""They leave from everywhere, whatever else is set."""

EDITING = frozenset({"home", "end", "left", "right", "ctrl+u", "ctrl+d"})
"""A line of text has its own use for these."""


class Refused(NamedTuple):
    """A change of keys that the app does not take.

    Attributes:
        id: the command's ID.
        message: what is wrong with the change.
        fix: what to do about it.
    """

    id: str
    message: str
    fix: str


class Keymap:
    """The command table with the keys in force.

    Args:
        commands: the table, in its order.
        changes: keys by command ID; commas separate several. A change that is wrong is in ``refused``, and its command
            keeps the keys of the table.
        enter: how that key is drawn, where the terminal cannot show its sign.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        changes: Mapping[str, str] = MappingProxyType({}),
        enter: str = NAMES["enter"],
    ) -> None:
        self.commands = commands
        self._by_id = {entry.id: entry for entry in (*commands, *MOVES)}
        self._enter = enter
        self.refused: list[Refused] = []
        self._changed: dict[str, tuple[str, ...]] = {}
        for name, wanted in changes.items():
            if name not in self._by_id:
                continue
            keys = tuple(dict.fromkeys(named(key) for key in wanted.split(",")))
            if bad := next(_complaints(name, keys), None):
                self.refused.append(bad)
            else:
                self._changed[name] = keys
        while self._changed and (clashing := list(self._clashes())):
            for refusal in clashing:
                self._changed.pop(refusal.id, None)
            self.refused += clashing

    def __getitem__(self, name: str) -> Command:
        """The command or move of that ID."""
        return self._by_id[name]

    @property
    def ids(self) -> frozenset[str]:
        """The ID of every command and move."""
        return frozenset(self._by_id)

    def at(self, place: Place) -> list[Command]:
        """The commands that apply at the place, in the order of the table."""
        return [command for command in self.commands if place in command.places]

    def keys(self, entry: Command) -> tuple[str, ...]:
        """The keys of the command or move, as Textual names them."""
        return self._changed.get(entry.id, entry.keys)

    def has(self, key: str) -> bool:
        """Tell whether the key does anything."""
        return any(key in self.keys(entry) for entry in self._by_id.values())

    def text(self, entry: Command | str) -> str:
        """The command's key as a person reads it; for a command without one, how to find it in the palette."""
        entry = self[entry] if isinstance(entry, str) else entry
        keys = self.keys(entry)
        return self.shown(keys[0]) if keys else f"{self.text('app.palette')} {entry.title}"

    def shown(self, key: str) -> str:
        """The name of a key as a person reads it on this terminal."""
        return self._enter if key == "enter" else shown(key)

    def where(self, places: Collection[Place]) -> str:
        """The places in words: ``Profiles (1), Accounts (3) and the Keys screen (⏎)``."""
        named = [PLACE_NAMES[place] for place in Place if place in places]
        texts = [f"{name} ({self.text(opener)})" for name, opener in named]
        return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))

    def why_not(self, command: Command) -> str:
        """Where the command applies, for a person who pressed its key elsewhere."""
        return f"{command.title[:1].upper()}{command.title[1:]} is for {self.where(command.places)}."

    @staticmethod
    def obstacle(command: Command, here: Here) -> SsotuiError | None:
        """Find what is in the way of the command there; ``None`` if nothing is."""
        return here.obstacles.get(command.id) or (command.needs(here) if command.needs else None)

    def bindings(self, *places: Place) -> list[Binding]:
        """The Textual bindings for a screen that is one of these places by turns.

        Commands that apply in none of them are bound too, where their keys are free: they say where they do apply.
        """
        here = frozenset(places)
        own = [command for command in self.commands if command.places & here]
        taken = {key for command in own for key in self.keys(command)}
        others: dict[str, Command] = {}
        for command in self.commands:
            for key in self.keys(command) if not command.places & here else ():
                if key not in taken:
                    others.setdefault(key, command)
        pairs = [(key, command) for command in own for key in self.keys(command)]
        return [self._binding(key, command) for key, command in (*pairs, *others.items())]

    def moves(self, prefix: str = "", *, typing: bool = False) -> list[Binding]:
        """The bindings of the cursor's moves; the actions get the prefix.

        Args:
            prefix: the namespace of the actions, if it is not the widget that is bound.
            typing: whether to leave out the keys that are of use in a line of text.
        """
        from textual.binding import Binding

        return [
            Binding(key, prefix + move.action, move.title, id=move.id, show=False)
            for move in MOVES
            for key in self.keys(move)
            if not (typing and (printable(key) or key in EDITING))
        ]

    def rebound(self, actions: Mapping[str, str]) -> list[Binding]:
        """The bindings by which the keys of moves run other actions, given by the moves' IDs."""
        from textual.binding import Binding

        return [Binding(key, action, show=False) for name, action in actions.items() for key in self.keys(self[name])]

    def gives_way(self, name: str, place: Place) -> bool:
        """Tell whether the command does not apply at the place and another one of its key does."""
        command = self[name]
        if place in command.places:
            return False
        keys = set(self.keys(command))
        return any(keys & set(self.keys(other)) for other in self.at(place))

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
        )

    def _clashes(self) -> Iterator[Refused]:
        """Each change that wants a key of another command of the same place."""
        for name in self._changed:
            mine = self[name]
            for place in (place for place in Place if place in mine.places):
                owners = defaultdict[str, list[Command]](list)
                for other in self._by_id.values():
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
    """Each fault of these keys for that command, whoever else has them."""
    for key in keys:
        if not exists(key):
            yield Refused(name, f"There is no key {key}.", "Write it as in f, F, ctrl+f, f5, slash, pagedown.")
        if key in RESERVED and name != "app.quit":
            yield Refused(name, f"{key} always leaves.", "Pick another key.")
