"""The keys of one profile, kept in memory and fetched anew before they end."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime, timedelta

from ssotui.actions.background import start
from ssotui.actions.keys.fetching import Target, obtain
from ssotui.model.clock import Clock
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import PassingFailure, SsotuiError, as_ours
from ssotui.model.records import NamedTuple

RENEW_BELOW = timedelta(minutes=15)
"""botocore asks from this moment on, other SDKs later."""

USABLE = timedelta(minutes=1)
"""Keys that last so long are handed out while new ones cannot be had."""

FETCH_SECONDS = 60.0
"""So long an ask waits for keys at most. The fetch goes on: SDKs ask again."""

ENDLESS = timedelta(hours=1)
"""Keys without an end are said to end after this time: SDKs want an end, and ask again before it."""


class Served(NamedTuple):
    """Holds keys to hand out, until they end.

    Attributes:
        keys: three of them, or two that have no end.
        ends: when the SDK has to have asked again.
        trouble: why there are no newer ones, if there should be.
    """

    keys: RoleCredentials
    ends: datetime
    trouble: SsotuiError | None = None


class KeptKeys:
    """Keeps the keys of one target. Asks at once share one fetch; nothing is written anywhere.

    Args:
        target: whose keys.
        clock: the time.
        keys: those that were fetched already, if any.
    """

    def __init__(self, target: Target, clock: Clock, keys: RoleCredentials | None = None) -> None:
        self.target = target
        self._clock = clock
        self._kept = _served(keys, clock()) if keys else None
        self._lock = threading.Lock()
        self._fetching: Future[Served] | None = None

    def get(self) -> Served:
        """Give keys that last, fetched anew if less than 15 minutes are left.

        Raises:
            SsotuiError: there are none; with :class:`SignInNeeded`, a person has to sign in.
        """
        with self._lock:
            if self._kept and self._kept.ends - self._clock() >= RENEW_BELOW:
                return self._kept
            if self._fetching is None:
                self._fetching = start(self._fetch, "ssotui-keys")
            fetching = self._fetching
        try:
            return fetching.result(FETCH_SECONDS)
        except TimeoutError:
            raise PassingFailure("The keys are not here yet.", "Ask again.") from None

    def _fetch(self) -> Served:
        try:
            outgoing = obtain(self.target, self._clock, keep=False)
            served = self._kept = _served(outgoing.keys, self._clock())
        except Exception as failure:  # noqa: BLE001 - as_ours leaves its words out, which might quote a secret
            error = as_ours(failure)
            if self._kept is None or self._kept.ends - self._clock() < USABLE:
                self._kept = None
                raise error from None
            return self._kept._replace(trouble=error)
        else:
            return served
        finally:
            with self._lock:
                self._fetching = None


def _served(keys: RoleCredentials, now: datetime) -> Served:
    return Served(keys, keys.expires_at or now + ENDLESS)
