"""A proxy that lets clients which know nothing but AWS's real host names reach the built-in portal.

It answers ``CONNECT`` for any host itself, with a certificate of that name from an authority of its own, and sends
what it is then asked to the portal. The client needs ``HTTPS_PROXY`` and ``AWS_CA_BUNDLE``.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import trustme


class TlsProxy:
    """Runs between ``with TlsProxy(...) as proxy`` and the end of the block.

    Attributes:
        hosts: every host that was asked for, in order.
    """

    def __init__(self, target: str, folder: Path) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._authority = trustme.CA()
        self._bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self._bundle)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.hosts: list[str] = []

    def environment(self) -> dict[str, str]:
        """What the client must be started with."""
        url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        return {"HTTPS_PROXY": url, "https_proxy": url, "AWS_CA_BUNDLE": str(self._bundle)}

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                received = client.recv(4096)
                if not received:
                    return
                request += received
            host = request.split(b" ")[1].decode().partition(":")[0]
            self.hosts.append(host)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            with (
                context.wrap_socket(client, server_side=True) as inside,
                socket.create_connection(self._target) as portal,
            ):
                back = threading.Thread(target=_pump, args=(portal, inside), daemon=True)
                back.start()
                _pump(inside, portal)
                back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until either side ends."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
