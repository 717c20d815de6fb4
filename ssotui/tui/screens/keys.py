"""The Keys screen: the masked values with their clock, and every way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from ssotui.actions.keys import Target
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SignInNeeded, SsotuiError, UsageError
from ssotui.model.secret import Secret
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.clocks import KEYS_SCALE, bar, read_keys
from ssotui.tui.commands import Place
from ssotui.tui.screens.dialog import Dialog
from ssotui.tui.services import in_thread
from ssotui.tui.sign_ins import SignIns
from ssotui.tui.widgets.buttons import Text

REVEAL_SECONDS = 10.0


class KeysScreen(Dialog[None], SignIns[None]):
    """One role's keys, fetched when it opens."""

    PLACES: ClassVar = (Place.KEYS,)

    @dataclass
    class Fetched(Message):
        """The keys are here."""

        outgoing: Outgoing

    @dataclass
    class FetchFailed(Message):
        """They are not."""

        error: SsotuiError

    def __init__(self, target: Target, account_name: str) -> None:
        super().__init__()
        self._target = target
        self._account_name = account_name
        self._outgoing: Outgoing | None = None
        self._error: SsotuiError | None = None
        self._revealed: Timer | None = None
        self._signed_in = False

    def compose(self) -> ComposeResult:
        """One panel, drawn anew when something changes."""
        with Vertical(classes="dialog", id="keys"):
            yield Text(id="keys-text")

    def on_mount(self) -> None:
        """Fetch at once."""
        self.action_reload()

    def target(self) -> Target:
        """Whose keys these are."""
        return self._target

    def session(self) -> SsoSession:
        """The one that the keys come through."""
        if session := self._target.session:
            return session
        raise UsageError("These keys come through no SSO session.", "There is nothing to sign in to.")

    def obtain(self, target: Target) -> Outgoing:
        """The keys on the screen while they last, else newly fetched."""
        now = self.services.clock()
        shown = self._outgoing
        if shown and (shown.keys.expires_at is None or shown.keys.expires_at > now):
            return shown
        return super().obtain(target)

    def busy(self, what: str) -> None:
        """Copying what is here takes no time worth a word."""

    def tick(self) -> None:
        """Once a second."""
        self._draw()

    def action_reload(self) -> None:
        """Ask again."""
        self._signed_in = False
        self._ask()

    def _ask(self) -> None:
        self._outgoing = self._error = None
        self._draw()
        self._fetch()

    def action_reveal(self) -> None:
        """Show the values for ten seconds; again to hide them."""
        if self._revealed:
            self._hide()
        elif self._outgoing:
            self._revealed = self.set_timer(REVEAL_SECONDS, self._hide)
            self._draw()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    @work(exclusive=True, group="fetch", exit_on_error=False, description="fetch")
    async def _fetch(self) -> None:
        obtain, target = super().obtain, self._target
        try:
            outgoing = await in_thread(lambda: obtain(target))
        except SsotuiError as error:
            self.post_message(self.FetchFailed(error))
        else:
            self.post_message(self.Fetched(outgoing))

    @on(Fetched)
    def _show_keys(self, message: Fetched) -> None:
        self._outgoing = message.outgoing
        self._draw()

    @on(FetchFailed)
    def _show_error(self, message: FetchFailed) -> None:
        self._error = message.error
        self._draw()
        if isinstance(message.error, SignInNeeded) and self._target.session and not self._signed_in:
            self.sign_in(self._target.session, self._go_on)

    def _go_on(self, _: str) -> None:
        """Signed in: fetch what was wanted. Only once, lest a portal that refuses every token keep us at it."""
        self._signed_in = True
        self._ask()

    def _hide(self) -> None:
        if self._revealed:
            self._revealed.stop()
        self._revealed = None
        self._draw()

    def _draw(self) -> None:
        self.query_one("#keys-text", Text).update(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        source = self._target.source
        yield Content.styled(self.conceal(visible(self._target.name)), "bold")
        account_id, role_name = source.account_id, source.role_name
        if self._outgoing:  # the keys may tell what the profile does not
            keys = self._outgoing.keys
            account_id, role_name = keys.account_id or account_id, keys.role_name or role_name
        none = self.services.glyphs.none
        yield _line("account", self.conceal(visible(f"{self._account_name} {account_id or ''}".strip() or none)))
        yield _line("role", visible(role_name or none))
        yield _line("region", visible(self._target.region or "none"))
        yield Content("")
        if self._error:
            yield Content.styled(self.conceal(visible(self._error.message)), "$text-error")
            yield Content.styled(self.conceal(visible(self._error.hint)), "$foreground-muted")
            yield Content("")
            yield self._ways(("list.reload", "session.sign_in", "app.back"))
        elif self._outgoing:
            yield from self._values(self._outgoing)
            yield Content("")
            yield self._ways(("keys.copy", "keys.copy_as", "keys.write", "keys.reveal", "app.back"))
        else:
            yield Content.styled(f"Fetching keys{self.services.glyphs.ellipsis}", "$foreground-muted")
            yield Content("")
            yield self._ways(("app.back",))

    def _values(self, outgoing: Outgoing) -> Iterator[Content]:
        keys, now = outgoing.keys, self.services.clock()
        yield _line("access key ID", self._value(keys.access_key_id, prefix=4))
        yield _line("secret key", self._value(keys.secret_access_key))
        if keys.session_token:
            yield _line("session token", self._value(keys.session_token))
        reading = read_keys(keys.expires_at, now, self.services.glyphs)
        if keys.expires_at and keys.expires_at > now:
            drawn = bar(keys.expires_at - now, KEYS_SCALE, self.services.glyphs)
            tone = "$text-warning" if reading.tone == "soon" else "$text-success"
            until = keys.expires_at.astimezone().strftime("%H:%M:%S")
            yield _line(
                "lasts", Content.assemble((f"{drawn} {reading.text}", tone), (f"  until {until}", "$foreground-muted"))
            )
        elif keys.expires_at:
            yield _line("lasts", Content.styled("expired: r fetches new ones", "$text-error"))
        else:
            yield _line("lasts", Content.styled("no end is known", "$foreground-muted"))

    def _value(self, secret: Secret, prefix: int = 0) -> Content:
        if self._revealed:
            return Content(visible(secret.reveal()))
        return Content(secret.masked(prefix=prefix).replace("•", self.services.glyphs.mask))

    def _ways(self, ids: tuple[str, ...]) -> Content:
        return Content("   ").join(self.button(name) for name in ids)


def _line(label: str, value: str | Content) -> Content:
    return Content.assemble((f"{label:<15}", "$foreground-muted"), value)
