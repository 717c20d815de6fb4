"""``ssotui exec``: run a program with the keys in its environment."""

from __future__ import annotations

import os
from argparse import REMAINDER, ArgumentParser, Namespace

from ssotui.actions.inventory import read_inventory
from ssotui.actions.keys import obtain, target_of_profile
from ssotui.actions.ranking import remember_use
from ssotui.actions.switch import shell_environment
from ssotui.cli import guard
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.profiles import pick_profile
from ssotui.export import processes
from ssotui.model.clock import utc_now
from ssotui.model.errors import UsageError

IN_DEMO = "SSOTUI_DEMO"
"""Set inside the demo, whose portal and home live as long as this process."""


def configure(parser: ArgumentParser) -> None:
    """The arguments."""
    parser.usage = "ssotui exec [--region R] [--yes] PROFILE -- COMMAND …"
    parser.epilog = (
        "Its exit status is the command's; 127 if there is no such program, 126 if it cannot be run.\n"
        "AWS_PROFILE and AWS_DEFAULT_PROFILE are not passed on."
    )
    parser.add_argument("--region", metavar="R", help="the work region to export")
    parser.add_argument("--yes", action="store_true", help=guard.HELP)
    parser.add_argument("profile", metavar="PROFILE", help="whose keys")
    parser.add_argument("command", metavar="COMMAND", nargs=REMAINDER, help="the program and its arguments")


def run(options: Namespace) -> int:
    """Fetch the keys, then be that program."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("Which command?", "ssotui exec PROFILE -- COMMAND …")
    if command is options.command and command[0].startswith("-"):
        raise UsageError(f"{command[0]} stands where the command is expected.", "ssotui exec PROFILE -- COMMAND …")
    row = pick_profile(read_inventory(), options.profile)
    target = target_of_profile(row.profile, options.region)
    guard.confirm(target, "Run the command with its keys?", yes=options.yes)
    environ = shell_environment(obtain(target, utc_now, mfa_prompt()))
    remember_use(utc_now(), profile=target.name, role=target.role)
    return (processes.run if IN_DEMO in os.environ else processes.become)(command, environ)
