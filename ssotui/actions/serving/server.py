"""The credential server: the container credential protocol on 127.0.0.1, for whoever has a profile's token.

Each profile has a path and a token of its own, so that whoever was given one gets no other's keys. It does without
``http.server``, which reads megabytes of headers from anybody and has no patience to lose: here a stranger gets a few
kilobytes and a few seconds, and gives way to newcomers when there are too many.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, unquote

from ssotui.actions.serving import answers
from ssotui.actions.serving.answers import KeysAnswer
from ssotui.actions.serving.kept_keys import KeptKeys, Served
from ssotui.actions.serving.peers import Peers
from ssotui.actions.serving.requests import BadRequestError, KeysRequest, read_request
from ssotui.model.errors import ServiceFailure, SsotuiError, UsageError, as_ours, reason_of
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret

HOST = "127.0.0.1"
TOKEN_BYTES = 32

MOST_STRANGERS = 32
"""So many connections may be open that have not shown a token. One more, and the oldest of them is closed."""

MOST_ASKING = 64
CLOSE_SECONDS = 0.2

TOLD_SECONDS = 10.0
"""A request that is turned away is told of once in so long: who guesses tokens guesses many, and to look who it was
takes longer than to refuse.
"""

NO_FILES_SECONDS = 0.05
"""A pause before the next connection is taken while the system has no file left for it."""


class Asked(NamedTuple):
    """A request for a profile's keys that was answered.

    Attributes:
        profile: its name.
        who: asked.
        served: the keys, if there were any.
        error: why there were none, or no newer ones.
    """

    profile: str
    who: str
    served: Served | None
    error: SsotuiError | None


class TurnedAway(NamedTuple):
    """A request of somebody that was refused, since it had not the right token, or was malformed."""

    who: str


Tell = Callable[["Asked | TurnedAway"], object]
"""Is told what happens, on any thread, and must not take long."""


class _Place(NamedTuple):
    """One profile: the keys, and the token that opens them."""

    keys: KeptKeys
    token: Secret


class CredentialServer:
    """Serves from its making until :meth:`close`.

    Args:
        kept: the keys to serve.
        tell: is told of each request.
        port: a fixed one; 0 for any that is free.

    Raises:
        UsageError: the port cannot be listened on.
    """

    def __init__(self, kept: Iterable[KeptKeys], tell: Tell, *, port: int = 0) -> None:
        self._places: Mapping[str, _Place] = {}
        self.add(kept)
        self._nobodys = Secret(secrets.token_hex(TOKEN_BYTES))
        self._tell = tell
        self._peers = Peers()
        self._lock = threading.Lock()
        self._strangers: dict[socket.socket, None] = {}
        self._asking = 0
        self._tell_again = 0.0
        self._closed = threading.Event()
        self._listening = _listen(port)
        self.port = int(self._listening.getsockname()[1])
        self._hosts = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        self._accepting = threading.Thread(target=self._accept, name="ssotui-serve", daemon=True)
        self._accepting.start()

    @property
    def names(self) -> tuple[str, ...]:
        """The profiles that are served."""
        return tuple(self._places)

    def add(self, kept: Iterable[KeptKeys]) -> None:
        """Serve these too. A profile that is served already goes on as it is."""
        added = {keys.target.name: _Place(keys, Secret(secrets.token_hex(TOKEN_BYTES))) for keys in kept}
        self._places = {**added, **self._places}

    def uri(self, name: str) -> str:
        """Give the address of a profile's keys, for ``AWS_CONTAINER_CREDENTIALS_FULL_URI``."""
        return f"http://{HOST}:{self.port}/{quote(name, safe='')}"

    def token(self, name: str) -> Secret:
        """Give the token that opens them, for ``AWS_CONTAINER_AUTHORIZATION_TOKEN``."""
        return self._places[name].token

    def region(self, name: str) -> str | None:
        """Give the region to work in with a profile's keys."""
        return self._places[name].keys.target.region

    def close(self) -> None:
        """Stop listening, and serve nobody any more."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
        # A socket goes on listening while a thread waits in its accept. Linux ends that by the first of these; where
        # there is no such thing, the second one wakes it.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, self.port), timeout=CLOSE_SECONDS).close()
        self._accepting.join(CLOSE_SECONDS)
        self._listening.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, peer = self._listening.accept()
            except OSError as error:
                if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                    time.sleep(NO_FILES_SECONDS)
                continue
            if self._closed.is_set():
                connection.close()
                return
            self._admit(connection)
            try:
                threading.Thread(target=self._serve, args=(connection, peer), name="ssotui-ask", daemon=True).start()
            except RuntimeError:  # the system has no thread left
                self._dismiss(connection)

    def _admit(self, connection: socket.socket) -> None:
        """Make room for the newcomer: the stranger who has been there longest goes."""
        with self._lock:
            self._strangers[connection] = None
            oldest = next(iter(self._strangers)) if len(self._strangers) > MOST_STRANGERS else None
            if oldest:
                del self._strangers[oldest]
        if oldest:
            with contextlib.suppress(OSError):
                oldest.shutdown(socket.SHUT_RDWR)  # its thread closes it

    def _dismiss(self, connection: socket.socket) -> None:
        with self._lock:
            self._strangers.pop(connection, None)
        connection.close()

    def _serve(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        """Answer one request, and close the connection: there is no second one on it."""
        try:
            try:
                answer, asked = self._answer(connection, read_request(connection), peer)
            except BadRequestError:
                answer, asked = answers.refusal("400 Bad Request", "BadRequest", "Bad request"), None
            event = asked or self._turned_away(peer)
            answers.send(connection, answer)
            if event:
                self._tell(event)
        except OSError:  # a client that hangs up, or is too slow, is its own affair
            pass
        finally:
            self._dismiss(connection)

    def _answer(
        self, connection: socket.socket, request: KeysRequest, peer: tuple[str, int]
    ) -> tuple[KeysAnswer, Asked | None]:
        name = _name_in(request.target)
        place = self._places.get(name)
        # Compared in any case, so that the time tells nothing of the names that there are.
        token = place.token if place else self._nobodys
        known = hmac.compare_digest(request.token, token.reveal().encode())
        if not (place and known and request.host.lower() in self._hosts):
            return answers.refusal("403 Forbidden", "Forbidden", "Forbidden"), None
        if request.method != "GET":
            return answers.refusal("405 Method Not Allowed", "MethodNotAllowed", "There is only GET."), None
        with self._lock:
            self._strangers.pop(connection, None)
            self._asking += 1
            too_many = self._asking > MOST_ASKING
        try:
            if too_many:
                error = ServiceFailure("Too many programs ask at once.", "Ask again.")
                return answers.of_error(error), Asked(name, self._who(peer), None, error)
            return self._keys_of(name, place.keys, self._who(peer))
        finally:
            with self._lock:
                self._asking -= 1

    def _keys_of(self, name: str, kept: KeptKeys, who: str) -> tuple[KeysAnswer, Asked]:
        try:
            served = kept.get()
        except Exception as failure:  # noqa: BLE001 - its words might quote a secret, and end up in the SDK's log
            error = as_ours(failure)
            return answers.of_error(error), Asked(name, who, None, error)
        return answers.of_keys(served), Asked(name, who, served, served.trouble)

    def _turned_away(self, peer: tuple[str, int]) -> TurnedAway | None:
        """Look who it was that is turned away, if it is time to tell of one again."""
        now = time.monotonic()
        with self._lock:
            if now < self._tell_again:
                return None
            self._tell_again = now + TOLD_SECONDS
        return TurnedAway(self._who(peer))

    def _who(self, peer: tuple[str, int]) -> str:
        return self._peers.describe(peer, (HOST, self.port))


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would share a port that somebody listens on
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = reason_of(error) if isinstance(error, OSError) else "there is no such port"
        raise UsageError(f"Port {port} of {HOST} cannot be listened on: {reason}.", "Name another --port.") from None
    return listening


def _name_in(target: str) -> str:
    """The name of a profile in a path; empty for what is no UTF-8."""
    try:
        return unquote(target[1:], errors="strict")
    except UnicodeDecodeError:
        return ""
