"""The commands by name: each one's module is imported only when it is the one.

``argparse``, because it costs a fifth of what ``click`` does: ``list`` and ``status`` run in prompts and scripts.
A module of a command has ``configure(parser)``, which declares its arguments, and ``run(options)``, which does it and
gives the exit code.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from ssotui import __version__
from ssotui.model.errors import UsageError


class Command:
    """Where a command lives, and what it does in one sentence."""

    __slots__ = ("module", "summary")

    def __init__(self, module: str, summary: str) -> None:
        self.module = module
        self.summary = summary


COMMANDS = {
    "list": Command("listing", "List the profiles with their clocks."),
    "status": Command("status", "Show how long the sessions' tokens last."),
    "creds": Command("creds", "Print, copy or write the keys of a profile or role."),
    "use": Command("use", "Switch this shell to a profile, or to its keys."),
    "init": Command("init", "Print the shell function that makes `use` switch the shell."),
    "exec": Command("exec_", "Run a program with the keys in its environment."),
    "console": Command("console", "Open the AWS console in a profile's role."),
    "login": Command("login", "Sign in to a session, or renew it."),
    "logout": Command("logout", "Sign out of a session, here and at the portal."),
    "accounts": Command("accounts", "List the accounts and roles that a session reaches."),
    "populate": Command("populate", "Make profiles of the accounts and roles that a session reaches."),
    "credential-process": Command("credential_process", "Hand keys to an SDK: for credential_process in the config."),
    "doctor": Command("doctor", "Say which credentials AWS tools would use here, and what is wrong."),
    "undo": Command("undo", "Take back the last change that ssotui made to a file."),
    "settings": Command("settings", "Show the settings in force and where each comes from."),
    "completion": Command("completion", "Print what completes ssotui's words in a shell."),
}
"""In the order in which people need them."""

ANSWERED_AT_ONCE = ("-h", "--help", "--version")

DESCRIPTION = """\
AWS IAM Identity Center (SSO) credentials at two keystrokes.

Without a command, opens the screen: pick a profile, fetch its keys, copy them or write them.
"""

EPILOG = """\
exit codes:
  0 done   1 unexpected failure   2 usage   3 sign-in needed   4 access denied
  5 a file cannot be used   6 network or service failure   130 cancelled
"""

NAMES = ("PROFILE", "SESSION", "NAME", "ID", "P")
"""How the arguments are called that name something."""

USAGE_COLUMNS = 100
"""A longer usage is no help in one line."""


class Parser(argparse.ArgumentParser):
    """Raises our own error instead of printing and exiting; takes options by their whole names only.

    Attributes:
        in_one_line: whether what is wrong and what to do are told in one line, for a program that shows it in its own.
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
        """As argparse does; but a name that is there and empty, as ``"$UNSET"`` is, is not one that is left out.

        Raises:
            UsageError: the command line is not one of this command's.
        """
        options = super().parse_args(args, namespace)
        for action in self._actions:
            if action.metavar in NAMES and getattr(options, action.dest) == "":
                self.error(f"{action.metavar if not action.option_strings else action.option_strings[0]} is empty")
        return options

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - all of it is an answer
        """Print ``--help`` or ``--version``: argparse itself would keep quiet if it cannot."""
        from ssotui.cli.output import print_answer

        print_answer(message)


def invoke(args: Sequence[str]) -> int:
    """Run the command; its exit code.

    Raises:
        SsotuiError: it failed; the text and the exit code are the error's.
    """
    name, *rest = args
    if name not in COMMANDS:
        if name not in ANSWERED_AT_ONCE:
            raise _misplaced(name, rest)
        _parsed(top(), [name])
        return 0
    options = _parsed(parser_of(name), rest)
    return 0 if options is None else int(_module(name).run(options))


def _misplaced(name: str, rest: Sequence[str]) -> UsageError:
    """What is wrong with a first word that is no command."""
    hint = "ssotui --help lists the commands."
    if name.startswith("-"):
        later = any(word in COMMANDS for word in rest) or name == "--demo"
        return UsageError("The command comes first." if later else f"There is no option {name!r}.", hint)
    from difflib import get_close_matches  # it takes its time, and only who mistypes needs it

    near = get_close_matches(name.lower(), COMMANDS, 1)
    return UsageError(f"There is no command {name!r}.", f"Did you mean {near[0]}? {hint}" if near else hint)


def parser_of(name: str) -> Parser:
    """The parser of the command's arguments."""
    parser = Parser(prog=f"ssotui {name}", description=COMMANDS[name].summary, formatter_class=_formatter)
    _module(name).configure(parser)
    return parser


def _module(name: str) -> Any:
    return import_module(f"ssotui.cli.{COMMANDS[name].module}")


def _formatter(prog: str) -> argparse.HelpFormatter:
    """With a width of our own: to ask for the terminal's, argparse imports all archive formats on every start."""
    try:
        columns = os.get_terminal_size().columns
    except OSError:
        columns = 100
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=30, width=min(columns, 100) - 2)


def _parsed(parser: Parser, args: Sequence[str]) -> argparse.Namespace | None:
    """The options; ``None`` if the parser has answered already, as it does ``--help``."""
    try:
        options: argparse.Namespace = parser.parse_args(list(args))
    except SystemExit:
        return None
    return options


def top() -> Parser:
    """For ``--help`` and ``--version``."""
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
