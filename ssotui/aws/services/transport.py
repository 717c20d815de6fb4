"""How every request of ours is sent: by botocore's HTTP session, within a time and with an answer of a size.

botocore's own limit of time starts anew with each byte, and it takes an answer of any size into memory.
"""

from __future__ import annotations

import os
import threading
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from ssotui.model.records import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.httpsession import URLLib3Session

BODY_BYTES = 10 * 1024 * 1024
"""Far more than any answer of AWS's to us."""

_PART_BYTES = 4096
_CONNECTIONS = 16


class TooLong(Exception):
    """The answer is longer than any of AWS's."""


class TooSlow(Exception):
    """The answer has begun, or not even that, and is not whole in time. Asking again would take as long again."""


class Limits(NamedTuple):
    """Seconds: to connect, between two parts of the answer; and for all of it."""

    connect: float
    read: float

    @property
    def whole(self) -> float:
        """For everything together."""
        return self.connect + self.read


def send(
    request: AWSPreparedRequest, limits: Limits, *, ca_bundle: str | None = None, with_body: bool = True
) -> AWSResponse:
    """Send it through the environment's proxies, trusting its ``AWS_CA_BUNDLE``. No redirect is followed.

    Args:
        request: what to send.
        limits: how long it may take.
        ca_bundle: what a profile trusts instead.
        with_body: whether the answer's body is read at all.

    Raises:
        TooLong, TooSlow: the answer is.
        HTTPClientError: of botocore, as its own session raises it.
    """
    from concurrent.futures import Future

    from botocore.utils import get_environ_proxies

    verify = ca_bundle or os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
    http = _session(verify, tuple(sorted(get_environ_proxies(request.url).items())), limits)
    deadline = time.monotonic() + limits.whole
    request.stream_output = True  # the body is for us to read
    answer: Future[AWSResponse] = Future()

    def run() -> None:
        try:
            answer.set_result(_read(http.send(request), deadline, with_body=with_body))
        except BaseException as error:  # noqa: BLE001 - told to who waits
            answer.set_exception(error)

    # A head that trickles in cannot be interrupted, but it can be left.
    threading.Thread(target=run, name="ssotui-http", daemon=True).start()
    try:
        return answer.result(limits.whole)
    except TimeoutError:
        raise TooSlow from None


def limit(events: Any, limits: Limits, *, ca_bundle: str | None = None) -> None:
    """Have the requests of a botocore client, or of a whole session, sent by :func:`send`."""

    def before_send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return send(request, limits, ca_bundle=ca_bundle)

    # The last one: the rate limiter holds a request back by the same event.
    events.register_last("before-send", before_send)


@cache
def _session(verify: str | None, proxies: tuple[tuple[str, str], ...], limits: Limits) -> URLLib3Session:
    """One for all clients, which share its connections."""
    from botocore.httpsession import URLLib3Session

    return URLLib3Session(
        verify=verify or True,  # type: ignore[arg-type]  # the stubs know no path here
        proxies=dict(proxies),
        timeout=(limits.connect, limits.read),  # type: ignore[arg-type]  # nor a pair
        max_pool_connections=_CONNECTIONS,
    )


def _read(answer: AWSResponse, deadline: float, *, with_body: bool) -> AWSResponse:
    """The answer with as much of its body as it may have; what fails meanwhile is what botocore would raise."""
    from botocore.awsrequest import AWSResponse
    from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
    from urllib3 import exceptions

    body, whole = bytearray(), False
    try:
        if with_body:
            for part in answer.raw.stream(_PART_BYTES):
                body += part
                if len(body) > BODY_BYTES:
                    raise TooLong
                if time.monotonic() > deadline:
                    raise TooSlow
            whole = True
    except exceptions.ReadTimeoutError as error:
        raise ReadTimeoutError(endpoint_url=answer.url, error=error) from None
    except exceptions.ProtocolError as error:
        raise ConnectionClosedError(endpoint_url=answer.url, error=error) from None
    except exceptions.HTTPError as error:
        raise HTTPClientError(error=error) from None
    finally:
        if not whole:
            answer.raw.close()  # the connection is of no more use
    return AWSResponse(answer.url, answer.status_code, answer.raw.headers, _Body(bytes(body)))


class _Body(NamedTuple):
    """A body that is here already, as botocore reads one."""

    content: bytes

    def stream(self) -> tuple[bytes]:
        """All of it."""
        return (self.content,)
