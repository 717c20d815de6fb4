"""``ssotui list``: the profiles, with their clocks."""

from __future__ import annotations

from collections.abc import Sequence

from ssotui.actions.listing.inventory import read_configured
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import print_answer, print_json, print_note, print_problems, table
from ssotui.model.clock import datetime, describe_left, format_optional, utc_now
from ssotui.model.inventory import ProfileRow


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--format", choices=["table", "json", "names"], default="table", help="(default: table)")
    parser.add_argument("filter", metavar="FILTER", nargs="*", help="words that a row must contain, in any order")


def run(options: Namespace) -> None:
    """Print the profiles that match."""
    inventory = read_configured()
    rows = _search(inventory.profiles, " ".join(options.filter))
    now = utc_now()
    match options.format:
        case "json":
            print_json(_described(rows, now))
        case "names":
            _print_names([row.profile.name for row in rows])
        case _:
            print_answer(table(("PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS"), [_cells(row, now) for row in rows]))
            print_problems(inventory.problems)


def _print_names(names: Sequence[str]) -> None:
    """Each as it is: a name that a terminal would obey cannot be printed so, and its escape would be another name."""
    usable = [name for name in names if name.isprintable()]
    print_answer("".join(f"{name}\n" for name in usable))
    if left_out := len(names) - len(usable):
        print_note(f"Names with control or invisible characters are left out: {left_out}. See --format json.")


def _search(rows: Sequence[ProfileRow], query: str) -> Sequence[ProfileRow]:
    if not query:
        return rows
    from ssotui.actions.listing.search import SEPARATOR, SearchIndex

    index = SearchIndex(SEPARATOR.join(part or "" for part in _said(row)) for row in rows)
    return [rows[at] for at in index.search(query)]


def _said(row: ProfileRow) -> tuple[str | None, ...]:
    profile = row.profile
    session = profile.session.label if profile.session else None
    return (
        profile.name,
        row.account_name,
        profile.account_id,
        profile.role_name,
        session,
        profile.region,
        row.account_email,
    )


def _cells(row: ProfileRow, now: datetime) -> tuple[str, ...]:
    profile = row.profile
    account = " ".join(filter(None, (row.account_name, profile.account_id)))
    return (profile.name, account or "-", profile.role_name or "-", _token(row, now), _keys(row, now))


def _token(row: ProfileRow, now: datetime) -> str:
    if row.token is None:
        return "-"
    status = row.token.status(now)
    return describe_left(row.token.expires_at - now) if status == "valid" and row.token.expires_at else status.value


def _keys(row: ProfileRow, now: datetime) -> str:
    return describe_left(row.keys_expire_at - now) if row.keys_expire_at and row.keys_expire_at > now else "-"


def _described(rows: Sequence[ProfileRow], now: datetime) -> list[dict[str, object]]:
    from ssotui.actions.settings.environments import environment_of_row  # the table is drawn in prompts, and shows none
    from ssotui.actions.settings.loading import current

    settings = current()
    environments = [environment_of_row(settings, row) for row in rows]
    labels = [environment.label if environment else None for environment in environments]
    return [_fields(row, now, label) for row, label in zip(rows, labels, strict=True)]


def _fields(row: ProfileRow, now: datetime, environment: str | None) -> dict[str, object]:
    profile, token = row.profile, row.token
    return {
        "name": profile.name,
        "kind": profile.kind.value,
        "account_id": profile.account_id,
        "account_name": row.account_name,
        "role_name": profile.role_name,
        "session": profile.session.name if profile.session else None,
        "start_url": profile.session.start_url if profile.session else None,
        "sso_region": profile.session.region if profile.session else None,
        "region": profile.region,
        "token": {
            "status": token.status(now).value if token else None,
            "expires_at": format_optional(token.expires_at) if token else None,
            "renewable": token.renewable(now) if token else None,
        },
        "keys": {"expires_at": format_optional(row.keys_expire_at)},
        "environment": environment,
        "problems": [
            {"code": problem.code, "message": problem.message, "fix": problem.fix} for problem in profile.problems
        ],
    }
