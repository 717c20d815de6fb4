"""Read one HTTP request from a stranger: strictly, up to a size, and for so long."""

from __future__ import annotations

import re
import socket
import time

from ssotui.model.records import NamedTuple

MOST_BYTES = 16 * 1024
"""SDKs send less than two kilobytes."""

MOST_HEADERS = 64
HEAD_SECONDS = 5.0
"""A request that is not complete by then is none, however steadily its bytes trickle in."""

_END = b"\r\n\r\n"
_METHOD = re.compile(rb"[A-Z]{1,16}")
_TARGET = re.compile(rb"/[!-~]*")
_VERSION = re.compile(rb"HTTP/1\.[01]")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SINGLE = frozenset({b"host", b"authorization", b"content-length"})


class BadRequestError(Exception):
    """It is no request that any SDK sends."""


class KeysRequest(NamedTuple):
    """A request, as far as it matters here.

    Attributes:
        method: ``GET``, and whatever else there is.
        target: the path with its query, as it was sent.
        host: the ``Host`` header; empty if there is none.
        token: the ``Authorization`` header; empty if there is none.
    """

    method: str
    target: str
    host: str
    token: bytes


def read_request(connection: socket.socket) -> KeysRequest:
    """Read the head of a request. What follows it is left alone: no SDK sends anything.

    Raises:
        BadRequestError: it is malformed, too large, or never complete.
        OSError: the connection is broken, or too slow.
    """
    deadline = time.monotonic() + HEAD_SECONDS
    data = b""
    while _END not in data:
        left = deadline - time.monotonic()
        if left <= 0 or len(data) > MOST_BYTES:
            raise BadRequestError
        connection.settimeout(left)
        part = connection.recv(4096)
        if not part:
            raise BadRequestError
        data += part
    return _parsed(data.partition(_END)[0])


def _parsed(head: bytes) -> KeysRequest:
    """Take the head apart. A bare line end or a NUL in it, by which two readers could differ, makes it malformed."""
    lines = head.split(b"\r\n")
    words = lines[0].split(b" ")
    headers = _headers(lines[1:])
    well_formed = (
        not any(byte in line for line in lines for byte in (b"\r", b"\n", b"\0"))
        and len(words) == 3
        and all(form.fullmatch(word) for form, word in zip((_METHOD, _TARGET, _VERSION), words, strict=True))
    )
    if not well_formed:
        raise BadRequestError
    if words[0] == b"GET" and (headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers):
        raise BadRequestError
    host = headers.get(b"host", b"").decode("latin-1")
    return KeysRequest(words[0].decode(), words[1].decode(), host, headers.get(b"authorization", b""))


def _headers(lines: list[bytes]) -> dict[bytes, bytes]:
    """Read the headers, by their names in lower case. Those that count may stand there once."""
    if len(lines) > MOST_HEADERS:
        raise BadRequestError
    headers: dict[bytes, bytes] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not (colon and _NAME.fullmatch(name)):
            raise BadRequestError
        key = name.lower()
        if key in headers and key in _SINGLE:
            raise BadRequestError
        headers[key] = value.strip(b" \t")
    return headers
