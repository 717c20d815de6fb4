"""The commands by name, and which module does each: only that one's module is imported.

A command's module has ``configure(parser)``, which declares its arguments, and ``run(options)``, which does the work
and gives the exit code.
"""

from __future__ import annotations

import sys

from ssotui.cli.plain_arguments import read_plain
from ssotui.model.errors import UsageError

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class Command:
    """The module of a command, and one sentence on what it does."""

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
"""The commands in the order in which people need them."""

ANSWERED_AT_ONCE = ("-h", "--help", "--version")


def invoke(args: Sequence[str]) -> int:
    """Run the command and give its exit code.

    Raises:
        SsotuiError: it failed; the text and the exit code are the error's.
    """
    name, *rest = args
    if name not in COMMANDS:
        if name not in ANSWERED_AT_ONCE:
            raise _misplaced(name, rest)
        from ssotui.cli.parser import parsed, top_parser

        parsed(top_parser(), [name])
        return 0
    module = module_of(name)
    options: Any = read_plain(module.configure, rest)
    if options is None:
        from ssotui.cli.parser import parsed, parser_of

        options = parsed(parser_of(name), rest)
    return 0 if options is None else int(module.run(options))


def module_of(name: str) -> Any:
    """Import the module of that command."""
    module = f"ssotui.cli.{COMMANDS[name].module}"
    __import__(module)  # as importlib does, whose own import takes its time
    return sys.modules[module]


def _misplaced(name: str, rest: Sequence[str]) -> UsageError:
    """Make the error for a first word that is no command."""
    hint = "ssotui --help lists the commands."
    if name.startswith("-"):
        later = any(word in COMMANDS for word in rest) or name == "--demo"
        return UsageError("The command comes first." if later else f"There is no option {name!r}.", hint)
    from difflib import get_close_matches  # it takes its time, and only who mistypes needs it

    near = get_close_matches(name.lower(), COMMANDS, 1)
    return UsageError(f"There is no command {name!r}.", f"Did you mean {near[0]}? {hint}" if near else hint)
