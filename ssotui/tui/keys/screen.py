"""The Keys screen: the masked values with their clock, and every way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer

from ssotui.actions.settings.environments import environment_of
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import MfaNeeded, ServiceFailure, SignInNeeded, SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.drawing import environment_badge
from ssotui.tui.keys.text import Page
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.dialog import TALL, Dialog
from ssotui.tui.shell.flow import Context, Dropped, in_thread
from ssotui.tui.shell.row import Here, RoleRow, Row, command_line_of, target_of
from ssotui.tui.shell.waiting import Waiting
from ssotui.tui.widgets.buttons import Text

NO_SESSION = UsageError("These keys do not come from an SSO session.", "There is nothing to sign in to.")
NO_PROFILE = UsageError("No profile names this role.", "Make one first: {profile.new} in Accounts ({view.accounts}).")
REVEAL = timedelta(seconds=10)
AGAIN = timedelta(seconds=30)
"""Wait so long after a renewal that failed and may do better later."""
WIDTH = 84


class KeysScreen(Dialog[None]):
    """One role's keys, fetched when it opens, and anew by itself when they run out.

    Args:
        row: the row of the keys.

    Raises:
        SsotuiError: the row has no keys; the text says why.
    """

    place = Place.KEYS
    waiting: Waiting
    AUTO_FOCUS = ""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row
        self._target = target_of(row)
        self._account_name = (isinstance(row, ProfileRow | RoleRow) and row.account_name) or ""
        self._keys: Outgoing | None = None
        self._error: SsotuiError | None = None
        self._renew_at: datetime | None = None
        self._renewed_at: datetime | None = None
        self._revealed: Timer | None = None
        self._revealed_at: datetime | None = None
        self.waiting = Waiting(self, self._draw)

    def compose(self) -> ComposeResult:
        """Show one panel, drawn anew when something changes."""
        with VerticalScroll(classes="dialog scrolls", id="keys", can_focus=False) as box:
            yield Text(id="keys-text")
        environment_badge.frame(box, self._environment(), self.context.glyphs)

    def on_mount(self) -> None:
        """Fetch the keys at once."""
        self.bind_scrolling()
        self._load()

    def on_resize(self) -> None:
        """Draw the ways out as there is room for them."""
        self.set_class(self.app.size.height < TALL, "-compact")
        self._draw()

    def obstacles(self) -> Mapping[str, SsotuiError]:
        """Tell what cannot be done yet, or not with these keys."""
        found: dict[str, SsotuiError] = {}
        if self._keys is None:
            found["keys.reveal"] = UsageError("There are no values to reveal yet.")
        if self._target.session is None:
            found |= dict.fromkeys(("session.sign_in", "session.sign_out"), NO_SESSION)
        if not self._target.is_profile:
            found |= dict.fromkeys(("profile.use", "keys.install_process"), NO_PROFILE)
        return found

    @property
    def shown_keys(self) -> Outgoing | None:
        """The keys on the screen, while they last."""
        keys = self._keys
        return None if keys is None or _ended(keys, self.context.clock()) else keys

    @property
    def here(self) -> Here:
        """The row, the session that its keys come through, and what is in the way of commands."""
        return super().here._replace(session=self._target.session)

    def tick(self) -> None:
        """Hide what was revealed, and renew what has run out. Called once a second."""
        now = self.context.clock()
        self.waiting.tick()
        if self._revealed_at and now - self._revealed_at >= REVEAL:
            self._hide()
        if self._keys and _ended(self._keys, now) and self._renew_at and self._renew_at <= now:
            self._renew_at = None
            self._renew()
        self._draw()

    def reload(self) -> None:
        """Fetch new keys, whatever is cached."""
        from ssotui.actions.keys.fetching import FRESH

        self._load(FRESH)

    def _load(self, min_left: timedelta | None = None) -> None:
        """Fetch the keys; cached ones must last so long."""
        self._keys = self._error = self._renewed_at = None
        self.waiting.begin("keys")
        context = Context(self)
        context.start("fetch", self._fetch(context, min_left))

    def done(self) -> None:
        """Fetch once more, if a command has signed in: that may have been all that was missing."""
        if isinstance(self._error, SignInNeeded):
            self._load()

    def reveal(self) -> None:
        """Show the values for ten seconds; again to hide them."""
        if self._revealed:
            self._hide()
        elif self._keys:
            self._revealed_at = self.context.clock()
            # Beside the clock, which somebody may set back meanwhile.
            self._revealed = self.set_timer(REVEAL.total_seconds(), self._hide)
        self._draw()

    async def _fetch(self, context: Context, min_left: timedelta | None) -> None:
        """Fetch the keys; where that takes a sign-in, have the person sign in once, lest we keep them at it."""
        try:
            self.take_keys(await context.signed_in(self._target.session, lambda: context.fetch(self._target, min_left)))
        except Dropped as dropped:
            self._show_error(dropped.reason)
        except SsotuiError as error:
            self._show_error(error)

    @work(exclusive=True, group="fetch", exit_on_error=False, description="renew")
    async def _renew(self) -> None:
        """Fetch new keys, if that takes no person."""
        from ssotui.actions.keys.fetching import obtain

        target, clock = self._target, self.context.clock
        try:
            keys = await in_thread(lambda: obtain(target, clock))
        except SsotuiError as error:
            if isinstance(error, ServiceFailure):
                self._renew_at = clock() + AGAIN
            self._show_error(error)
        else:
            self.take_keys(keys)
            self._renewed_at = clock()
            self._draw()

    def take_keys(self, keys: Outgoing) -> None:
        """Show these keys in place of those before."""
        now = self.context.clock()
        self.waiting.begin("")
        self._hide()  # whoever wanted to see the old values has not asked for these
        self._keys, self._error, self._renewed_at = keys, None, None
        # What gives keys that have ended already is not asked every second.
        self._renew_at = now + AGAIN if _ended(keys, now) else keys.keys.expires_at
        self._draw()

    def _show_error(self, error: SsotuiError | None) -> None:
        self._error = error
        self.waiting.begin("")
        self._draw()

    def _hide(self) -> None:
        if self._revealed:
            self._revealed.stop()
        self._revealed = self._revealed_at = None
        self._draw()

    def _environment(self) -> Environment | None:
        source = self._target.source
        names = (self._target.name, self._account_name, source.account_id, source.role_name)
        return environment_of(self.context.settings, *names)

    def _draw(self) -> None:
        self.query_one("#keys-text", Text).update(Content("\n").join(self._lines()))
        self.refresh_keys()

    def _lines(self) -> Iterator[Content]:
        width, height = self.app.size
        compact = height < TALL
        page = Page(
            min(WIDTH, width) - (5 if compact else 7), compact, self.context.glyphs, self.conceal, self.context.keymap
        )
        yield from page.heading(visible(self._target.name), self._environment(), self._whose())
        if self._keys:
            yield from self._values(page, self._keys)
            yield from page.groups(self._groups())
            yield from () if compact else [Content("")]
            yield from page.line("command", command_line_of(self.row, "--format", self.context.settings.copy_format))
        elif self._error:
            yield Content("")
            yield from page.trouble(self._error)
        else:
            yield Content("")
            words = f"Fetching keys{self.waiting.rest or self.context.glyphs.ellipsis}"
            yield Content.styled(words, "$foreground-muted")
        if not compact:  # else the bottom line has them
            yield Content("")
            yield Content("   ").join(self._others())

    def _whose(self) -> Mapping[str, str]:
        """Give account, role and region, as far as they are known."""
        source, none = self._target.source, self.context.glyphs.none
        account_id, role_name = source.account_id, source.role_name
        if self._keys:  # the keys may tell what the profile does not
            keys = self._keys.keys
            account_id, role_name = keys.account_id or account_id, keys.role_name or role_name
        account = f"{self._account_name} {account_id or ''}".strip() or none
        said = {"account": account, "role": role_name or none, "region": self._target.region or "none"}
        return {label: visible(value) for label, value in said.items()}

    def _values(self, page: Page, outgoing: Outgoing) -> Iterator[Content]:
        keys, now = outgoing.keys, self.context.clock()
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
        """Say why keys that have run out were not renewed."""
        if isinstance(error, SignInNeeded):
            sign_in = self.button("session.sign_in")
            yield from page.line("", Content.assemble("New ones need a sign-in:  ", sign_in))
        elif isinstance(error, MfaNeeded):
            ask = self.button("list.reload", "ask for it")
            yield from page.line("", Content.assemble("New ones need an MFA code:  ", ask))
        else:
            yield from page.trouble(error)

    def _groups(self) -> Mapping[str, Sequence[Content]]:
        """Group the ways out; the default one comes first."""
        form, more = self.context.settings.copy_format, self.context.glyphs.ellipsis
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
        return {
            title: [self.button(name, words, "$foreground") for name, words in ways.items()]
            for title, ways in titles.items()
        }

    def _others(self) -> Iterator[Content]:
        """Draw the buttons that are no way out."""
        if self._keys:
            yield self.button("keys.reveal", "hide" if self._revealed else "")
        yield self.button("list.reload", "fetch anew")
        if self._target.session:
            yield self.button("session.sign_in")
        yield self.button("app.back")


def _ended(keys: Outgoing, now: datetime) -> bool:
    return keys.keys.expires_at is not None and keys.keys.expires_at <= now
