"""Switch the shell that waits for us to a profile: for ``ssotui use``, and for the screen."""

from __future__ import annotations

import os

from ssotui.actions.keys import switch
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.ranking import remember_use
from ssotui.actions.profiles.key_source import role_of
from ssotui.actions.sign_in.advice import login_command
from ssotui.cli import guard
from ssotui.cli.output import print_answer, print_note
from ssotui.cli.profiles import pick_profile
from ssotui.export import shells
from ssotui.export.shells import Changes
from ssotui.model.clock import utc_now
from ssotui.model.errors import UnusableFile
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Severity
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing argparse takes its time
if TYPE_CHECKING:
    from argparse import Namespace

GO_BACK = "-"

IGNORED = "ignored-section"
"""The code of the problem of a section that was meant as a profile but that AWS tools skip."""


def switch_to(wanted: str, shell: str, *, keys: Namespace | None = None, yes: bool = False) -> None:
    """Print what that shell must evaluate to use the profile, or its keys.

    Args:
        wanted: the profile, or :data:`GO_BACK`.
        shell: the name of the shell.
        keys: where the keys are to be exported, how long they must last (:mod:`ssotui.cli.freshness`).
        yes: whether nobody needs to be asked any more.

    Raises:
        UsageError: the profile before this one is wanted, and there was none.
        UnusableFile: there is no such profile, or AWS tools do not see it.
        Cancelled: its environment wants to be asked about, and the answer is no.
    """
    name = switch.previous(os.environ) if wanted == GO_BACK else wanted
    row = pick_profile(read_configured(), name)
    for problem in row.profile.problems:
        if problem.code == IGNORED:
            raise UnusableFile(f"Profile {name!r}: {problem.message}", problem.fix)
    guard.confirm(row.profile, "Switch to it?", yes=yes)
    if keys:
        changes = _to_keys(row, keys)
    else:
        changes = switch.to_profile(name, os.environ)
        for note in _notes(row):
            print_note(note)
    print_answer(shells.script(shell, changes))
    remember_use(utc_now(), profile=row.profile.name, role=role_of(row.profile))


def _to_keys(row: ProfileRow, options: Namespace) -> Changes:
    from ssotui.actions.keys.fetching import obtain, target_of_profile
    from ssotui.cli.freshness import min_left, tell_if_short
    from ssotui.cli.mfa import mfa_prompt
    from ssotui.cli.targets import warn_of_region

    target = target_of_profile(row.profile)
    warn_of_region(target)
    outgoing = obtain(target, utc_now, mfa_prompt(), min_left=min_left(options))
    tell_if_short(outgoing, options)
    return switch.to_keys(outgoing, os.environ)


def _notes(row: ProfileRow) -> list[str]:
    """List the facts that would surprise a person who goes on working with the profile."""
    session = row.profile.session
    notes = [
        f"{visible(row.profile.name)}: {visible(problem.message)} {visible(problem.fix)}"
        for problem in row.profile.problems
        if problem.severity is Severity.ERROR
    ]
    if session and row.token and not row.token.status(utc_now()).usable:
        notes.append(f"{visible(session.label)} is not signed in. Run: {login_command(session)}")
    return notes
