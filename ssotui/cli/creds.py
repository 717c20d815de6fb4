"""``ssotui creds``: the keys of one role, printed, copied or written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ssotui.actions.inventory import configured_sessions, read_inventory
from ssotui.actions.keys import Target, obtain, target_of_profile, target_of_role
from ssotui.actions.write import SectionExists, write_credentials
from ssotui.cli.output import print_answer, print_error, print_note
from ssotui.export.clipboard import CLEAR_AFTER, Delivery, SystemClipboard, controlling_terminal, write_to_terminal
from ssotui.export.formats import DEFAULT, FORMATS
from ssotui.model.clock import utc_now
from ssotui.model.credentials import Outgoing, RoleRef
from ssotui.model.errors import Cancelled, UnusableFile, UsageError
from ssotui.model.inventory import Inventory
from ssotui.model.token import SsoSession


@click.command("creds")
@click.argument("profile", required=False)
@click.option("--account", metavar="ID", help="With --role: an account ID instead of a profile.")
@click.option("--role", metavar="NAME", help="With --account: the role's name.")
@click.option("--session", metavar="NAME", help="The SSO session's name, or a legacy start URL.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default=DEFAULT, show_default=True)
@click.option("--copy", is_flag=True, help="Copy to the clipboard instead of printing.")
@click.option(
    "--clear-after",
    metavar="S",
    type=click.FloatRange(min=0),
    default=CLEAR_AFTER,
    show_default=True,
    help="Clear the clipboard after S seconds; 0 for never.",
)
@click.option(
    "--write", metavar="[FILE]", is_flag=False, flag_value="", help="Write to the shared credentials file, or to FILE."
)
@click.option("--as", "section", metavar="NAME", help="With --write: the section's name.")
@click.option("--yes", is_flag=True, help="With --write: overwrite a section that ssotui did not write.")
@click.option("--region", metavar="R", help="The work region to export.")
def command(  # noqa: PLR0917 - click passes options by name
    profile: str | None,
    account: str | None,
    role: str | None,
    session: str | None,
    form: str,
    copy: bool,  # noqa: FBT001 - click passes options by name
    clear_after: float,
    write: str | None,
    section: str | None,
    yes: bool,  # noqa: FBT001 - the same
    region: str | None,
) -> None:
    """Print the keys of PROFILE (default: AWS_PROFILE, AWS_DEFAULT_PROFILE, else "default").

    With --copy or --write, nothing secret goes to stdout.
    """
    target = _target(profile, account, role, session, region)
    outgoing = obtain(target, utc_now)
    if copy:
        _copy(outgoing, form, clear_after)
    if write is not None:
        _write(outgoing, Path(write).expanduser() if write else None, section, overwrite=yes)
    if not copy and write is None:
        print_answer(FORMATS[form].text(outgoing).reveal().rstrip("\n") + "\n")


def _target(
    profile: str | None, account: str | None, role: str | None, session: str | None, region: str | None
) -> Target:
    inventory = read_inventory()
    if account or role or session:
        if profile or not (account and role):
            raise UsageError(
                "Name either a profile, or an account and a role.",
                "ssotui creds --account ID --role NAME [--session S]",
            )
        return target_of_role(RoleRef(_session(inventory, session), account, role), region=region)
    name = profile or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
    row = inventory.find(name)
    if row is None:
        for problem in inventory.problems:
            raise UnusableFile(f"There is no profile {name!r}: {problem.message}", problem.fix)
        raise UnusableFile(f"There is no profile {name!r}.", "ssotui list shows the profiles.")
    return target_of_profile(row.profile, region)


def _session(inventory: Inventory, name: str | None) -> SsoSession:
    sessions = configured_sessions(inventory)
    found = [session for session in sessions if name is None or session.label == name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(session.label for session in sessions) or "none"
    if name:
        raise UnusableFile(f"There is no session {name!r}.", f"The config names: {known}.")
    raise UsageError("Which session?", f"Add --session NAME; the config names: {known}.")


def _copy(outgoing: Outgoing, form: str, clear_after: float) -> None:
    clipboard = SystemClipboard(write_to_terminal, controlling_terminal())
    delivery = clipboard.copy(FORMATS[form].text(outgoing), clear_after=clear_after)
    how = "Copied" if delivery is Delivery.COPIED else "Sent to the terminal's clipboard:"
    until = f"It is cleared in {clear_after:g} s." if clear_after else "It is not cleared."
    print_note(f"{how} {form} for {outgoing.name}. {until}")


def _write(outgoing: Outgoing, path: Path | None, section: str | None, *, overwrite: bool) -> None:
    try:
        written = write_credentials(outgoing, path=path, section=section, overwrite=overwrite)
    except SectionExists as error:
        if not sys.stdin.isatty():
            raise
        print_error(error)
        if not click.confirm("Overwrite it?", err=True):
            raise Cancelled("Nothing was written.") from None
        written = write_credentials(outgoing, path=path, section=section, overwrite=True)
    print_note(written.summary)
