"""When ssotui signed in to each session: no file of AWS's tells, and what another tool did is not guessed at.

A memory is of one token, told by the second in which that ends; it goes on to the token of a renewal of ours.
"""

from __future__ import annotations

from datetime import datetime

from ssotui.model.clock import format_timestamp, parse_timestamp
from ssotui.storage import state

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from ssotui.model.token import SsoSession

_KEY = "sign_ins"


def remember_sign_in(session: SsoSession, at: datetime, ends: datetime) -> None:
    """Remember the moment at which somebody signed in to get the token that ends then.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    memory = {"at": format_timestamp(at), "ends": format_timestamp(ends)}
    state.edit(lambda remembered: state.section(remembered, _KEY).update({session.label: memory}))


def remember_renewal(session: SsoSession, before: datetime, ends: datetime) -> None:
    """Pass the memory of the token that ended ``before`` on to the one that took its place, if there is any.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    if at := recall_sign_ins().get((session.label, format_timestamp(before))):
        remember_sign_in(session, at, ends)


def recall_sign_ins() -> dict[tuple[str, str], datetime]:
    """The moments, by the session's label and the end of its token (:func:`~ssotui.model.clock.format_timestamp`)."""
    moments = {}
    for label, memory in state.section(state.load(), _KEY).items():
        try:
            moments[label, str(memory["ends"])] = parse_timestamp(memory["at"])
        except (LookupError, TypeError, ValueError, AttributeError):
            continue  # another ssotui may have put anything there
    return {key: at for key, at in moments.items() if at.tzinfo}
