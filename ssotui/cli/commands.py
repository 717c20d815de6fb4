"""The commands by name, and which module does each: only that one's module is imported.

A command's module has ``configure(parser)``, which declares its arguments, and ``run(options)``, which does the work
and gives the exit code, or ``None`` where that is 0.
"""

from __future__ import annotations

import sys

from ssotui.model.records import NamedTuple

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any
else:
    ArgumentParser = Namespace = object  # who reads a command line need not be argparse: see plain_arguments

__all__ = ["COMMANDS", "ArgumentParser", "CliCommand", "Namespace", "module_of"]


class CliCommand(NamedTuple):
    """A command of the command line.

    Attributes:
        module: does its work.
        summary: one sentence on it.
        never_fails: whether its exit code is 0 even where it has to say what went wrong.
    """

    module: str
    summary: str
    never_fails: bool = False


COMMANDS = {
    "list": CliCommand("listing", "List the profiles with their clocks."),
    "status": CliCommand("status", "Show how long the sessions' tokens last."),
    "prompt": CliCommand("prompt", "Print what this shell uses and how long it lasts, for a prompt.", never_fails=True),
    "creds": CliCommand("creds", "Print, copy or write the keys of a profile or role."),
    "use": CliCommand("use", "Switch this shell to a profile, or to its keys."),
    "whoami": CliCommand("whoami", "Ask AWS who the credentials are that `aws` would use here."),
    "init": CliCommand("init", "Print the shell function that makes `use` switch the shell."),
    "exec": CliCommand("exec_", "Run a program with the keys in its environment."),
    "serve": CliCommand("serve", "Serve keys to programs that run long, from a local credential server."),
    "console": CliCommand("console", "Open the AWS console in a profile's role."),
    "login": CliCommand("login", "Sign in to a session, or renew it."),
    "logout": CliCommand("logout", "Sign out of a session, here and at the portal."),
    "accounts": CliCommand("accounts", "List the accounts and roles of a session."),
    "populate": CliCommand("populate", "Make a profile for every account and role of a session."),
    "credential-process": CliCommand(
        "credential_process", "Print keys for an SDK that runs ssotui as its credential_process."
    ),
    "doctor": CliCommand("doctor", "Show which credentials AWS tools would use here, and any problems."),
    "undo": CliCommand("undo", "Undo the last change that ssotui made to a file."),
    "settings": CliCommand("settings", "Show the settings in force and where each comes from."),
    "completion": CliCommand("completion", "Print the shell completion script."),
}
"""The commands in the order in which people need them."""


def module_of(name: str) -> Any:
    """Import the module of that command."""
    module = f"ssotui.cli.{COMMANDS[name].module}"
    __import__(module)  # as importlib does, whose own import takes its time
    return sys.modules[module]
