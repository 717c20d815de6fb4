"""The commands' argument parsers, made of ``argparse`` by what each command declares.

Only a command line that :mod:`ssotui.cli.plain_arguments` leaves alone comes here: one with ``--help``, a mistake, or
an argument that takes more than a look.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from ssotui import __version__
from ssotui.cli.commands import COMMANDS, module_of
from ssotui.model.errors import UsageError

DESCRIPTION = """\
AWS IAM Identity Center (SSO) credentials in two keystrokes.

Without a command, opens the screen: pick a profile, fetch its keys, copy them or write them.
"""

EPILOG = """\
exit codes:
  0 done   1 unexpected failure   2 usage   3 sign-in needed   4 access denied
  5 a file cannot be used   6 network or service failure   130 cancelled
"""

NAMES = ("PROFILE", "SESSION", "NAME", "ID", "P")
"""The metavars of arguments that name something."""

USAGE_COLUMNS = 100
"""The longest usage that is a help in one line."""


class Parser(argparse.ArgumentParser):
    """A parser that raises our own error instead of printing and exiting, and takes options by their whole names only.

    Attributes:
        in_one_line: whether an error is one line, for a program that shows it inside its own.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)
        self.in_one_line = False

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line.

        Raises:
            UsageError: always.
        """
        usage = " ".join(self.format_usage().split())
        hint = usage if len(usage) <= USAGE_COLUMNS else f"See: {self.prog} --help"
        raise UsageError(f"{message}. {hint}") if self.in_one_line else UsageError(f"{message}.", hint)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse like argparse, but refuse an empty NAME (an unset shell variable), which is not one that is left out.

        Raises:
            UsageError: the command line is not one of this command's.
        """
        options = super().parse_args(args, namespace)
        for action in self._actions:
            value = getattr(options, action.dest, None)
            if action.metavar in NAMES and "" in (value if isinstance(value, list) else [value]):
                self.error(f"{action.metavar if not action.option_strings else action.option_strings[0]} is empty")
        return options

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - all of it is an answer
        """Print ``--help`` or ``--version``: argparse itself would keep quiet if it cannot."""
        from ssotui.cli.output import print_answer

        print_answer(message)


def parser_of(name: str) -> Parser:
    """Make the parser of a command's arguments."""
    parser = Parser(prog=f"ssotui {name}", description=COMMANDS[name].summary, formatter_class=_formatter)
    module_of(name).configure(parser)
    return parser


def top_parser() -> Parser:
    """Make the parser of ``ssotui --help`` and ``--version``."""
    listed = "".join(f"  {name:<20} {command.summary}\n" for name, command in COMMANDS.items())
    parser = Parser(
        prog="ssotui",
        usage="ssotui [--demo] [COMMAND …]",
        description=DESCRIPTION,
        epilog=f"commands:\n{listed}\nssotui COMMAND --help tells more.\n\n{EPILOG}",
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--demo", action="store_true", help="in a throw-away home, on the built-in portal; comes first")
    return parser


def parsed(parser: Parser, args: Sequence[str]) -> argparse.Namespace | None:
    """Parse the arguments; ``None`` if the parser has answered already, as it does ``--help``.

    Raises:
        UsageError: they are none of this command's.
    """
    try:
        options: argparse.Namespace = parser.parse_args(list(args))
    except SystemExit:
        return None
    return options


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Give the help a width of our own: to ask for the terminal's, argparse imports all archive formats."""
    try:
        columns = os.get_terminal_size().columns
    except OSError:
        columns = 100
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=30, width=min(columns, 100) - 2)
