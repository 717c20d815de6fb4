"""``ssotui completion``: what completes the words of a command line in a shell.

The shells' own scripts are small: at every tab they ask this command, which knows all others, what could stand there.
"""

from __future__ import annotations

import re
import shlex
from argparse import SUPPRESS, Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ssotui.cli.output import print_answer
from ssotui.export import quoting
from ssotui.export.shells import NAMES, WITHOUT_EVAL

QUOTED = {"powershell": quoting.powershell, WITHOUT_EVAL: quoting.nushell}
"""The shells that put a word on the line as we give it; the others quote it themselves."""

PLAIN = r"(--)?[A-Za-z][\w./:=-]*"
"""In both of them a word of these characters stands for itself."""

LITERALS = frozenset({"true", "false", "null", "nan", "inf", "infinity"})
"""Read by nushell as values of other types, however they are capitalized."""

FOR_THE_PROGRAM = "def --wrapped ssotui [...args] { ^ssotui ...$args }\n"
"""Goes behind nushell's script, which is an attribute of a command, where the function of ``ssotui init`` does not."""

Candidates = Iterable[tuple[str, str]]
"""Words, each with what it is."""

WORDS, FILES, COMMANDS = "words", "files", "commands"
"""What can stand there: one of our words, a file, a program."""

MARK = "\ufffc"
"""Stands at the cursor; nobody types it."""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.usage = f"ssotui completion {'|'.join(NAMES)}"
    parser.epilog = '"ssotui init" sets it up together with the shell function.'
    parser.add_argument("shell", metavar="SHELL", choices=NAMES, help=", ".join(NAMES))
    # What the scripts ask with: the line up to the cursor, or each of its words after the first, behind a
    # colon: argparse would take a word "--" for its own (--word=:WORD).
    parser.add_argument("--line", help=SUPPRESS)
    parser.add_argument("--word", action="append", help=SUPPRESS)


def run(options: Namespace) -> None:
    """Print the script, or what it asks for: the kind and the typed word, then one candidate a line."""
    if options.line is None and options.word is None:
        print_answer(completion_of(options.shell) + (FOR_THE_PROGRAM if options.shell == WITHOUT_EVAL else ""))
        return
    words = [word[1:] for word in options.word] if options.line is None else split_line(options.line)[1:]
    kind, candidates = complete(words)
    typed = words[-1] if words else ""
    found = ((word, what) for word, what in candidates if word.startswith(typed) and word.isprintable())
    lines = [f"{quoted(word, options.shell)}\t{what}" for word, what in found]
    print_answer("".join(f"{line}\n" for line in (f"{kind}\t{typed}", *lines)))


def completion_of(shell: str) -> str:
    """Read the shell's completion script."""
    return Path(__file__).with_name("shell").joinpath(f"completion.{shell}").read_text(encoding="utf-8")


def quoted(word: str, shell: str) -> str:
    """Write the word as it is to stand on the shell's line, if the shell does not do that itself."""
    if shell not in QUOTED or (re.fullmatch(PLAIN, word, re.ASCII) and word.casefold() not in LITERALS):
        return word
    return QUOTED[shell](word)


def split_line(line: str) -> list[str]:
    """The words of a POSIX command line that ends at the cursor; the last one, to be completed, may be empty."""
    for closing in ("", "'", '"'):
        try:
            return [word.replace(MARK, "") for word in shlex.split(line + MARK + closing)]
        except ValueError:  # a quote is open
            continue
    return [""]


def complete(words: Sequence[str]) -> tuple[str, Candidates]:
    """List the words that can take the place of the last one."""
    from ssotui.cli.commands import COMMANDS as ALL
    from ssotui.cli.parser import parser_of, top_parser

    *before, typed = words or [""]
    if before[:1] == ["--demo"]:
        before = before[1:]
    if not before:
        names = [(name, command.summary) for name, command in ALL.items()]
        return WORDS, [*names, *_Arguments(top_parser()).options()]
    name, *args = before
    if name not in ALL:
        return WORDS, ()
    return _Arguments(parser_of(name)).complete(args, typed)


class _Arguments:
    """The arguments that a command's parser declares."""

    def __init__(self, parser: ArgumentParser) -> None:
        actions: list[Action] = parser._actions  # noqa: SLF001 - argparse has no public list of them
        self._options = {name: action for action in actions for name in action.option_strings}
        self._places = [action for action in actions if not action.option_strings and action.help != SUPPRESS]

    def options(self) -> list[tuple[str, str]]:
        """The options by their long names, with what ``--help`` says of them."""
        shown = {name: action for name, action in self._options.items() if action.help != SUPPRESS}
        said = {name: (action.help or "").replace("%(default)", "") for name, action in shown.items()}
        return [(name, text.replace("\t", " ")) for name, text in said.items() if name.startswith("--")]

    def complete(self, args: Sequence[str], typed: str) -> tuple[str, Candidates]:
        """Return the words that can follow the ``args``."""
        place, waiting, rest = self._read(args)
        if waiting and not (waiting.nargs == "?" and typed.startswith("-")):
            return _values(waiting)
        begun = any(not word.startswith("--") for word in rest)
        ours = typed.startswith("-") and "--" not in args and not begun
        if place and place.nargs == "..." and not ours:
            return (FILES if begun else COMMANDS), ()
        option, equals, _ = typed.partition("=")
        if equals and option in self._options:
            kind, candidates = _values(self._options[option])
            return kind, [(f"{option}={word}", what) for word, what in candidates]
        if typed.startswith("-") and typed != "-":
            return WORDS, self.options()
        return _values(place) if place else (WORDS, ())

    def _read(self, args: Sequence[str]) -> tuple[Action | None, Action | None, Sequence[str]]:
        """Return the positional that comes next, the option that waits for its value, and the words of a program."""
        places = iter(self._places)
        place = next(places, None)
        waiting: Action | None = None
        for at, arg in enumerate(args):
            if waiting and not (waiting.nargs == "?" and arg.startswith("-")):
                waiting = None
            elif place and place.nargs == "...":
                return place, None, args[at:]
            elif arg in self._options:
                waiting = self._options[arg] if self._options[arg].nargs in {None, "?"} else None
            elif place and not (arg.startswith("-") and arg != "-") and place.nargs != "*":
                place = next(places, None)
        return place, waiting, ()


def _values(action: Action) -> tuple[str, Candidates]:
    if action.choices is not None:
        return WORDS, [(str(choice), "") for choice in action.choices]
    if action.metavar == "FILE":
        return FILES, ()
    return WORDS, _NAMES.get(action.dest, tuple)()


def _profiles() -> Candidates:
    from ssotui.aws import locations
    from ssotui.aws.config.merged_files import read_files

    files = read_files(locations.config_file(), locations.credentials_file())
    return [(name, "profile") for name in files.profiles]


def _sessions() -> Candidates:
    from ssotui.actions.listing.inventory import configured_sessions, read_configured

    return [(session.label, "SSO session") for session in configured_sessions(read_configured())]


def _prompt_formats() -> Candidates:
    from ssotui.actions.listing.prompt import FORMATS

    return [(name, "format of a prompt") for name in FORMATS]


_NAMES: dict[str, Callable[[], Candidates]] = {
    "format": _prompt_formats,
    "profile": _profiles,
    "session": _sessions,
    "name": lambda: [*_profiles(), *_sessions()],
}
"""Where the words of an argument come from, by its name in the parsed options."""
