"""``ssotui creds``: the keys of one role, printed, copied or written."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ssotui.actions.inventory import read_inventory
from ssotui.actions.keys import Target, obtain, target_of_profile, target_of_role
from ssotui.actions.write import SectionExists, write_credentials
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.output import confirmed, print_answer, print_error, print_note
from ssotui.cli.sessions import pick_session
from ssotui.export.clipboard import CLEAR_AFTER, SystemClipboard, controlling_terminal, write_to_terminal
from ssotui.export.formats import DEFAULT, FORMATS
from ssotui.model.clock import utc_now
from ssotui.model.credentials import Outgoing, RoleRef
from ssotui.model.errors import Cancelled, UnusableFile, UsageError


def configure(parser: ArgumentParser) -> None:
    """The arguments."""
    parser.epilog = "With --copy or --write, nothing secret goes to stdout."
    parser.add_argument(
        "profile", metavar="PROFILE", nargs="?", help="(default: AWS_PROFILE, AWS_DEFAULT_PROFILE, else default)"
    )
    parser.add_argument("--account", metavar="ID", help="with --role: an account ID instead of a profile")
    parser.add_argument("--role", metavar="NAME", help="with --account: the role's name")
    parser.add_argument("--session", metavar="NAME", help="the SSO session's name, or a legacy start URL")
    parser.add_argument("--format", choices=FORMATS, default=DEFAULT, help=f"(default: {DEFAULT})")
    parser.add_argument("--copy", action="store_true", help="copy to the clipboard instead of printing")
    parser.add_argument(
        "--clear-after",
        metavar="S",
        type=_seconds,
        default=CLEAR_AFTER,
        help="clear the clipboard after S seconds, 0 for never (default: %(default)g)",
    )
    parser.add_argument(
        "--write", metavar="FILE", nargs="?", const="", help="write to the shared credentials file, or to FILE"
    )
    parser.add_argument("--as", dest="section", metavar="NAME", help="with --write: the section's name")
    parser.add_argument(
        "--yes", action="store_true", help="with --write: overwrite a section that ssotui did not write"
    )
    parser.add_argument("--region", metavar="R", help="the work region to export")


def run(options: Namespace) -> int:
    """Print the keys, or copy or write them."""
    outgoing = obtain(_target(options), utc_now, mfa_prompt())
    if options.copy:
        _copy(outgoing, options.format, options.clear_after)
    if options.write is not None:
        path = Path(options.write).expanduser() if options.write else None
        _write(outgoing, path, options.section, overwrite=options.yes)
    if not options.copy and options.write is None:
        print_answer(FORMATS[options.format].text(outgoing).reveal().rstrip("\n") + "\n")
    return 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError(text)
    return seconds


def _target(options: Namespace) -> Target:
    inventory, region = read_inventory(), options.region
    if options.account or options.role or options.session:
        if options.profile or not (options.account and options.role):
            raise UsageError(
                "Name either a profile, or an account and a role.",
                "ssotui creds --account ID --role NAME [--session S]",
            )
        return target_of_role(
            RoleRef(pick_session(inventory, options.session, "Add --session NAME"), options.account, options.role),
            region=region,
        )
    name = options.profile or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
    row = inventory.find(name)
    if row is None:
        for problem in inventory.problems:
            raise UnusableFile(f"There is no profile {name!r}: {problem.message}", problem.fix)
        raise UnusableFile(f"There is no profile {name!r}.", "ssotui list shows the profiles.")
    return target_of_profile(row.profile, region)


def _copy(outgoing: Outgoing, form: str, clear_after: float) -> None:
    clipboard = SystemClipboard(write_to_terminal, controlling_terminal())
    delivery = clipboard.copy(FORMATS[form].text(outgoing), clear_after=clear_after)
    until = f"It is cleared in {clear_after:g} s." if clear_after else "It is not cleared."
    print_note(f"{delivery.done} {form} for {outgoing.name}. {until}")


def _write(outgoing: Outgoing, path: Path | None, section: str | None, *, overwrite: bool) -> None:
    try:
        written = write_credentials(outgoing, path=path, section=section, overwrite=overwrite)
    except SectionExists as error:
        if not sys.stdin.isatty():
            raise
        print_error(error)
        if not confirmed("Overwrite it?"):
            raise Cancelled("Nothing was written.") from None
        written = write_credentials(outgoing, path=path, section=section, overwrite=True)
    print_note(written.summary)
