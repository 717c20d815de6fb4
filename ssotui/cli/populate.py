"""``ssotui populate``: profiles for the accounts and roles that a session reaches."""

from __future__ import annotations

import sys
from collections.abc import Callable

from ssotui.actions.accounts import populate
from ssotui.actions.accounts.populate import Listing, Population
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.profiles.new_profile import apply
from ssotui.actions.profiles.profile_names import FIELDS, FILTERS, Template
from ssotui.actions.settings import loading
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.named import pick_session
from ssotui.cli.output import confirmed, print_answer, print_note, print_passing
from ssotui.model.clock import utc_now
from ssotui.model.errors import Cancelled, UsageError
from ssotui.model.text import visible

SHOWN = 60
"""A longer diff is not shown before the question: nobody reads it. ``--dry-run`` prints it."""

NAMED = 20
"""So many of the profiles are named instead."""

FAILURES_NAMED = 5
"""So many of the accounts whose roles could not be listed are named."""

EPILOG = f"""\
Roles that a profile gives keys for already are left out, so running it twice changes nothing, and profiles keep their
names when accounts are renamed. Names that would be equal get the account's ID appended.

templates:
  fields   {", ".join(f"{{{field}}}" for field in FIELDS)}
  filters  {", ".join(f"|{filter_}" for filter_ in FILTERS)}
  example  {{account_name|replace:Production:prod|slug}}/{{role}}

--prune looks at all accounts and roles of the session, not only at those that --filter finds.
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument(
        "session",
        metavar="SESSION",
        nargs="?",
        help="an SSO session's name, or a legacy start URL (default: the only one)",
    )
    parser.add_argument(
        "--template", metavar="T", help="how to name the profiles (default: the setting profile_template)"
    )
    parser.add_argument("--filter", metavar="F", default="", help="only the accounts and roles that this filter finds")
    parser.add_argument("--region", metavar="R", help="the work region of the new profiles (default: none)")
    parser.add_argument(
        "--prune",
        action="store_true",
        help="also remove profiles that ssotui made and nobody changed, if their role is gone",
    )
    parser.add_argument(
        "--process",
        action="store_true",
        help="also a profile NAME-process for each, whose keys other tools get by running ssotui",
    )
    parser.add_argument("--dry-run", action="store_true", help="print the change as a diff, and write nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: Namespace) -> int:
    """Plan the profiles, show them, ask, and write them."""
    template = loading.current().profile_template if options.template is None else options.template
    Template(template)  # a mistake in it is told before the portal is asked
    session = pick_session(read_configured(), options.session, "ssotui populate SESSION")
    listing = populate.list_roles(session, utc_now, ask=options.prune, tell=_progress())
    found = populate.plan(
        listing,
        session,
        template,
        query=options.filter,
        prune=options.prune,
        region=options.region,
        process=options.process,
    )
    _tell(found, listing)
    if options.dry_run:
        print_answer("".join(f"{line}\n" for line in found.plan.diff()) if found.plan.changes else "")
    elif not found.plan.changes:
        print_note("There is nothing to write.")
    else:
        if not options.yes:
            _ask(found)
        print_note(apply(found.plan))
    return max((failure.error.exit_code for failure in listing.failed), default=0)


def _progress() -> Callable[[int, int], object]:
    """Show a line that counts the accounts, where a person sees it."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    return lambda done, total: print_passing(f"Listing roles: {done} of {total} accounts" if done < total else "")


def _tell(found: Population, listing: Listing) -> None:
    plan = found.plan
    parts = [f"{len(plan.added)} to add", f"{found.covered} there already"]
    if found.twins:
        parts.append(f"{len(found.twins)} to add that run ssotui")
    if plan.removed:
        parts.append(f"{len(plan.removed)} to remove")
    print_note(f"Profiles: {', '.join(parts)}.")
    for name, reason in found.kept:
        print_note(f"Kept {visible(name)}, whose role is gone: {visible(reason)}.")
    for account, error in listing.failed[:FAILURES_NAMED]:
        print_note(visible(f"No roles of {account.name} {account.account_id}: {error.message}"))
    if listing.failed:
        more = len(listing.failed) - FAILURES_NAMED
        print_note(
            (f"{more} more accounts failed. " if more > 0 else "")
            + "Run the command again: it asks the accounts that failed once more."
        )
    if plan.warning:
        print_note(plan.warning)


def _ask(found: Population) -> None:
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for a yes.", "Add --yes, or --dry-run to look at it.")
    diff = found.plan.diff()
    if len(diff) <= SHOWN:
        for line in diff:
            print_note(line)
    else:
        added = [*(new.name for new in found.plan.added), *(twin.name for twin in found.twins)]
        for sign, names in (("+", added), ("-", found.plan.removed)):
            for name in names[:NAMED]:
                print_note(f"{sign} {visible(name)}")
            if len(names) > NAMED:
                print_note(f"{sign} … {len(names) - NAMED} more (--dry-run shows them)")
    if not confirmed("Write that?"):
        raise Cancelled("Nothing was written.")
