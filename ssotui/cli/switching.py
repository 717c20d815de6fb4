"""Switch the shell that waits for us to a profile: for ``ssotui use``, and for the screen."""

from __future__ import annotations

from collections.abc import Callable

from ssotui.actions.keys import switch
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.listing.ranking import remember_use
from ssotui.actions.profiles.key_source import role_of
from ssotui.actions.sign_in.advice import login_command
from ssotui.aws.caches.stores import is_in_keychain
from ssotui.cli import guard
from ssotui.cli.commands import Namespace
from ssotui.cli.named import pick_profile
from ssotui.cli.output import print_answer, print_note
from ssotui.export import shells
from ssotui.model.clock import describe_left, utc_now
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import Severity
from ssotui.model.text import visible
from ssotui.model.token import TokenStatus

GO_BACK = "-"

IGNORED = "ignored-section"
"""The code of the problem of a section that was meant as a profile but that AWS tools skip."""


def switch_to(
    wanted: str,
    shell: str,
    *,
    keys: Namespace | None = None,
    yes: bool = False,
    pick: Callable[[str], str] | None = None,
) -> None:
    """Print what that shell must evaluate to use the profile, or its keys; tell the person what is active then.

    Args:
        wanted: the profile, or :data:`GO_BACK`.
        shell: the name of the shell.
        keys: where the keys are to be exported, how long they must last (:mod:`ssotui.cli.freshness`).
        yes: whether nobody needs to be asked any more.
        pick: has the person pick a profile by a word that is no profile's name; ``None`` where nobody is there.

    Raises:
        UsageError: the profile before this one is wanted, and there was none.
        UnusableFile: there is no such profile, or AWS tools do not see it.
        Cancelled: its environment wants to be asked about, and the answer is no.
    """
    name = switch.previous() if wanted == GO_BACK else wanted
    inventory = read_configured()
    if pick and wanted != GO_BACK and inventory.profiles and not inventory.find(name):
        name, yes = pick(name), True  # the screen has asked
        inventory = read_configured()
    row = pick_profile(inventory, name)
    for problem in row.profile.problems:
        if problem.code == IGNORED:
            raise UnusableFile(f"Profile {name!r}: {problem.message}", problem.fix)
    guard.confirm(row.profile, "Switch to it?", yes=yes)
    if keys:
        outgoing = _keys_of(inventory, name, keys)
        changes = switch.to_keys(outgoing)
        row = row._replace(keys_expire_at=outgoing.keys.expires_at)
    else:
        changes = switch.to_profile(name)
    print_answer(shells.script(shell, changes))
    print_note(_active(row, keys=keys is not None))
    for note in () if keys else _notes(row):
        print_note(note)
    remember_use(utc_now(), profile=row.profile.name, role=role_of(row.profile))


def _keys_of(inventory: Inventory, name: str, options: Namespace) -> Outgoing:
    from ssotui.actions.keys.fetching import obtain
    from ssotui.cli.freshness import min_left, tell_if_short
    from ssotui.cli.mfa import mfa_prompt
    from ssotui.cli.targets import target_named

    outgoing = obtain(target_named(inventory, name, None), utc_now, mfa_prompt(), min_left=min_left(options))
    if options.min_left is not None:  # how long they last is said in any case
        tell_if_short(outgoing, options)
    return outgoing


def _active(row: ProfileRow, *, keys: bool) -> str:
    """Say what is active now: profile, account, role, and how long its token and its keys last."""
    now, profile = utc_now(), row.profile
    account = " ".join(filter(None, (row.account_name, profile.account_id)))
    what = ", ".join(visible(part) for part in (account, profile.role_name) if part)
    said = [f"{'The keys of ' if keys else ''}{visible(profile.name)}{f' ({what})' if what else ''}"]
    token = row.token.status(now) if row.token and not keys else None
    if token is TokenStatus.VALID and row.token and row.token.expires_at:
        said.append(f"token {describe_left(row.token.expires_at - now)}")
    elif token is TokenStatus.RENEWABLE:
        said.append("token renewable")
    if row.keys_expire_at and row.keys_expire_at > now:
        said.append(f"keys {describe_left(row.keys_expire_at - now)}")
    return f"Active now: {', '.join(said)}."


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
    if session and is_in_keychain(session):
        notes.append(
            f"AWS tools cannot read the token of {visible(session.label)}: it is in the keychain. "
            "Use --keys, ssotui exec, or a credential_process profile (ssotui doctor --fix)."
        )
    return notes
