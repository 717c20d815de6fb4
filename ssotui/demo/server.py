"""HTTP/1.1 on a free port of 127.0.0.1, from one thread of its own.

Connections are kept alive, and every answer leaves in one send: headers and body apart would cost
a client some 40 ms a call (Nagle's algorithm against delayed acknowledgements). Asyncio sets TCP_NODELAY.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from ssotui.demo.wire import Answer, Delivery, Request

Respond = Callable[[Request], Awaitable[Answer]]

HEAD_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024
CLOSE_SECONDS = 5.0
"""How long closing waits for the thread; it takes a millisecond unless the machine stands still."""


class _MalformedRequestError(Exception):
    """What the client sent is no request that this server understands."""


class Server:
    """Answers each request with what ``respond`` makes of it, until closed."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._thread = Thread(target=self._run, name="ssotui-portal", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Drop every connection, also those that wait for an answer, and end the thread."""
        with contextlib.suppress(RuntimeError):  # closed before
            self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())
            # On its way out the runner cancels the conversations that are still going on.

    async def _serve(self) -> None:
        listener = await asyncio.start_server(self._converse, sock=self._socket, limit=HEAD_BYTES)
        await self._closing.wait()
        listener.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client left
        except (_MalformedRequestError, asyncio.LimitOverrunError, ValueError):
            writer.write(_rendered(Answer(status=400, content_type="text/plain"), keep=False))
        finally:
            if self._closing.is_set():
                writer.transport.abort()  # waits for nobody to read what is left
            else:
                writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection may carry another."""
        request = await _read_request(reader)
        keep = request.headers.get("connection", "").lower() != "close"
        answer = await self._respond(request)
        match answer.delivery:
            case Delivery.WHOLE:
                writer.write(_rendered(answer, keep=keep, head_only=request.method == "HEAD"))
                await writer.drain()
                return keep
            case Delivery.TRUNCATED:
                whole = _rendered(answer, keep=False)
                writer.write(whole[: len(whole) - (len(answer.body) + 1) // 2])
            case Delivery.NEVER:
                await reader.read()
            case Delivery.RESET:
                # Closing with no linger time sends RST instead of FIN.
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    request_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    try:
        method, target, _version = request_line.split(" ")
    except ValueError:
        raise _MalformedRequestError from None
    fields = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    length = int(headers.get("content-length", "0"))
    if "transfer-encoding" in headers or not 0 <= length <= BODY_BYTES:
        raise _MalformedRequestError
    url = urlsplit(target)
    return Request(
        method=method,
        path=unquote(url.path),
        query=dict(parse_qsl(url.query, keep_blank_values=True)),
        headers=headers,
        body=await reader.readexactly(length),
    )


def _rendered(answer: Answer, *, keep: bool, head_only: bool = False) -> bytes:
    headers = {
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Connection": "keep-alive" if keep else "close",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if head_only else answer.body)
