"""What the portal was asked, never a token."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Condition

from tests.support.failures import Failure


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        time: when it was answered, by the portal's clock.
        operation: as AWS calls it (``GetRoleCredentials``), or the page (``DevicePage``), or ``Unknown``.
        status: the HTTP status of the answer; ``None`` where none was sent.
        account_id, role_name: what the request named, if it named any.
        failure: how it was made to fail, if it was.
    """

    time: datetime
    operation: str
    status: int | None
    account_id: str | None = None
    role_name: str | None = None
    failure: Failure | None = None


class CallLog:
    """Every call so far, oldest first. Safe to read while the portal runs."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._calls: list[Call] = []
        self._grown = Condition()

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: int) -> Call:
        return self._calls[index]

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations called, in order."""
        return tuple(call.operation for call in self)

    def count(self, operation: str | None = None, *, status: int | None = None) -> int:
        """How many calls there were, of that operation and with that status if given."""
        assert operation is None or operation in self._known, f"no call is ever {operation}"
        return sum(operation in {None, call.operation} and status in {None, call.status} for call in self)

    def add(self, call: Call) -> None:
        """Remember a call."""
        with self._grown:
            self._calls.append(call)
            self._grown.notify_all()

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def wait_for(self, operation: str, *, times: int = 1, timeout: float = 10.0) -> bool:
        """Block until there were that many calls of the operation; ``False`` after ``timeout`` seconds."""
        with self._grown:
            return self._grown.wait_for(lambda: self.count(operation) >= times, timeout)
