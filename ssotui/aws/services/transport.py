"""Sends every request of ours through botocore's HTTP session, within limits of time and size.

botocore's own limit of time starts anew with each byte, and it takes an answer of any size into memory.
"""

from __future__ import annotations

import os
import threading
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from ssotui.aws.services import attempts
from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.records import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.httpsession import URLLib3Session

CONNECT_SECONDS = 5
READ_SECONDS = 10
"""Seconds between two parts of an answer."""
OPERATION_SECONDS = 30
"""Seconds for one operation with all its attempts, after which it has failed: before Go's SDK gives up a credential
process, which is after 60 s."""

BODY_BYTES = 10 * 1024 * 1024
"""Far more than any answer that AWS gives us."""

_PART_BYTES = 4096
_CONNECTIONS = 16


class TooLong(Exception):
    """The answer is longer than any of AWS's."""


class TooSlow(Exception):
    """The answer is not complete in time. Asking again would take as long again.

    Args:
        url: what was asked.
    """

    def __init__(self, url: str) -> None:
        super().__init__("no whole answer in time")
        self.url = url


def send(
    request: AWSPreparedRequest,
    *,
    ca_bundle: tuple[str, str] | None = None,
    with_body: bool = True,
    ends: float | None = None,
) -> AWSResponse:
    """Send the request through the environment's proxies. No redirect is followed.

    Args:
        request: what to send.
        ca_bundle: a file of certificates to trust, and where it is named; else botocore's own certificates count.
        with_body: whether the answer's body is read at all.
        ends: the moment, by ``time.monotonic``, at which the operation that it is part of ends.

    Raises:
        TooLong: the answer is longer than any of AWS's.
        TooSlow: the answer is not complete in time.
        UnusableFile: the file of certificates is missing, or has none.
        HTTPClientError: of botocore, as its own session raises it.
    """
    from concurrent.futures import Future

    from botocore.utils import get_environ_proxies

    seconds: float = CONNECT_SECONDS + READ_SECONDS
    if ends is not None:
        seconds = min(seconds, ends - time.monotonic())
    if seconds <= 0:
        raise TooSlow(request.url)
    if ca_bundle and request.url.lower().startswith("https:"):
        _check_bundle(*ca_bundle)
    proxies = tuple(sorted(get_environ_proxies(request.url).items()))
    http = _session(ca_bundle[0] if ca_bundle else None, proxies, (CONNECT_SECONDS, READ_SECONDS))
    deadline = time.monotonic() + seconds
    request.stream_output = True  # the body is for us to read
    answer: Future[AWSResponse] = Future()

    def run() -> None:
        try:
            answer.set_result(_read(http.send(request), deadline, with_body=with_body))
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
            answer.set_exception(error)

    # A head that trickles in cannot be interrupted, but it can be left.
    threading.Thread(target=run, name="ssotui-http", daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        raise TooSlow(request.url) from None


def limit(events: Any, ca_bundle: tuple[str, str] | None) -> None:
    """Have the requests of a botocore client, or of a whole session, sent by :func:`send`.

    Each operation of the client has one deadline for all its attempts.

    Args:
        events: the client's or the session's event system.
        ca_bundle: as for :func:`send`.
    """
    operation = threading.local()  # all attempts of an operation are made on the thread that asks for it

    def before_call(**_: object) -> None:
        attempts.begin()
        operation.ends = time.monotonic() + OPERATION_SECONDS

    def before_send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        try:
            answer = send(request, ca_bundle=ca_bundle, ends=getattr(operation, "ends", None))
        except Exception:
            attempts.ended(None)
            raise
        attempts.ended(answer.status_code)
        return answer

    events.register_first("before-call", before_call)
    # The last one: the rate limiter holds a request back by the same event.
    events.register_last("before-send", before_send)


@cache
def _session(verify: str | None, proxies: tuple[tuple[str, str], ...], timeout: tuple[float, float]) -> URLLib3Session:
    """Make one HTTP session for all clients, which share its connections."""
    from botocore.httpsession import URLLib3Session

    return URLLib3Session(
        verify=verify or True,  # type: ignore[arg-type]  # the stubs know no path here
        proxies=dict(proxies),
        timeout=timeout,  # type: ignore[arg-type]  # nor a pair
        max_pool_connections=_CONNECTIONS,
    )


@cache
def _check_bundle(path: str, named: str) -> None:
    """See that the file of certificates can be used; botocore would call every certificate untrusted.

    Raises:
        UnusableFile: it cannot.
    """
    import ssl

    hint = f"Correct {named}; botocore expands neither ~ nor variables there."
    if not os.path.exists(path):  # noqa: PTH110 - of any text
        raise UnusableFile(f"There is no file {path!r}, which {named} names.", hint)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        raise UnusableFile(f"The file {path!r}, which {named} names, holds no certificates.", hint) from None
    except OSError as error:
        reason = reason_of(error)
        raise UnusableFile(f"The file {path!r}, which {named} names, cannot be read: {reason}.", hint) from None


def _read(answer: AWSResponse, deadline: float, *, with_body: bool) -> AWSResponse:
    """Read the answer and as much of its body as it may have; failures meanwhile are those of botocore."""
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
                    raise TooSlow(answer.url)
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
    """Holds a body that is here already, with the interface that botocore reads one by."""

    content: bytes

    def stream(self) -> tuple[bytes]:
        """Return all of it as one part."""
        return (self.content,)
