"""Tell in one line what came of signing in to several sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken

MOST_NAMED = 4


def report(outcomes: Iterable[tuple[SsoSession, SsoToken | SsotuiError]]) -> str:
    """Name the sessions that are signed in now, and those that are not, each reason once."""
    done: list[str] = []
    failed: defaultdict[str, list[str]] = defaultdict(list)
    for session, outcome in outcomes:
        if isinstance(outcome, SsotuiError):
            failed[outcome.message].append(visible(session.label))
        else:
            done.append(visible(session.label))
    said = [f"Signed in to {_listed(done)}."] if done else []
    said += [f"Not signed in to {_listed(labels)}: {visible(reason)}" for reason, labels in failed.items()]
    return " ".join(said)


def _listed(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{len(names)} sessions"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
