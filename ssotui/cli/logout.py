"""``ssotui logout``: end sessions, here and at the portal."""

from __future__ import annotations

from ssotui.actions.listing.inventory import configured_sessions, read_configured
from ssotui.actions.sign_in.sign_out import known_roles, sign_out
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.named import no_session, pick_session
from ssotui.cli.output import print_note
from ssotui.model.errors import UsageError


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "Deletes the session's token and its keys in the AWS CLI's cache; other sessions and other tools keep theirs. "
        "Keys that are in use elsewhere last until they end."
    )
    parser.add_argument("session", metavar="SESSION", nargs="?", help="(default: the only one there is)")
    parser.add_argument("--all", action="store_true", help="every session that the config names")


def run(options: Namespace) -> None:
    """Sign out of a session, or of all."""
    if options.all and options.session:
        raise UsageError("Name a session, or --all.", "ssotui logout [SESSION | --all]")
    inventory = read_configured()
    sessions = (
        configured_sessions(inventory)
        if options.all
        else (pick_session(inventory, options.session, "ssotui logout SESSION"),)
    )
    if not sessions:
        if inventory.problems:
            raise no_session(inventory)
        print_note("The config names no SSO session: there is nothing to sign out of.")
    for session in sessions:
        print_note(sign_out(session, known_roles(session, inventory)))
