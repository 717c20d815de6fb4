"""``ssotui undo``: take back the last change that ssotui made to a file."""

from __future__ import annotations

import sys

from ssotui.actions.files.undo import preview, take_back
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import confirmed, print_answer, print_note
from ssotui.model.errors import Cancelled, UsageError


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = "Shows a diff first, with possible secrets masked. A second undo redoes the change."
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: Namespace) -> None:
    """Show what would change, ask, and do it."""
    found = preview()
    print_answer("".join(f"{line}\n" for line in found.diff))
    print_note(found.what)
    if not options.yes:
        if not sys.stdin.isatty():
            raise UsageError("There is no terminal to ask for a yes.", "Add --yes.")
        if not confirmed("Do it?"):
            raise Cancelled("Nothing was changed.")
    print_note(take_back(found.change))
