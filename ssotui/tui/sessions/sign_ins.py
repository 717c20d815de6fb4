"""What screens with a session under the cursor have in common: sign in, sign out, and a word before it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Generic

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.clock import describe_left
from ssotui.model.errors import SsotuiError
from ssotui.model.sessions import CacheEntry
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.keys.ways_out import WaysOut
from ssotui.tui.sessions.expiry_warnings import endings
from ssotui.tui.shell.commands import BY_ID
from ssotui.tui.shell.context import in_thread


class SignIns(WaysOut[ScreenResultType], Generic[ScreenResultType]):
    """A screen that knows whose session is meant."""

    class SignInWanted(Message):
        """The session's token does not do: a person has to sign in."""

        def __init__(self, session: SsoSession) -> None:
            super().__init__()
            self.session = session

    _looked_at: datetime | None = None
    """When :meth:`warn` was last called."""

    def session(self) -> SsoSession:
        """Whose.

        Raises:
            SsotuiError: nobody's; the text says why.
        """
        raise NotImplementedError

    def action_sign_in(self) -> None:
        """Renew the session's token if that will do, or sign in."""
        try:
            session = self.session()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.busy(f"asking for {visible(session.label)}")
            self._renew(session)

    def action_sign_out(self) -> None:
        """Ask, then sign out."""
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        try:
            session = self.session()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self.busy(f"signing out of {visible(session.label)}")
                self._sign_out(session)

        what = f"{session.label}: its token and its cached keys are deleted, for the AWS CLI and every other tool too."
        self.app.push_screen(ConfirmScreen(what, "Sign out?"), answered)

    def warn(self, entries: Iterable[CacheEntry]) -> None:
        """Once a second: say which sessions are about to end, with the terminal's bell unless the settings say no."""
        now = self.services.clock()
        last, self._looked_at = self._looked_at or now, now
        for ending in endings(entries, last, now):
            left = (ending.entry.life.expires_at or now) - now
            key = self.services.keymap.text(BY_ID["session.sign_in"])
            self.notify(
                f"{visible(ending.entry.label)} ends in {describe_left(left)}. Sign in again with {key}.",
                severity="warning",
                timeout=30,
                markup=False,
            )
            if self.services.settings.bell:
                self.app.bell()

    @work(exclusive=True, group="sign-in", exit_on_error=False, description="renew")
    async def _renew(self, session: SsoSession) -> None:
        from ssotui.actions.sign_in.tokens import good_token

        clock = self.services.clock
        try:
            token = await in_thread(lambda: good_token(session, clock))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        if token is None:
            self.post_message(self.SignInWanted(session))
            return
        left = describe_left(token.expires_at - clock())
        self.post_message(self.Done(f"{visible(session.label)} is signed in: {left} left."))

    @work(exclusive=True, group="sign-in", exit_on_error=False, description="sign out")
    async def _sign_out(self, session: SsoSession) -> None:
        from ssotui.actions.sign_in.sign_out import known_roles, sign_out

        read = self.services.read
        try:
            signed_out = await in_thread(lambda: sign_out(session, known_roles(session, read())))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(signed_out.summary))

    @on(SignInWanted)
    def _open_sign_in(self, message: SignInWanted) -> None:
        self.busy("")
        self.sign_in(message.session, lambda said: self.post_message(self.Done(said)))
