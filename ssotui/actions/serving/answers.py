"""Write the answer to one HTTP request: the keys as SDKs expect them, or why there are none."""

from __future__ import annotations

import json
import socket
import time

from ssotui.actions.serving.kept_keys import Served
from ssotui.model.clock import format_timestamp
from ssotui.model.errors import AccessDenied, MfaNeeded, ServiceFailure, SignInNeeded, SsotuiError
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.text import visible

SEND_SECONDS = 5.0
LINGER_SECONDS = 0.5
LINGER_BYTES = 64 * 1024
"""A refused client is read from for so long and so far, so that it can read why it was refused."""


class KeysAnswer(NamedTuple):
    """An answer: its status with its words, and its body of JSON."""

    status: str
    body: Secret


def of_keys(served: Served) -> KeysAnswer:
    """Hand out the keys: ``Token`` and ``Expiration`` are there too where the keys have none."""
    keys = served.keys
    fields = {
        "AccessKeyId": keys.access_key_id.reveal(),
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "Token": keys.session_token.reveal() if keys.session_token else "",
        "Expiration": format_timestamp(served.ends),
    }
    account = {"AccountId": keys.account_id} if keys.account_id else {}
    return KeysAnswer("200 OK", Secret(json.dumps(fields | account)))


def of_error(error: SsotuiError) -> KeysAnswer:
    """Tell why there are no keys, by the error's class and in its own words."""
    match error:
        case SignInNeeded() | MfaNeeded():
            status = "401 Unauthorized"
        case AccessDenied():
            status = "403 Forbidden"
        case ServiceFailure():
            status = "503 Service Unavailable"
        case _:
            status = "500 Internal Server Error"
    message = visible(f"{error.message} {error.hint}".strip())
    return refusal(status, type(error).__name__, message)


def refusal(status: str, code: str, message: str) -> KeysAnswer:
    """Refuse a request, with a code for programs and a message for people."""
    return KeysAnswer(status, Secret(json.dumps({"code": code, "message": message})))


def send(connection: socket.socket, answer: KeysAnswer) -> None:
    """Send the answer, and see the connection closed by either side."""
    connection.settimeout(SEND_SECONDS)
    connection.sendall(_whole(answer).reveal().encode())
    connection.shutdown(socket.SHUT_WR)
    if answer.status.startswith("200"):
        return
    until, taken = time.monotonic() + LINGER_SECONDS, 0
    while taken < LINGER_BYTES and (left := until - time.monotonic()) > 0:
        connection.settimeout(left)
        part = connection.recv(4096)
        if not part:
            return
        taken += len(part)


def _whole(answer: KeysAnswer) -> Secret:
    """Write the answer with its head."""
    lines = (
        f"HTTP/1.1 {answer.status}",
        "Content-Type: application/json",
        f"Content-Length: {len(answer.body.reveal().encode())}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        *(["Allow: GET"] if answer.status.startswith("405") else []),
    )
    head = "".join(f"{line}\r\n" for line in lines)
    return Secret(f"{head}\r\n{answer.body.reveal()}")
