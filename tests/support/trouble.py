"""What trouble tests need: no waiting between retries, servers that answer anything, and a search for leaks."""

from __future__ import annotations

import io
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Self, TypeVar

import pytest
from rich.console import Console
from rich.traceback import Traceback

from ssotui.actions.background import start
from ssotui.aws.services import client, transport
from ssotui.demo.wire import Request, Response, json_response
from ssotui.model.errors import SsotuiError
from tests.support.delivery import PromptServer

Result = TypeVar("Result")


@contextmanager
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients made in the block are closed at its end; their silence is taken for an answer after half a second."""
    made: dict[tuple[str, str, str | None, int], object] = {}
    monkeypatch.setattr(client, "_clients", made)
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.5)
    try:
        yield
    finally:
        for each in made.values():
            each.close()  # type: ignore[attr-defined]


def soon(function: Callable[[], Result]) -> Result:
    """What the function gives, unless it hangs: then the test fails instead of hanging too."""
    return start(function).result(10)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without waiting: neither botocore's back-off nor its rate limiter takes its time."""
    import botocore.endpoint
    from botocore.retries.adaptive import ClientRateLimiter

    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(time=time.time, sleep=lambda _: None))
    monkeypatch.setattr(ClientRateLimiter, "on_sending_request", lambda *_, **__: None)


class Impostor:
    """A server that gives one answer to everything, and remembers what it was sent."""

    def __init__(self, answer: Response | None = None) -> None:
        self.answer = answer or json_response({})
        self.requests: list[Request] = []

    def __enter__(self) -> Self:
        self._server = PromptServer(self._respond)
        self.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _respond(self, request: Request) -> Response:
        self.requests.append(request)
        return self.answer


def assert_clean(error: SsotuiError, secrets: Iterable[str]) -> None:
    """The error has one line of what and one of what to do, and nothing of it shows a secret or a page."""
    assert error.message
    assert error.hint
    assert "\n" not in error.message + error.hint
    screen = io.StringIO()
    shown = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_string=9999, locals_max_length=999
    )
    Console(file=screen, width=9999).print(shown)
    told = "".join([error.message, error.hint, *traceback.format_exception(error)])
    assert "<" not in error.message + error.hint
    assert "html" not in told.lower()
    leaks = [secret for secret in secrets if secret in told + screen.getvalue()]
    assert not leaks
