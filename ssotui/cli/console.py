"""``ssotui console``: the AWS console in the browser, in a profile's role."""

from __future__ import annotations

import os
import sys

from ssotui.actions.keys.console import console_link, open_link
from ssotui.actions.listing.ranking import remember_use
from ssotui.cli import guard
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.output import print_answer, print_note
from ssotui.cli.targets import configure_target, target_of
from ssotui.model.clock import utc_now
from ssotui.model.text import visible


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "The portal's own link opens the console of an SSO role, and needs no keys. For any other profile the\n"
        "link is made from its keys: it works for 15 minutes, and anyone who has it is signed in."
    )
    configure_target(parser)
    parser.add_argument(
        "--destination", metavar="URL-OR-SERVICE", help="the page to land on: s3, ec2, logs, … or an address"
    )
    parser.add_argument("--print", action="store_true", help="print the link instead of opening it")
    parser.add_argument("--region", metavar="R", help="the region to land in (default: the profile's)")
    parser.add_argument("--yes", action="store_true", help=guard.HELP)


def run(options: Namespace) -> None:
    """Open the console, or print the link to it."""
    target = target_of(options, "console")
    if not options.print:
        guard.confirm(target, "Open its console?", yes=options.yes)
    link = console_link(target, utc_now, destination=options.destination, ask_mfa=mfa_prompt())
    remember_use(utc_now(), profile=None if options.account else target.name, role=target.role)
    if options.print:
        print_answer(f"{link.url.reveal()}\n")
        return
    open_link(link)
    print_note(f"Opened the AWS console for {visible(link.name)} in the browser.")
    if os.environ.get("SSOTUI_DEMO") and sys.stdin.isatty():
        print_note("The page is the demo's own, and goes with this command: press enter to end it.")
        sys.stdin.readline()
