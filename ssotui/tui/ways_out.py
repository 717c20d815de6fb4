"""What screens with a role under the cursor have in common: copy its keys, write them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, cast

from textual import on, work
from textual.message import Message
from textual.screen import Screen, ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.services import Services, in_thread

if TYPE_CHECKING:
    from ssotui.actions.keys import Target
    from ssotui.actions.write import SectionExists
    from ssotui.export.clipboard import Delivery
    from ssotui.tui.app import SsotuiApp


class WaysOut(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that knows whose keys are wanted."""

    @dataclass
    class Done(Message):
        """Keys went out; ``text`` says how, and where to."""

        text: str

    @dataclass
    class Failed(Message):
        """They did not. ``again`` tries once more, after a sign-in to the ``session``."""

        error: SsotuiError
        session: SsoSession | None = None
        again: Callable[[], Any] | None = None

    @dataclass
    class WriteRefused(Message):
        """The section is there, and not ours: a person must say yes."""

        target: Target
        error: SectionExists

    @dataclass
    class MfaWanted(Message):
        """A role wants the code of an MFA device; a thread waits for ``answer``."""

        serial: str
        answer: Future[str | None]

    @property
    def services(self) -> Services:
        """The app's."""
        return cast("SsotuiApp", self.app).services

    def target(self) -> Target:
        """Whose keys are wanted.

        Raises:
            SsotuiError: nothing is, or the row cannot have any; the text says why.
        """
        raise NotImplementedError

    def obtain(self, target: Target) -> Outgoing:
        """The keys. Called on a thread."""
        from ssotui.actions.keys import obtain

        return obtain(target, self.services.clock, self.ask_mfa)

    def ask_mfa(self, serial: str) -> str:
        """Ask the person for the device's code, and wait. Called on a thread.

        Raises:
            Cancelled: there is none.
        """
        answer = Future[str | None]()
        asked = self.post_message(self.MfaWanted(serial, answer))
        code = answer.result() if asked else None  # a screen that has closed takes no message
        if code is None:
            raise Cancelled("No MFA code was given.", "Try again when you have the device.")
        return code

    def busy(self, what: str) -> None:
        """Show what is under way; an empty text when nothing is."""

    def sign_in(self, session: SsoSession, then: Callable[[str], Any]) -> None:
        """Have the person sign in, then go on; ``then`` gets what to say of the sign-in."""
        from ssotui.tui.screens.sign_in import SignInScreen

        def ended(said: str | None) -> None:
            if said:
                then(said)

        self.app.push_screen(SignInScreen(session), ended)

    def action_copy(self) -> None:
        """Copy in the default format."""
        from ssotui.export.formats import DEFAULT

        self._start(lambda target: self._copy(target, DEFAULT))

    def action_copy_as(self) -> None:
        """Pick a format, then copy in it."""
        from ssotui.tui.screens.formats import FormatMenu

        def picked(name: str | None) -> None:
            if name:
                self._start(lambda target: self._copy(target, name))

        self.app.push_screen(FormatMenu(), picked)

    def action_write(self) -> None:
        """Write to the credentials file."""
        self._start(self._write)

    def _start(self, action: Callable[[Target], Any]) -> None:
        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.busy(f"fetching keys of {visible(target.name)}")
            action(target)

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="copy")
    async def _copy(self, target: Target, format_name: str, *, signed_in: bool = False) -> None:
        from ssotui.export.clipboard import CLEAR_AFTER
        from ssotui.export.formats import FORMATS

        chosen, clipboard = FORMATS[format_name], self.services.clipboard

        def copy() -> Delivery:
            return clipboard.copy(chosen.text(self.obtain(target)))

        try:
            delivery = await in_thread(copy)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._copy(target, format_name, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        until = f"It is cleared in {CLEAR_AFTER:.0f} s."
        self.post_message(self.Done(f"{delivery.done} {chosen.name} for {visible(target.name)}. {until}"))

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="write")
    async def _write(self, target: Target, *, overwrite: bool = False, signed_in: bool = False) -> None:
        from ssotui.actions.write import SectionExists, write_credentials

        def write() -> str:
            return write_credentials(self.obtain(target), overwrite=overwrite).summary

        try:
            summary = await in_thread(write)
        except SectionExists as error:
            self.post_message(self.WriteRefused(target, error))
        except SsotuiError as error:
            again = None if signed_in else lambda: self._write(target, overwrite=overwrite, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
        else:
            self.post_message(self.Done(summary))

    @on(Done)
    def _say_done(self, message: Done) -> None:
        self.busy("")
        self.notify(message.text, markup=False)

    @on(Failed)
    def _say_failed(self, message: Failed) -> None:
        self.busy("")
        error, again = message.error, message.again
        if isinstance(error, SignInNeeded) and message.session and again:
            self.sign_in(message.session, lambda _: again())
            return
        self.notify(
            f"{visible(error.message)}\n{visible(error.hint)}".strip(), severity="error", timeout=10, markup=False
        )

    @on(MfaWanted)
    def _ask_for_mfa(self, message: MfaWanted) -> None:
        from ssotui.tui.screens.mfa import MfaScreen

        self.app.push_screen(MfaScreen(message.serial), message.answer.set_result)

    @on(WriteRefused)
    def _ask_to_overwrite(self, message: WriteRefused) -> None:
        from ssotui.tui.screens.confirm import ConfirmScreen

        self.busy("")

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._write(message.target, overwrite=True)

        self.app.push_screen(ConfirmScreen(message.error.message, "Overwrite it?"), answered)
