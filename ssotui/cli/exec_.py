"""``ssotui exec``: run a program with the keys in its environment."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ssotui.actions.keys.fetching import Target, obtain
from ssotui.actions.keys.switch import PROFILE, shell_environment
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.ranking import remember_use
from ssotui.cli import guard
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.freshness import configure_freshness, min_left, tell_if_short
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.targets import target_named
from ssotui.export import processes
from ssotui.model.clock import utc_now
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError

USAGE = (
    "ssotui exec [--serve] [--region R] [--min-left MINUTES | --fresh] [--keep-profile] [--yes] PROFILE -- COMMAND …"
)

IN_DEMO = "SSOTUI_DEMO"
"""Set inside the demo, whose portal and home live as long as this process."""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.usage = USAGE
    parser.epilog = (
        "The exit status is the command's; 127 if there is no such program, 126 if it cannot be run.\n"
        "AWS_PROFILE and AWS_DEFAULT_PROFILE are not passed on, unless --keep-profile is given.\n"
        "With --serve no keys are in the environment: SDKs get them from a credential server that runs as long as the\n"
        "command, and new ones before they end, for as long as the session can be renewed."
    )
    _configure_options(parser)
    parser.add_argument("profile", metavar="PROFILE", help="whose keys")
    parser.add_argument("command", metavar="COMMAND", nargs="...", help="the program and its arguments")


def run(options: Namespace) -> int:
    """Fetch the keys, then be that program."""
    command = _command(options)
    if options.serve and options.keep_profile:
        raise UsageError(
            "With --keep-profile, SDKs would ignore the served keys.", "Leave out --serve, or --keep-profile."
        )
    target = target_named(read_configured(), options.profile, options.region)
    guard.confirm(target, "Run the command with its keys?", yes=options.yes)
    outgoing = obtain(target, utc_now, mfa_prompt(), min_left=min_left(options), keep=not options.serve)
    remember_use(utc_now(), profile=target.name, role=target.role)
    if options.serve:
        return _serve(target, outgoing, command)
    tell_if_short(outgoing, options)
    environ = shell_environment(outgoing)
    if options.keep_profile:
        environ[PROFILE] = target.name
    return (processes.run if IN_DEMO in os.environ else processes.become)(command, environ)


def _serve(target: Target, outgoing: Outgoing, command: Sequence[str]) -> int:
    """Run the program, and serve it keys until it ends."""
    from ssotui.actions.keys.switch import applied
    from ssotui.actions.serving import default_profile
    from ssotui.actions.serving.kept_keys import KeptKeys
    from ssotui.actions.serving.server import CredentialServer
    from ssotui.actions.serving.variables import changes
    from ssotui.cli.serve_events import TroubleTeller
    from ssotui.export import core_dumps
    from ssotui.export.shells import INIT

    core_dumps.forbid()
    server = CredentialServer([KeptKeys(target, utc_now, outgoing.keys)], TroubleTeller().tell)
    try:
        environ = applied({**changes(server, target.name), INIT: None}, os.environ)
        with default_profile.hidden(environ) as seen:
            return processes.run(command, seen)
    finally:
        server.close()


def _configure_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--serve", action="store_true", help="serve it keys while it runs, instead of putting some into its environment"
    )
    parser.add_argument("--region", metavar="R", help="the work region to export")
    configure_freshness(parser)
    parser.add_argument(
        "--keep-profile", action="store_true", help="set AWS_PROFILE too, for programs that ask for it by name"
    )
    parser.add_argument("--yes", action="store_true", help=guard.HELP)


def _command(options: Namespace) -> list[str]:
    """The program and its arguments. Options that stand between PROFILE and ``--`` are ours, and are taken."""
    words: list[str] = options.command
    if words[:1] and words[0].startswith("-") and "--" in words:
        from ssotui.cli.parser import Parser

        at = words.index("--")
        parser = Parser(prog="ssotui exec", usage=USAGE, add_help=False)
        _configure_options(parser)
        parser.parse_args(words[:at], namespace=options)
        words = words[at + 1 :]
    elif words[:1] and words[0].startswith("-"):
        raise UsageError(f"{words[0]} stands where the command should be.", USAGE)
    if not words:
        raise UsageError("Which command?", USAGE)
    return words
