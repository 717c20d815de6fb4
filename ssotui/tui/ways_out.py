"""What screens with a role under the cursor have in common: copy its keys, write them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.commanded import Commanded
from ssotui.tui.services import in_thread

if TYPE_CHECKING:
    from ssotui.actions.keys import Target
    from ssotui.actions.write import SectionExists
    from ssotui.export.clipboard import Delivery


class WaysOut(Commanded[ScreenResultType], Generic[ScreenResultType]):
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

    def target(self) -> Target:
        """Whose keys are wanted.

        Raises:
            SsotuiError: nothing is, or the row cannot have any; the text says why.
        """
        raise NotImplementedError

    def obtain(self, target: Target) -> Outgoing:
        """The keys. Called on a thread."""
        from ssotui.actions.keys import obtain
        from ssotui.actions.ranking import remember_use

        outgoing = obtain(target, self.services.clock, self.ask_mfa)
        remember_use(self.services.clock(), profile=target.name if target.is_profile else None, role=target.role)
        return outgoing

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
        """Copy in the format of the settings."""
        self._start(lambda target: self._copy(target, self.services.settings.copy_format))

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

    def action_console(self) -> None:
        """Open the AWS console."""
        self._start(self._open_console)

    def _start(self, action: Callable[[Target], Any]) -> None:
        """Begin what takes keys out, after a yes where the settings want one."""
        from ssotui.actions.guard import guarded

        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        if guard := guarded(target, self.services.settings):
            self._ask_first(guard.what, lambda: self._begin(target, action))
        else:
            self._begin(target, action)

    def _begin(self, target: Target, action: Callable[[Target], Any]) -> None:
        self.busy(f"fetching keys of {visible(target.name)}")
        action(target)

    def _ask_first(self, what: str, go_on: Callable[[], Any]) -> None:
        from ssotui.tui.screens.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                go_on()

        self.app.push_screen(ConfirmScreen(what, "Go on?"), answered)

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="open the console")
    async def _open_console(self, target: Target, *, signed_in: bool = False) -> None:
        from ssotui.actions.console import console_link, open_link

        clock, ask_mfa = self.services.clock, self.ask_mfa

        def open_it() -> None:
            open_link(console_link(target, clock, ask_mfa=ask_mfa))

        try:
            await in_thread(open_it)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._open_console(target, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        self.post_message(self.Done(f"Opened the console of {visible(target.name)} in the browser."))

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="copy")
    async def _copy(self, target: Target, format_name: str, *, signed_in: bool = False) -> None:
        from ssotui.export.formats import FORMATS

        chosen, clipboard = FORMATS[format_name], self.services.clipboard

        seconds = self.services.settings.clear_clipboard_after

        def copy() -> Delivery:
            return clipboard.copy(chosen.text(self.obtain(target)), clear_after=seconds)

        try:
            delivery = await in_thread(copy)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._copy(target, format_name, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        until = f"It is cleared in {seconds:g} s." if seconds else "It is not cleared."
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
        self.notify(self.conceal(message.text), markup=False)

    @on(Failed)
    def _say_failed(self, message: Failed) -> None:
        self.busy("")
        error, again = message.error, message.again
        if isinstance(error, SignInNeeded) and message.session and again:
            self.sign_in(message.session, lambda _: again())
            return
        said = self.conceal(f"{visible(error.message)}\n{visible(error.hint)}".strip())
        self.notify(said, severity="error", timeout=10, markup=False)

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
