"""Ask a credential server, in raw bytes or as an SDK does."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from tests.support.commands import SSOTUI

PATIENCE = 20.0


class Reply(NamedTuple):
    """A server's reply."""

    status: int
    headers: Mapping[str, str]
    content: Mapping[str, Any]


def say(port: int, data: bytes) -> bytes:
    """Send the bytes, and read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(data)
        return heard(connection)


def heard(connection: socket.socket) -> bytes:
    """Read until the server closes, or resets."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionError:
        pass
    return said


def ask(
    port: int, path: str, token: str | None, *, host: str | None = None, method: str = "GET", more: str = ""
) -> Reply:
    """Ask once, as an SDK does."""
    authorization = "" if token is None else f"Authorization: {token}\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\n{authorization}{more}\r\n"
    return parsed(say(port, head.encode()))


def parsed(data: bytes) -> Reply:
    """Take a reply apart."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert len(body) == int(headers["Content-Length"])
    return Reply(int(first.split()[1]), headers, json.loads(body))


class Serve:
    """Runs ``ssotui serve`` between ``with`` and the end of the block.

    Attributes:
        variables: by profile, as it printed them; none where it serves only written keys.
    """

    def __init__(self, *args: str, printed: bool = True) -> None:
        self._command = [SSOTUI, "serve", "--format", "json", *args]
        self._printed = printed
        self.variables: dict[str, dict[str, str]] = {}
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        text = ""
        while self._printed and not text.endswith("}\n}\n"):
            line = self.process.stdout.readline()
            assert line, self.process.communicate()
            text += line
        self.variables = json.loads(text or "{}")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, name: str, token: str | None = None) -> Reply:
        """Ask for a profile's keys."""
        found = self.variables[name]
        port, _, path = found["AWS_CONTAINER_CREDENTIALS_FULL_URI"].removeprefix("http://127.0.0.1:").partition("/")
        return ask(int(port), f"/{path}", token or found["AWS_CONTAINER_AUTHORIZATION_TOKEN"])

    def wait_for(self, words: str) -> str:
        """Read what it tells until a line has the words."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} was not told: {self.lines}")
