"""The options ``--min-left`` and ``--fresh``: how long keys must last at least, whatever is cached."""

from __future__ import annotations

from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import print_note
from ssotui.model.clock import describe_left, timedelta, utc_now
from ssotui.model.credentials import Outgoing
from ssotui.model.text import visible

LONGEST = 12 * 60
"""Minutes: no permission set gives keys that last longer."""

SHORT = timedelta(minutes=59)
"""Keys that last less are worth a word. Keys for an hour, which AWS has just given, are not."""


def configure_freshness(parser: ArgumentParser) -> None:
    """Declare ``--min-left`` and ``--fresh``, which exclude each other."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--min-left",
        metavar="MINUTES",
        type=_minutes,
        help="use cached keys only if they last so long, else fetch new ones (default: 15)",
    )
    either.add_argument("--fresh", action="store_true", help="fetch new keys, whatever is cached")


def min_left(options: Namespace) -> timedelta | None:
    """Return how long cached keys must last to be used; ``None`` for the usual time."""
    if options.fresh:
        from ssotui.actions.keys.fetching import FRESH  # late: who switches to a profile fetches nothing

        return FRESH
    return None if options.min_left is None else timedelta(minutes=options.min_left)


def tell_if_short(outgoing: Outgoing, options: Namespace) -> None:
    """Say how long the keys last if that is under an hour, or less than was asked for."""
    if tell_if_shorter_than_asked(outgoing, options) or outgoing.keys.expires_at is None:
        return
    left = outgoing.keys.expires_at - utc_now()
    if left < SHORT:
        print_note(f"The keys of {visible(outgoing.name)} last {describe_left(left)}.")


def tell_if_shorter_than_asked(outgoing: Outgoing, options: Namespace) -> bool:
    """Say how long the keys last if that is less than ``--min-left`` asks for, and return whether it is."""
    asked = timedelta(minutes=options.min_left or 0)
    left = asked if outgoing.keys.expires_at is None else outgoing.keys.expires_at - utc_now()
    if left >= asked:
        return False
    what = f"the {describe_left(asked)} asked for: this role's keys never last longer"
    print_note(f"The keys of {visible(outgoing.name)} last {describe_left(left)}, less than {what}.")
    return True


def _minutes(text: str) -> int:
    from argparse import ArgumentTypeError

    try:
        minutes = int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a number of minutes") from None
    if not 0 <= minutes <= LONGEST:
        raise ArgumentTypeError(f"it is from 0 to {LONGEST} minutes: keys last {LONGEST // 60} hours at most")
    return minutes
