"""``ssotui status``: how long the tokens last."""

from __future__ import annotations

from ssotui.actions.listing.inventory import read_configured
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import print_answer, print_json, print_note, print_problems, table
from ssotui.model.clock import datetime, describe_left, format_optional, utc_now
from ssotui.model.errors import SignInNeeded, UnusableFile
from ssotui.model.inventory import Inventory
from ssotui.model.sessions import CacheEntry
from ssotui.model.text import visible
from ssotui.model.token import TokenStatus


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = "With NAME, the exit code is 0 if the token is valid or can be renewed without signing in, else 3."
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(default: text)")
    parser.add_argument("name", metavar="NAME", nargs="?", help="a profile or a session (default: all sessions)")


def run(options: Namespace) -> int:
    """Print the clocks of all sessions, or of one profile or session."""
    form, name = options.format, options.name
    inventory, now = read_configured(with_keys=False), utc_now()
    entries = [_find(inventory, name)] if name else [entry for entry in inventory.sessions if entry.session]
    if form == "text":
        print_problems(inventory.problems)
    if form == "json":
        content = [_fields(entry, now) for entry in entries]
        print_json(content[0] if name else content)
    else:
        print_answer(
            table(("SESSION", "STATUS", "LEFT", "RENEWABLE", "START URL"), [_cells(entry, now) for entry in entries])
        )
        for entry in entries:
            if entry.other_portal:
                print_note(f"{visible(entry.label)}: {visible(entry.problem)}")
    if name and not entries[0].life.status(now).usable:
        return SignInNeeded.exit_code
    return 0


def _find(inventory: Inventory, name: str) -> CacheEntry:
    """The cache entry of the session of that profile, or of that name or start URL."""
    row = inventory.find(name)
    session = row.profile.session if row else None
    for entry in inventory.sessions:
        if entry.session and (entry.session == session if session else name == entry.session.label):
            return entry
    if row:
        raise UnusableFile(f"Profile {name!r} has no SSO session.", "ssotui list shows where its keys come from.")
    profiles = [each.profile.name for each in inventory.profiles]
    sessions = [entry.session.label for entry in inventory.sessions if entry.session]
    from ssotui.actions.profiles.not_found import unfound  # late: most names are right

    raise unfound(
        inventory.problems,
        f"There is no profile or session {name!r}.",
        "ssotui list shows the profiles.",
        name=name,
        known=[*profiles, *sessions],
    )


def _cells(entry: CacheEntry, now: datetime) -> tuple[str, ...]:
    ends, status = entry.life.expires_at, entry.life.status(now)
    return (
        entry.label,
        status.value,
        describe_left(ends - now) if ends and status is TokenStatus.VALID else "-",
        "yes" if entry.life.renewable(now) else "no",
        entry.start_url or "-",
    )


def _fields(entry: CacheEntry, now: datetime) -> dict[str, object]:
    return {
        "session": entry.session.name if entry.session else None,
        "start_url": entry.start_url,
        "region": entry.region,
        "status": entry.life.status(now).value,
        "expires_at": format_optional(entry.life.expires_at),
        "seconds_left": _seconds_left(entry, now),
        "renewable": entry.life.renewable(now),
    }


def _seconds_left(entry: CacheEntry, now: datetime) -> int | None:
    """Whole seconds until the access token ends, 0 if it has; ``None`` if nothing tells."""
    if entry.life.expires_at is None or entry.life.status(now) is TokenStatus.MISSING:
        return None
    return max(0, int((entry.life.expires_at - now).total_seconds()))
