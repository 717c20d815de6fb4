"""Reads the arguments of an ordinary command line without ``argparse``, whose import takes as long as the command.

Both read what a command's ``configure`` declares. This module gives the same options as argparse would, or gives up:
at ``--help``, at anything wrong, and at arguments that take more than a look. Then argparse reads the line.
"""

from __future__ import annotations

from types import SimpleNamespace

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, NoReturn

SIMPLE = frozenset({"help", "metavar", "dest", "choices", "default", "nargs", "action", "type"})
"""The settings of an argument that this module understands."""


class _NotPlainError(Exception):
    """The command line, or a declaration, is for argparse."""


def read_plain(configure: Callable[[Any], object], args: Sequence[str]) -> SimpleNamespace | None:
    """Read the arguments; ``None`` where argparse has to.

    Args:
        configure: declares the arguments on a parser, as each command's module does.
        args: the words after the command's name.
    """
    try:
        declared = _Declarations()
        configure(declared)
        return declared.read(args)
    except _NotPlainError:
        return None


class _Argument:
    """One argument as it is declared."""

    def __init__(self, names: Sequence[str], settings: dict[str, Any]) -> None:
        self.is_option = names[0].startswith("-")
        self.dest: str = settings.get("dest") or names[0].lstrip("-").replace("-", "_")
        self.is_flag = settings.get("action") == "store_true"
        self.nargs = settings.get("nargs")
        self.choices = settings.get("choices")
        self.convert: Callable[[str], Any] = settings.get("type", str)
        usual = {None} if self.is_option else {None, "?", "*"}
        self.is_simple = (
            settings.keys() <= SIMPLE and self.nargs in usual and (self.is_flag or "action" not in settings)
        )
        self.default = settings.get("default", False if self.is_flag else [] if self.nargs == "*" else None)

    def checked(self, word: str) -> Any:
        """Give the value that the word stands for."""
        if not self.is_simple or not word:
            raise _NotPlainError
        try:
            value = self.convert(word)
        except Exception:  # noqa: BLE001 - argparse, which reads the line again, knows how to say it
            raise _NotPlainError from None
        if self.choices is not None and value not in self.choices:
            raise _NotPlainError
        return value


class _Declarations:
    """Stands in for a parser: remembers what is declared, and reads words by it."""

    def __init__(self) -> None:
        self.options: dict[str, _Argument] = {}
        self._places: list[_Argument] = []
        self._groups: list[_Declarations] = []

    def add_argument(self, *names: str, **settings: Any) -> None:
        """Remember one argument under its names."""
        argument = _Argument(names, settings)
        if argument.is_option:
            self.options |= dict.fromkeys(names, argument)
        else:
            self._places.append(argument)

    def __getattr__(self, name: str) -> NoReturn:
        """Leave whatever else is declared to argparse."""
        raise _NotPlainError

    def add_mutually_exclusive_group(self) -> _Declarations:
        """Begin a group of options of which one line has at most one."""
        self._groups.append(_Declarations())
        return self._groups[-1]

    def read(self, args: Sequence[str]) -> SimpleNamespace:
        """Give the options that the words stand for."""
        for group in self._groups:
            self.options |= group.options
        values = {argument.dest: argument.default for argument in (*self.options.values(), *self._places)}
        placed: list[str] = []
        used: set[_Argument] = set()
        ended = False  # argparse takes the words of one place only where no option stands between them
        rest = iter(args)
        for word in rest:
            if word == "-" or not word.startswith("-"):
                if ended:
                    raise _NotPlainError
                placed.append(word)
                continue
            ended = bool(placed)
            argument, value = self._option(word, rest)
            values[argument.dest] = value
            used.add(argument)
        if any(len(used.intersection(group.options.values())) > 1 for group in self._groups):
            raise _NotPlainError
        return SimpleNamespace(**values | self._in_place(placed))

    def _option(self, word: str, rest: Iterator[str]) -> tuple[_Argument, Any]:
        """Find the option that the word names, and its value, which may be the next word."""
        name, equals, value = word.partition("=")
        argument = self.options.get(name)
        if argument is None or (argument.is_flag and equals):
            raise _NotPlainError
        if argument.is_flag:
            return argument, True
        value = value if equals else next(rest, "")
        if not equals and value.startswith("-"):
            raise _NotPlainError
        return argument, argument.checked(value)

    def _in_place(self, words: list[str]) -> dict[str, Any]:
        """Give the words to the one positional argument, if there is one."""
        if not words and all(place.is_simple and place.nargs for place in self._places):
            return {}
        if len(self._places) != 1:
            raise _NotPlainError
        place = self._places[0]
        checked = [place.checked(word) for word in words]
        if place.nargs == "*":
            return {place.dest: checked}
        if len(checked) != 1:
            raise _NotPlainError
        return {place.dest: checked[0]}
