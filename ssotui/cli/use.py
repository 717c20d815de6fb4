"""``ssotui use``: what the shell must evaluate to switch to a profile."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from ssotui.actions.keys import switch
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.listing.ranking import remember_use
from ssotui.actions.profiles.key_source import role_of
from ssotui.cli import guard
from ssotui.cli.output import print_answer, print_note
from ssotui.cli.profiles import pick_profile
from ssotui.cli.screen import pick_on_screen, waiting_shell
from ssotui.export import shells
from ssotui.export.shells import Changes
from ssotui.model.clock import utc_now
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Severity
from ssotui.model.text import visible

GO_BACK = "-"

IGNORED = "ignored-section"
"""The problem of what somebody meant as a profile, and AWS tools do not."""


def configure(parser: ArgumentParser) -> None:
    """The arguments."""
    parser.epilog = (
        'With the function of "ssotui init" this switches the shell. Without it: eval "$(ssotui use NAME)".\n'
        "Without a name, a screen to pick one from."
    )
    parser.add_argument("profile", metavar="PROFILE", nargs="?", help="its name, or - for the one before")
    parser.add_argument("--keys", action="store_true", help="export the profile's keys instead of its name")
    parser.add_argument("--clear", action="store_true", help="use no profile and no keys")
    parser.add_argument("--yes", action="store_true", help=guard.HELP)
    parser.add_argument(
        "--shell",
        choices=shells.NAMES,
        help=f"what is to evaluate it (default: {shells.INIT}, which the function sets, else bash)",
    )


def run(options: Namespace) -> int:
    """Print the changes."""
    if options.clear and (options.profile or options.keys):
        raise UsageError("--clear takes no profile and no keys.", "ssotui use [PROFILE | -] [--keys] | --clear")
    shell = options.shell or waiting_shell() or "bash"
    if options.clear:
        print_answer(shells.script(shell, switch.to_none(os.environ)))
    else:
        # The screen has asked about what is picked there.
        wanted, yes = (options.profile, options.yes) if options.profile else (pick_on_screen(), True)
        switch_to(wanted, shell, keys=options.keys, yes=yes)
    return 0


def switch_to(wanted: str, shell: str, *, keys: bool = False, yes: bool = False) -> None:
    """Print what that shell must evaluate to use the profile, or its keys.

    Raises:
        UsageError: the profile before this one is wanted, and there was none.
        UnusableFile: there is no such profile, or AWS tools do not see it.
        Cancelled: its environment wants to be asked about, and the answer is no.
    """
    name = switch.previous(os.environ) if wanted == GO_BACK else wanted
    row = pick_profile(read_inventory(), name)
    for problem in row.profile.problems:
        if problem.code == IGNORED:
            raise UnusableFile(f"Profile {name!r}: {problem.message}", problem.fix)
    guard.confirm(row.profile, "Switch to it?", yes=yes)
    if keys:
        changes = _to_keys(row)
    else:
        changes = switch.to_profile(name, os.environ)
        for note in _notes(row):
            print_note(note)
    print_answer(shells.script(shell, changes))
    remember_use(utc_now(), profile=row.profile.name, role=role_of(row.profile))


def _to_keys(row: ProfileRow) -> Changes:
    from ssotui.actions.keys.fetching import obtain, target_of_profile
    from ssotui.cli.mfa import mfa_prompt

    before = dict(os.environ)
    # A region that an earlier switch has set says nothing of this one.
    for name in before.keys() - switch.without_switch(before).keys():
        del os.environ[name]
    return switch.to_keys(obtain(target_of_profile(row.profile), utc_now, mfa_prompt()), before)


def _notes(row: ProfileRow) -> list[str]:
    """What would surprise a person who goes on working with the profile."""
    session = row.profile.session
    notes = [
        f"{visible(row.profile.name)}: {visible(problem.message)} {visible(problem.fix)}"
        for problem in row.profile.problems
        if problem.severity is Severity.ERROR
    ]
    if session and row.token and not row.token.status(utc_now()).usable:
        notes.append(f"{visible(session.label)} is not signed in. Run: ssotui login {visible(session.label)}")
    return notes
