"""Tell the person at the terminal what a credential server does, in one line an event, on stderr."""

from __future__ import annotations

import sys
import time
from threading import Lock

from ssotui.actions.serving.server import Asked, TurnedAway
from ssotui.actions.serving.written import Renewal
from ssotui.cli.output import print_note
from ssotui.model.clock import describe_left, utc_now
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.storage.written import WrittenKeys


class EventTeller:
    """Tells of every request: who asked, and how long the keys last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._trouble: dict[WrittenKeys, str] = {}

    def tell(self, event: Asked | TurnedAway) -> None:
        """Tell of it, with the time of day."""
        with self._lock:
            if isinstance(event, TurnedAway):
                said = f"refused {event.who}: not the token of a profile that is served"
            else:
                said = _said(event)
            print_note(f"{time.strftime('%H:%M:%S')} {said}")

    def tell_renewal(self, renewal: Renewal) -> None:
        """Tell of written keys that were renewed, and once of such as could not be."""
        if renewal.ends:
            left = describe_left(renewal.ends - utc_now())
            print_note(f"{time.strftime('%H:%M:%S')} wrote new keys to {visible(renewal.where)}, which last {left}")
            self._trouble.pop(renewal.place, None)
        elif renewal.error and self._trouble.get(renewal.place) != (words := _words(renewal.error)):
            print_note(f"{time.strftime('%H:%M:%S')} left {visible(renewal.where)} as it is: {words}")
            self._trouble[renewal.place] = words


class TroubleTeller:
    """Tells a person at a terminal once that there are no keys any more, while a command of theirs has it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told = ""

    def tell(self, event: Asked | TurnedAway) -> None:
        """Tell of the trouble, unless it is the same as before."""
        if isinstance(event, TurnedAway) or not sys.stderr.isatty():
            return
        words = _words(event.error) if event.error else ""
        with self._lock:
            if words and words != self._told:
                print_note(f"ssotui: no new keys of {visible(event.profile)}: {words}")
            self._told = words


def _said(event: Asked) -> str:
    name = visible(event.profile)
    parts = []
    if event.served:
        parts.append(f"keys for {event.who}, which last {describe_left(event.served.ends - utc_now())}")
    if event.error:
        parts.append(f"no {'new ' if event.served else ''}keys for {event.who}: {_words(event.error)}")
    return f"{name}: {'; '.join(parts)}"


def _words(error: SsotuiError) -> str:
    return visible(f"{error.message} {error.hint}".strip())
