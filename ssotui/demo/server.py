"""HTTP/1.1 on a free port of 127.0.0.1, from one thread of its own.

Connections are kept alive, and every answer leaves in one send: headers and body apart would cost a client some
40 ms a call (Nagle's algorithm against delayed acknowledgements).

Sockets are used bare, without asyncio's servers and streams: what accepts a connection also owns it, so that none is
left open when the server closes in that very moment.
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


class _MalformedRequest(Exception):
    """What the client sent is no request that this server understands."""


class Server:
    """Answers each request with what ``respond`` makes of it, until closed."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.settimeout(0)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._loop = asyncio.SelectorEventLoop()
        self._closing = asyncio.Event()
        self._conversations: set[asyncio.Task[None]] = set()
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
        with self._listener:
            self._loop.add_reader(self._listener, self._accept)
            await self._closing.wait()
            self._loop.remove_reader(self._listener)

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return  # the client has left again
        sock.settimeout(0)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = self._loop.create_task(self._converse(_Connection(self._loop, sock)))
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)
        task.add_done_callback(lambda _: sock.close())  # here, because a cancelled task may never have begun

    async def _converse(self, connection: _Connection) -> None:
        try:
            while await self._exchange(connection):
                pass
        except (ConnectionError, EOFError):
            pass  # the client left
        except _MalformedRequest:
            with contextlib.suppress(ConnectionError):
                await connection.send(_rendered(Answer(status=400, content_type="text/plain"), keep=False))

    async def _exchange(self, connection: _Connection) -> bool:
        """Answer one request; whether the connection may carry another."""
        request = await _read_request(connection)
        keep = request.headers.get("connection", "").lower() != "close"
        answer = await self._respond(request)
        match answer.delivery:
            case Delivery.WHOLE:
                await connection.send(_rendered(answer, keep=keep))
                return keep
            case Delivery.TRUNCATED:
                whole = _rendered(answer, keep=False)
                await connection.send(whole[: len(whole) - (len(answer.body) + 1) // 2])
            case Delivery.NEVER:
                await connection.wait_for_end()
            case Delivery.RESET:
                connection.reset_when_closed()
        return False


class _Connection:
    """One client's socket, with what has been received and not been read yet."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        self._loop = loop
        self._sock = sock
        self._buffer = b""

    async def read_until(self, end: bytes, *, at_most: int) -> bytes:
        while (found := self._buffer.find(end)) < 0:
            if len(self._buffer) > at_most:
                raise _MalformedRequest
            await self._receive()
        return self._take(found + len(end))

    async def read(self, size: int) -> bytes:
        while len(self._buffer) < size:
            await self._receive()
        return self._take(size)

    async def wait_for_end(self) -> None:
        while True:
            await self._receive()

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self._sock, data)

    def reset_when_closed(self) -> None:
        """Closing with no time to linger sends RST instead of FIN."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def _receive(self) -> None:
        data = await self._loop.sock_recv(self._sock, HEAD_BYTES)
        if not data:
            raise EOFError
        self._buffer += data

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken


async def _read_request(connection: _Connection) -> Request:
    head = await connection.read_until(b"\r\n\r\n", at_most=HEAD_BYTES)
    request_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    fields = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    try:
        method, target, _version = request_line.split(" ")
        url = urlsplit(target)
        length = int(headers.get("content-length", "0"))
    except ValueError:
        raise _MalformedRequest from None
    if "transfer-encoding" in headers or not 0 <= length <= BODY_BYTES:
        raise _MalformedRequest
    return Request(
        method=method,
        path=unquote(url.path),
        query=dict(parse_qsl(url.query, keep_blank_values=True)),
        headers=headers,
        body=await connection.read(length),
    )


def _rendered(answer: Answer, *, keep: bool) -> bytes:
    headers = {
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Connection": "keep-alive" if keep else "close",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
