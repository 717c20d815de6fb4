"""What can be changed on a running portal: how fast, how long, and how it fails."""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from ssotui.demo.ledger import Behaviour
from tests.support.limiters import KINDS, Limiter


class Failure(StrEnum):
    """A way for a request to go wrong."""

    SERVER_ERROR = "server error"
    """500, in the service's own words. The operation is not carried out."""
    THROTTLED = "throttled"
    """429 ``TooManyRequestsException``; from the OIDC service 400 ``SlowDownException``."""
    DENIED = "denied"
    """403 ``ForbiddenException``, as for an account or a role that is not assigned."""
    RESET = "reset"
    """The connection is reset instead of an answer."""
    TRUNCATED = "truncated"
    """The operation is carried out, but half of the answer's body is lost: a refresh token is used up."""
    CAPTIVE_200 = "captive 200"
    """A captive portal's HTML in place of the answer, as if all were well."""
    CAPTIVE_403 = "captive 403"
    """A proxy's HTML in place of the answer, with status 403."""
    SILENCE = "silence"
    """No answer until either side closes."""


@dataclass(slots=True)
class _Plan:
    """Which requests fail, and how many more of them (``None``: without end)."""

    failure: Failure
    operations: frozenset[str]
    accounts: frozenset[str]
    share: float
    times: int | None

    def concerns(self, operation: str, account_id: str | None) -> bool:
        """Whether it is one of those requests."""
        return (not self.operations or operation in self.operations) and (
            not self.accounts or account_id in self.accounts
        )


@dataclass(slots=True)
class Switches(Behaviour):
    """The portal's behaviour; assign to any of them at any time, also while it runs.

    Attributes:
        approve_automatically: sign-ins are approved with nobody looking at a page.
        latency: seconds that each answer of a service takes (the pages answer at once).
        throttle: requests a second that the ``sso`` service bears; what comes faster gets a 429. ``None`` for no limit.
            Wall time, whatever the portal's clock says.
        limiter: how it counts them, one of :data:`~tests.support.limiters.KINDS`.
        seed: where the randomness of partial failures starts.
    """

    approve_automatically: bool = False
    latency: float = 0.0
    throttle: float | None = None
    limiter: str = "token bucket"
    seed: int = 0
    _plans: list[_Plan] = field(default_factory=list, init=False, repr=False)
    _random: random.Random = field(init=False, repr=False)
    _limiter: Limiter | None = field(default=None, init=False, repr=False)
    _limited_by: tuple[str, float] = field(default=("", 0.0), init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - it has to repeat itself

    def fail(
        self,
        failure: Failure,
        *,
        times: int | None = None,
        share: float = 1.0,
        operations: Collection[str] = (),
        accounts: Collection[str] = (),
    ) -> None:
        """Let requests fail from now on; of several failures, the one asked for first comes first.

        Args:
            failure: how.
            times: how many requests; ``None`` for all until :meth:`heal`.
            share: what fraction of the requests, from 0 to 1.
            operations: which operations, such as ``GetRoleCredentials``; empty for all of them.
            accounts: the IDs of the accounts that the requests are about; empty for any, and for none at all.
        """
        self._plans.append(_Plan(failure, frozenset(operations), frozenset(accounts), share, times))

    def heal(self) -> None:
        """End all failures."""
        self._plans.clear()

    def next_failure(self, operation: str, account_id: str | None = None) -> Failure | None:
        """How this request shall fail, if it shall. Asking uses up one of a plan's ``times``."""
        for plan in self._plans:
            if not plan.concerns(operation, account_id):
                continue
            if plan.share < 1 and self._random.random() >= plan.share:
                continue
            if plan.times is not None:
                plan.times -= 1
                if not plan.times:
                    self._plans.remove(plan)
            return plan.failure
        return None

    def admit(self) -> float | None:
        """Let one more request through the throttle.

        Returns:
            Seconds that the answer is held back; ``None`` where the request is refused.
        """
        if self.throttle is None:
            return 0.0
        wanted = (self.limiter, self.throttle)
        if self._limiter is None or self._limited_by != wanted:
            self._limiter, self._limited_by = KINDS[self.limiter](self.throttle), wanted
        return self._limiter.admit(time.monotonic())
