"""``ssotui whoami``: who the credentials that ``aws`` would use here are, as STS says."""

from __future__ import annotations

from collections.abc import Iterator

from ssotui.actions.doctor.identity import Identity, identify
from ssotui.aws.locations import shown
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.output import print_answer, print_json
from ssotui.model.clock import datetime, describe_left, format_optional, format_timestamp, utc_now
from ssotui.model.text import visible


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = """\
Takes the keys that "aws" would take here (ssotui doctor shows what else there is), fetches them where they are not
cached, and asks STS for the account, the role and the name that a log would show."""
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(default: text)")


def run(options: Namespace) -> None:
    """Ask, and print the answer."""
    found = identify(utc_now, mfa_prompt())
    if options.format == "json":
        print_json(
            {
                "account_id": found.account_id,
                "account_name": found.account_name,
                "arn": found.arn,
                "role_name": found.role_name,
                "session_name": found.session_name,
                "user_name": found.user_name,
                "expires_at": format_optional(found.expires_at),
                "method": found.source.method,
                "profile": found.source.profile,
                "source": found.source.message,
                "place": str(found.source.place) if found.source.place else None,
                "reason": found.source.reason,
            }
        )
    else:
        print_answer("".join(f"{label + ':':<10}{visible(text)}\n" for label, text in _lines(found, utc_now())))


def _lines(found: Identity, now: datetime) -> Iterator[tuple[str, str]]:
    yield "account", f"{found.account_name} ({found.account_id})" if found.account_name else found.account_id
    if found.role_name:
        yield "role", found.role_name
    if found.session_name:
        yield "session", found.session_name
    if found.user_name:
        yield "user", found.user_name
    yield "arn", found.arn
    if found.expires_at:
        left = describe_left(found.expires_at - now)
        yield "until", f"{format_timestamp(found.expires_at)} ({left}{' left' if found.expires_at > now else ''})"
    where = f" ({shown(found.source.place)})" if found.source.place else ""
    yield "from", f"{found.source.message}{where}"
    yield "because", found.source.reason
