"""Answers of the portal that get lost on their way, and a server that leaves nothing behind when it closes."""

from __future__ import annotations

import contextlib
import socket
import struct
from dataclasses import dataclass
from enum import Enum
from threading import Condition, Event
from typing import Any

from ssotui.demo.server import Handler, Respond, Server
from ssotui.demo.wire import Response


class Delivery(Enum):
    """What becomes of an answer on its way."""

    TRUNCATED = "truncated"
    RESET = "reset"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class LostResponse(Response):
    """An answer that does not arrive as it was sent."""

    delivery: Delivery = Delivery.NEVER


class FaultyHandler(Handler):
    """Sends lost answers as far as they get."""

    def deliver(self, answer: Response) -> None:
        """Send the answer, half of it, or nothing."""
        if not isinstance(answer, LostResponse):
            super().deliver(answer)
            return
        self.close_connection = True
        match answer.delivery:
            case Delivery.TRUNCATED:
                self.send_head(answer)
                self.wfile.write(answer.body[: len(answer.body) // 2])
            case Delivery.NEVER:
                self.rfile.read()
            case Delivery.RESET:
                # Closing with no time to linger sends RST instead of FIN.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()


class PromptServer(Server):
    """Closes within a millisecond, with every connection, so that a test leaves no threads to the next."""

    handler = FaultyHandler
    CLOSE_SECONDS = 5.0

    def __init__(self, respond: Respond) -> None:
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        self._accepts = True
        self._ended = Event()
        super().__init__(respond)

    def serve_forever(self, poll_interval: float = 0.5) -> None:  # noqa: ARG002 - closing wakes it
        while self._accepts:
            self.handle_request()
        self._ended.set()

    def close(self) -> None:
        """Drop every connection, also those that wait for an answer, and end the threads."""
        if not self._accepts:
            return
        self._accepts = False
        with contextlib.suppress(OSError):  # wakes the thread that accepts
            socket.create_connection(("127.0.0.1", self.server_address[1]), self.CLOSE_SECONDS).close()
        self._ended.wait(self.CLOSE_SECONDS)
        self.server_close()
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):  # the client has left
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, self.CLOSE_SECONDS)

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002 - the base class names them
        """Accept a connection, unless the server is closing."""
        with self._changed:
            if self._accepts:
                self._open.add(request)
        return self._accepts

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()
