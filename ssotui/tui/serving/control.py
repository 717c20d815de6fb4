"""The credential server that runs while the screen is open, at most one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ssotui.model.clock import describe_left
from ssotui.model.errors import SignInNeeded, SsotuiError
from ssotui.model.text import visible
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.on_screen import hint_of

if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target
    from ssotui.actions.serving.server import Asked, CredentialServer

NAMED = 3
"""So many profiles are named in the header's line, the others are counted."""


class ServingControl:
    """Owns the server, and the words about it.

    Args:
        context: the edges of the app.
        call_later: has a function called by the screen, from any thread.
        changed: shows that the server was started or stopped, or has answered somebody; it is given what to warn of.
    """

    def __init__(self, context: AppContext, call_later: Callable[..., object], changed: Callable[[str], None]) -> None:
        self._context = context
        self._call_later = call_later
        self._changed = changed
        self._server: CredentialServer | None = None
        self._last: Asked | None = None
        self._warned: dict[str, str] = {}

    @property
    def runs(self) -> bool:
        """Tell whether a server runs now."""
        return self._server is not None

    def start(self, targets: Sequence[Target]) -> CredentialServer:
        """Serve the targets too, by the server that runs, or by a new one.

        Raises:
            UsageError: the system allows no server.
        """
        from ssotui.actions.serving.kept_keys import KeptKeys
        from ssotui.actions.serving.server import Asked, CredentialServer

        kept = [KeptKeys(target, self._context.clock) for target in targets]
        if self._server:
            self._server.add(kept)
        else:
            self._server = CredentialServer(
                kept, lambda event: isinstance(event, Asked) and self._call_later(self._take, event)
            )
        self._call_later(self._changed, "")
        return self._server

    def stop(self) -> None:
        """Stop the server, and forget what it told."""
        if self._server:
            self._server.close()
        self._server = self._last = None
        self._warned.clear()
        self._call_later(self._changed, "")

    def words(self) -> str:
        """Name the profiles, the port, and who asked last, while the server runs."""
        if self._server is None:
            return ""
        names = self._server.names
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        said = f"Serving {', '.join(names[:NAMED])}{more} on 127.0.0.1:{self._server.port}"
        last = self._last
        if last is None:
            return said
        whose = "" if len(names) == 1 else f" of {last.profile}"
        if last.served:
            left = describe_left(last.served.ends - self._context.clock())
            return f"{said}, last to {last.who}: keys{whose} for {left}"
        return f"{said}, last to {last.who}: no keys{whose}"

    def _take(self, event: Asked) -> None:
        """Take note of an answer, and warn once that there are no new keys, until there are some."""
        if self._server is None:
            return
        self._last = event
        before, words = self._warned.pop(event.profile, ""), ""
        if event.error:
            words = f"No new keys of {visible(event.profile)}: {self._explained(event.error)}"
            self._warned[event.profile] = words
        self._changed(words if words != before else "")

    def _explained(self, error: SsotuiError) -> str:
        if isinstance(error, SignInNeeded):
            key = self._context.keymap.text("session.sign_in")
            return f"{visible(error.message)} Sign in with {key}, and they are served again."
        return f"{visible(error.message)} {hint_of(error, self._context.keymap)}".strip()
