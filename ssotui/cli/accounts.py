"""``ssotui accounts``: the accounts and roles that sessions reach, with or without a profile."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from ssotui.actions.listing.inventory import read_configured
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.named import pick_session
from ssotui.cli.output import print_answer, print_error, print_json, print_note, print_passing, table
from ssotui.model.accounts import Account, AccountRoles, Catalog, compare
from ssotui.model.clock import describe_left, utc_now
from ssotui.model.errors import SignInNeeded, SsotuiError
from ssotui.model.inventory import Inventory
from ssotui.model.text import counted, visible
from ssotui.model.token import SsoSession
from ssotui.storage import state

FRESH = timedelta(hours=24)
"""A listing of this age answers without asking the portal again."""

FAILURES_SHOWN = 10

Show = Callable[[Iterable[AccountRoles]], None]


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "A complete list is remembered for 24 hours; stderr says how old it is.\n"
        "jsonl prints one object per line as the portal answers; json prints the same objects in one array.\n"
        "If some accounts cannot be listed, the others are printed; stderr says which failed, and the\n"
        "exit code is 6 (network or service), 4 (access denied) or 3 (sign-in needed)."
    )
    parser.add_argument("--format", choices=["table", "json", "jsonl"], default="table", help="(default: table)")
    parser.add_argument("--refresh", action="store_true", help="ask the portal even if the remembered list is fresh")
    parser.add_argument("session", metavar="SESSION", nargs="?", help="(default: every session that is signed in)")


def run(options: Namespace) -> int:
    """Print the accounts and roles."""
    inventory = read_configured()
    if options.session:
        sessions = [pick_session(inventory, options.session, "ssotui accounts SESSION")]
    else:
        sessions = _signed_in(inventory)
    found: list[AccountRoles] = []
    show = _print_lines if options.format == "jsonl" else found.extend
    progress = options.format != "jsonl" and sys.stderr.isatty()
    codes = [_list(session, show, refresh=options.refresh, progress=progress) for session in sessions]
    if options.format == "json":
        print_json([fields for each in _ordered(found, sessions) for fields in _fields(each)])
    elif options.format == "table":
        rows = [_cells(each.account, role) for each in _ordered(found, sessions) for role in each.roles]
        print_answer(table(("ACCOUNT", "ID", "ROLE", "SESSION", "E-MAIL"), rows))
    return max(codes)


def _signed_in(inventory: Inventory) -> list[SsoSession]:
    now = utc_now()
    sessions = [entry.session for entry in inventory.sessions if entry.session and entry.life.status(now).usable]
    if not sessions:
        raise SignInNeeded("No session is signed in.", "Run: ssotui login")
    return list(dict.fromkeys(sessions))


def _list(session: SsoSession, show: Show, *, refresh: bool, progress: bool) -> int:
    """Show the session's accounts, from memory if that is fresh; the exit code."""
    known, now = state.load().catalog(session), utc_now()
    if refresh or not known.complete_at or not timedelta() <= now - known.complete_at < FRESH:
        return _ask(session, known, show, progress=progress)
    show(known.found)
    age = f"as of {_age(known.complete_at, now)}; --refresh asks the portal again"
    missing = len(known.accounts) - len(known.found)
    without = f"; {missing} more without known roles" if missing else ""
    print_note(f"{visible(session.label)}: {counted(len(known.found), 'account')}, {age}{without}.")
    return 0


def _ask(session: SsoSession, before: Catalog, show: Show, *, progress: bool) -> int:
    """Show what the portal tells, and what is remembered of the accounts of which it tells nothing; the exit code."""
    from ssotui.actions.accounts import account_listing

    label = visible(session.label)
    told: set[str] = set()
    failures: list[account_listing.Failed] = []
    ended = account_listing.Ended(before, None)
    for event in account_listing.Load(session, utc_now):
        if isinstance(event, account_listing.Found):
            show([event.found])
            told.add(event.found.account.account_id)
            if progress:
                print_passing(f"{label}: {event.done} of {event.total} accounts")
        elif isinstance(event, account_listing.Failed):
            failures.append(event)
        elif isinstance(event, account_listing.Ended):
            ended = event
    remembered = [known for known in ended.catalog.accounts if known.asked_at and known.account.account_id not in told]
    show(AccountRoles(known.account, known.roles) for known in remembered)
    if progress:
        print_passing("")
    _tell_of_failures(label, [(failure.account, failure.error) for failure in failures])
    if ended.error:
        print_error(ended.error)
    if remembered:
        oldest = min(known.asked_at for known in remembered if known.asked_at)
        print_note(f"{label}: {counted(len(remembered), 'account')}, cached, asked {_age(oldest, utc_now())}.")
    _tell_of_changes(label, before, ended.catalog)
    errors = [failure.error for failure in failures] + ([ended.error] if ended.error else [])
    return max((error.exit_code for error in errors), default=0)


def _tell_of_failures(label: str, failures: Sequence[tuple[Account, SsotuiError]]) -> None:
    for account, error in failures[:FAILURES_SHOWN]:
        print_note(visible(f"{label}: {account.name} {account.account_id}: {error.message}"))
    if len(failures) > FAILURES_SHOWN:
        print_note(f"{label}: {counted(len(failures) - FAILURES_SHOWN, 'account')} more failed.")


def _tell_of_changes(label: str, before: Catalog, after: Catalog) -> None:
    """Say how many roles have come and gone since the last complete listing."""
    changes = compare(before, after)
    new, gone = sum(bool(role) for _, role in changes.new), sum(len(found.roles) for found in changes.gone)
    counts = [f"{count} {what}" for count, what in ((new, "new"), (gone, "gone")) if count]
    if counts and before.complete_at:
        print_note(f"{label}: roles {' and '.join(counts)} since {_age(before.complete_at, utc_now())}.")


def _age(moment: datetime, now: datetime) -> str:
    return f"{describe_left(now - moment)} ago" if now - moment >= timedelta(seconds=1) else "just now"


def _ordered(found: Iterable[AccountRoles], sessions: Sequence[SsoSession]) -> list[AccountRoles]:
    """Sort by session, then by name, then by ID, which is how a person looks for an account."""
    return sorted(
        found,
        key=lambda each: (
            sessions.index(each.account.session),
            each.account.name.casefold(),
            each.account.name,
            each.account.account_id,
        ),
    )


def _print_lines(found: Iterable[AccountRoles]) -> None:
    for each in found:
        print_answer("".join(json.dumps(fields) + "\n" for fields in _fields(each)))


def _fields(found: AccountRoles) -> list[dict[str, str | None]]:
    account = found.account
    return [
        {
            "session": account.session.label,
            "account_id": account.account_id,
            "account_name": account.name or None,
            "email": account.email or None,
            "role_name": role_name,
        }
        for role_name in found.roles
    ]


def _cells(account: Account, role_name: str) -> tuple[str, ...]:
    return (account.name or "-", account.account_id, role_name, account.session.label, account.email or "-")
