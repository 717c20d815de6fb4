"""``ssotui serve``: keys for programs that run long, from a credential server on this machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import NoReturn

from ssotui.actions.keys.confirmation import guarded
from ssotui.actions.keys.fetching import Target
from ssotui.actions.keys.switch import applied
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.ranking import remember_use
from ssotui.actions.serving import default_profile, written
from ssotui.actions.serving.kept_keys import KeptKeys
from ssotui.actions.serving.server import CredentialServer
from ssotui.actions.serving.variables import FORMATS, changes
from ssotui.aws.environment import profile_or_default
from ssotui.cli import guard
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import print_answer, print_note
from ssotui.cli.serve_events import EventTeller
from ssotui.cli.targets import target_named
from ssotui.export import core_dumps
from ssotui.model.clock import utc_now
from ssotui.model.text import counted, visible


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "It prints the variables by which every AWS SDK finds the server, and then, on stderr, who asks for keys.\n"
        "Keys are fetched when they are asked for, and anew before they end. They stay in memory. ctrl+c ends it."
    )
    parser.add_argument("profiles", metavar="PROFILE", nargs="*", help="whose keys (default: as for creds)")
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="(default: any that is free)")
    parser.add_argument("--format", choices=tuple(FORMATS), default="env", help="of the variables (default: env)")
    parser.add_argument(
        "--written",
        action="store_true",
        help="also renew the keys that ssotui wrote to the credentials file and to .env files, before they end",
    )
    parser.add_argument("--region", metavar="R", help="the work region to export")
    parser.add_argument("--yes", action="store_true", help=guard.HELP)


def run(options: Namespace) -> NoReturn:
    """Serve until the person ends it."""
    names = options.profiles or ([] if options.written else [profile_or_default(None)])
    inventory = read_configured()
    targets = [target_named(inventory, name, options.region) for name in dict.fromkeys(names)]
    for target in targets:
        guard.confirm(target, "Serve its keys?", yes=options.yes)
    allowed = _allowed(yes=options.yes) if options.written else None
    core_dumps.forbid()
    teller = EventTeller()
    if targets:
        server = CredentialServer([KeptKeys(target, utc_now) for target in targets], teller.tell, port=options.port)
        print_answer(FORMATS[options.format](server).reveal())
        _warn(server)
        print_note(f"Serving {counted(len(targets), 'profile')} on 127.0.0.1:{server.port}. ctrl+c ends it.")
    if allowed:
        print_note("Keeping fresh the keys that ssotui wrote. ctrl+c ends it.")
    for target in targets:
        remember_use(utc_now(), profile=target.name, role=target.role)
    while True:  # the server's threads end with the process
        for renewal in written.renew(utc_now, allowed) if allowed else ():
            teller.tell_renewal(renewal)
        threading.Event().wait(written.CHECK_SECONDS if allowed else None)


def _allowed(*, yes: bool) -> Callable[[Target], bool]:
    """Ask about the written keys of environments that want it; what is written later and wants it is left alone.

    Raises:
        UsageError: there is no terminal to ask.
        Cancelled: the answer is no.
    """
    asked = set()
    for _, target in written.places():
        if not yes and target.source not in asked and guarded(target):
            guard.confirm(target, "Keep its written keys fresh?", yes=False)
            asked.add(target.source)
    return lambda target: yes or target.source in asked or guarded(target) is None


def _warn(server: CredentialServer) -> None:
    """Tell of a default profile that SDKs prefer to the server, in this home."""
    won = default_profile.winner(applied(changes(server, server.names[0]), os.environ))
    if won:
        print_note(
            f"In this home SDKs prefer {visible(won.message)} to the server. Rename it, or use ssotui exec --serve; "
            "a container without your ~/.aws uses the server all the same."
        )


def _port(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and 0 <= int(text) < 1 << 16):
        raise ArgumentTypeError(f"{text!r} is not a port's number, from 0 for any that is free to 65535")
    return int(text)
