"""The Keys screen: the masked values with their clock, and every way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from ssotui.actions.keys import cli_equivalent
from ssotui.actions.keys.fetching import Target
from ssotui.actions.settings.environments import environment_of
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import MfaNeeded, ServiceFailure, SignInNeeded, SsotuiError, UsageError
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.drawing import environment_badge
from ssotui.tui.keys.text import Group, Page, Whose
from ssotui.tui.sessions.sign_ins import SignIns
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import in_thread
from ssotui.tui.shell.dialog import TALL, Dialog
from ssotui.tui.widgets.buttons import Text

REVEAL = timedelta(seconds=10)
AGAIN = timedelta(seconds=30)
"""After a renewal that failed, and may do better later."""
WIDTH = 84


class KeysScreen(Dialog[None], SignIns[None]):
    """One role's keys, fetched when it opens, and anew by itself when they run out."""

    PLACES: ClassVar = (Place.KEYS,)
    AUTO_FOCUS = ""

    @dataclass
    class Fetched(Message):
        """The keys are here."""

        outgoing: Outgoing
        by_itself: bool = False

    @dataclass
    class FetchFailed(Message):
        """They are not."""

        error: SsotuiError
        by_itself: bool = False

    def __init__(self, target: Target, account_name: str) -> None:
        super().__init__()
        self._target = target
        self._account_name = account_name
        self._outgoing: Outgoing | None = None
        self._error: SsotuiError | None = None
        self._renew_at: datetime | None = None
        self._renewed_at: datetime | None = None
        self._revealed: Timer | None = None
        self._revealed_at: datetime | None = None
        self._signed_in = False

    def compose(self) -> ComposeResult:
        """One panel, drawn anew when something changes."""
        with VerticalScroll(classes="dialog scrolls", id="keys", can_focus=False) as box:
            yield Text(id="keys-text")
        environment_badge.frame(box, self._environment(), self.services.glyphs)

    def on_mount(self) -> None:
        """Fetch at once."""
        self.bind_scrolling()
        self.action_reload()

    def on_resize(self) -> None:
        """The ways out stand as there is room for them."""
        self.set_class(self.app.size.height < TALL, "-compact")
        self._draw()

    def target(self) -> Target:
        """Whose keys these are."""
        return self._target

    def command(self) -> str:
        """The command line that prints what the default way out copies."""
        return cli_equivalent.creds(self._target, "--format", self.services.settings.copy_format)

    def fetched(self) -> Outgoing | None:
        """Those on the screen."""
        return self._outgoing

    def session(self) -> SsoSession:
        """The one that the keys come through."""
        if session := self._target.session:
            return session
        raise UsageError("These keys come through no SSO session.", "There is nothing to sign in to.")

    def obtain(self, target: Target) -> Outgoing:
        """The keys on the screen while they last, else newly fetched, for the screen too."""
        shown = self._outgoing
        if shown and not _ended(shown, self.services.clock()):
            return shown
        outgoing = super().obtain(target)
        self.post_message(self.Fetched(outgoing))
        return outgoing

    def tick(self) -> None:
        """Once a second: hide what was revealed, renew what has run out."""
        now = self.services.clock()
        if self._revealed_at and now - self._revealed_at >= REVEAL:
            self._hide()
        if self._outgoing and _ended(self._outgoing, now) and self._renew_at and self._renew_at <= now:
            self._renew_at = None
            self._renew_keys()
        self._draw()

    def action_reload(self) -> None:
        """Ask again."""
        self._signed_in = False
        self._ask()

    def _ask(self) -> None:
        self._outgoing = self._error = self._renewed_at = None
        self._draw()
        self._fetch()

    def action_reveal(self) -> None:
        """Show the values for ten seconds; again to hide them."""
        if self._revealed:
            self._hide()
        elif self._outgoing:
            self._revealed_at = self.services.clock()
            # Beside the clock, which somebody may set back meanwhile.
            self._revealed = self.set_timer(REVEAL.total_seconds(), self._hide)
        self._draw()

    def action_use(self) -> None:
        """Leave, and switch the shell to the profile."""
        if self._target.is_profile:
            self.leave_for(self._target)
        else:
            hint = "s opens a shell with its keys; in Accounts (3), u makes a profile and switches to it."
            self.post_message(self.Failed(UsageError("No profile names this role.", hint)))

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

    @work(exclusive=True, group="fetch", exit_on_error=False, description="renew")
    async def _renew_keys(self) -> None:
        """Fetch new keys, if that takes no person."""
        from ssotui.actions.keys.fetching import obtain

        target, clock = self._target, self.services.clock
        try:
            outgoing = await in_thread(lambda: obtain(target, clock))
        except SsotuiError as error:
            self.post_message(self.FetchFailed(error, by_itself=True))
        else:
            self.post_message(self.Fetched(outgoing, by_itself=True))

    @on(Fetched)
    def _show_keys(self, message: Fetched) -> None:
        now = self.services.clock()
        self._hide()  # whoever wanted to see the old values has not asked for these
        self._outgoing, self._error = message.outgoing, None
        self._renewed_at = now if message.by_itself else None
        # What gives keys that have ended already is not asked every second.
        self._renew_at = now + AGAIN if _ended(message.outgoing, now) else message.outgoing.keys.expires_at
        self._draw()

    @on(FetchFailed)
    def _show_error(self, message: FetchFailed) -> None:
        error = self._error = message.error
        needs_person = isinstance(error, SignInNeeded | MfaNeeded)
        if message.by_itself:
            if isinstance(error, ServiceFailure):
                self._renew_at = self.services.clock() + AGAIN
        elif needs_person and self._target.session and not self._signed_in:
            self.sign_in(self._target.session, self._go_on)
        self._draw()

    @on(SignIns.Done)
    def _try_again(self) -> None:
        """Somebody has signed in: that may have been all that was missing."""
        if isinstance(self._error, SignInNeeded):
            self._ask()

    def _go_on(self, _: str) -> None:
        """Signed in: fetch what was wanted. Only once, lest a portal that refuses every token keep us at it."""
        self._signed_in = True
        self._ask()

    def _hide(self) -> None:
        if self._revealed:
            self._revealed.stop()
        self._revealed = self._revealed_at = None
        self._draw()

    def _environment(self) -> Environment | None:
        source = self._target.source
        names = (self._target.name, self._account_name, source.account_id, source.role_name)
        return environment_of(self.services.settings, *names)

    def _draw(self) -> None:
        self.query_one("#keys-text", Text).update(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        width, height = self.app.size
        compact = height < TALL
        page = Page(min(WIDTH, width) - (5 if compact else 7), compact, self.services.glyphs, self.conceal)
        yield from page.heading(self._whose())
        if self._outgoing:
            yield from self._values(page, self._outgoing)
            yield from page.groups(self._groups())
            yield from () if compact else [Content("")]
            yield from page.line("command", self.command())
        elif self._error:
            yield Content("")
            yield from page.trouble(self._error)
        else:
            yield Content("")
            yield Content.styled(f"Fetching keys{self.services.glyphs.ellipsis}", "$foreground-muted")
        if not compact:  # else the bottom line has them
            yield Content("")
            yield Content("   ").join(self._others())

    def _whose(self) -> Whose:
        source, none = self._target.source, self.services.glyphs.none
        account_id, role_name = source.account_id, source.role_name
        if self._outgoing:  # the keys may tell what the profile does not
            keys = self._outgoing.keys
            account_id, role_name = keys.account_id or account_id, keys.role_name or role_name
        account = f"{self._account_name} {account_id or ''}".strip() or none
        region = self._target.region or "none"
        name, role = visible(self._target.name), visible(role_name or none)
        return Whose(name, visible(account), role, visible(region), self._environment())

    def _values(self, page: Page, outgoing: Outgoing) -> Iterator[Content]:
        keys, now = outgoing.keys, self.services.clock()
        since = self._revealed_at
        left = max(1, round((REVEAL - (now - since)).total_seconds())) if since else None
        yield from page.values(keys, shown_for=left, reveal=self.button("keys.reveal"))
        yield from page.clock(keys.expires_at, now)
        if self._error:
            yield from self._stuck(page, self._error)
        elif self._renewed_at:
            at = self._renewed_at.astimezone().strftime("%H:%M:%S")
            yield from page.line("", Content.styled(f"renewed by itself at {at}", "$foreground-muted"))
        yield from () if page.compact else [Content("")]

    def _stuck(self, page: Page, error: SsotuiError) -> Iterator[Content]:
        """Why keys that have run out were not renewed."""
        if isinstance(error, SignInNeeded):
            sign_in = self.button("session.sign_in")
            yield from page.line("", Content.assemble("New ones need a sign-in:  ", sign_in))
        elif isinstance(error, MfaNeeded):
            ask = self.button("list.reload", "ask for it")
            yield from page.line("", Content.assemble("New ones need an MFA code:  ", ask))
        else:
            yield from page.trouble(error)

    def _groups(self) -> list[Group]:
        """The ways out; the default one first."""
        form, more = self.services.settings.copy_format, self.services.glyphs.ellipsis
        titles = {
            "COPY": {
                "keys.default": f"as {form} (default)",
                "keys.copy_as": f"as another{more}",
                "keys.copy_command": "the command",
            },
            "WRITE": {"keys.write": f"to a file{more}"},
            "SHELL": {"profile.use": "switch to it", "keys.shell": "subshell"},
            "CONSOLE": {"console.open": "open", "console.copy_link": "copy link"},
        }
        if not self._target.is_profile:
            del titles["SHELL"]["profile.use"]
        return [
            Group(title, [self.button(name, words, "$foreground") for name, words in ways.items()])
            for title, ways in titles.items()
        ]

    def _others(self) -> Iterator[Content]:
        """What is no way out."""
        if self._outgoing:
            yield self.button("keys.reveal", "hide" if self._revealed else "")
        yield self.button("list.reload", "fetch anew")
        if self._target.session:
            yield self.button("session.sign_in")
        yield self.button("app.back")


def _ended(outgoing: Outgoing, now: datetime) -> bool:
    return outgoing.keys.expires_at is not None and outgoing.keys.expires_at <= now
