"""``ssotui use``: what the shell must evaluate to switch to a profile."""

from __future__ import annotations

from ssotui.actions.keys import switch
from ssotui.cli import guard
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.freshness import configure_freshness
from ssotui.cli.output import print_answer, print_note
from ssotui.cli.screen import can_pick, pick_on_screen, waiting_shell
from ssotui.cli.switching import switch_to
from ssotui.export import shells
from ssotui.model.errors import UsageError


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        'With the function of "ssotui init" this switches the shell. Without it: eval "$(ssotui use NAME)".\n'
        "Without a name, it opens the screen to pick one; with a word that no profile is called, to pick among those\n"
        "that have it."
    )
    parser.add_argument(
        "profile", metavar="PROFILE", nargs="?", help="the profile's name, or - for the previous profile"
    )
    parser.add_argument("--keys", action="store_true", help="export the profile's keys instead of its name")
    configure_freshness(parser)
    parser.add_argument("--clear", action="store_true", help="use no profile and no keys")
    parser.add_argument("--yes", action="store_true", help=guard.HELP)
    parser.add_argument(
        "--shell",
        choices=shells.NAMES,
        help=f"the shell that evaluates the output (default: {shells.INIT}, which the function sets, else bash)",
    )


def run(options: Namespace) -> None:
    """Print the changes for the shell to evaluate."""
    if (options.fresh or options.min_left is not None) and not options.keys:
        raise UsageError("--min-left and --fresh are for the keys that --keys exports.", "Add --keys.")
    if options.clear and (options.profile or options.keys):
        raise UsageError("--clear takes no profile and no keys.", "ssotui use [PROFILE | -] [--keys] | --clear")
    shell = options.shell or waiting_shell() or "bash"
    if options.clear:
        print_answer(shells.script(shell, switch.leaving()))
        print_note("No profile and no keys are active now.")
    else:
        # The screen has asked about what is picked there.
        wanted, yes = (options.profile, options.yes) if options.profile else (pick_on_screen(), True)
        pick = pick_on_screen if options.profile and can_pick() else None
        switch_to(wanted, shell, keys=options if options.keys else None, yes=yes, pick=pick)
