"""Answers of the portal that get lost on their way."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from enum import Enum

from ssotui.demo.server import Handler
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
