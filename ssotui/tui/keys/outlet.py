"""What every way out begins with: whose keys are wanted, a yes where one is asked for, a sign-in where it takes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from textual import on
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.shell.command_screen import Commanded

if TYPE_CHECKING:
    from ssotui.actions.keys.confirmation import Guarded
    from ssotui.actions.keys.fetching import Target
    from ssotui.model.profile import Profile


class Outlet(Commanded[ScreenResultType], Generic[ScreenResultType]):
    """A screen that knows whose keys are wanted, and can get them."""

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
    class MfaWanted(Message):
        """A role wants the code of an MFA device; a thread waits for ``answer``."""

        serial: str
        answer: Future[str | None]

    def target(self) -> Target:
        """Whose keys are wanted.

        Raises:
            SsotuiError: nobody's are, or the row cannot have any; the text says why.
        """
        raise NotImplementedError

    def obtain(self, target: Target) -> Outgoing:
        """The keys. Called on a thread."""
        from ssotui.actions.keys.fetching import obtain
        from ssotui.actions.listing.ranking import remember_use

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
        from ssotui.tui.sessions.sign_in_screen import SignInScreen

        def ended(said: str | None) -> None:
            if said:
                then(said)

        self.app.push_screen(SignInScreen(session), ended)

    def start(self, question: str, action: Callable[[Target], Any]) -> None:
        """Begin what takes keys out, after a yes to the question where the settings want one."""
        try:
            target = self.target()
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return

        def begin() -> None:
            self.busy(f"fetching keys of {visible(target.name)}")
            action(target)

        self.when_allowed([target], question, begin)

    def when_allowed(self, wanted: Iterable[Target | Profile], question: str, go_on: Callable[[], Any]) -> None:
        """Go on; first ask, if the environment of any of these wants that."""
        from ssotui.actions.keys.confirmation import guarded_among

        guards = guarded_among(wanted, self.services.settings)
        if guards:
            self._ask_first(guards, question, go_on)
        else:
            go_on()

    def _ask_first(self, guards: list[Guarded], question: str, go_on: Callable[[], Any]) -> None:
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                go_on()

        first, more = guards[0], f"and {len(guards) - 1} more like it" if len(guards) > 1 else ""
        self.app.push_screen(ConfirmScreen(self.conceal(first.whose), question, more, first.environment), answered)

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
        from ssotui.tui.keys.mfa_dialog import MfaScreen

        self.app.push_screen(MfaScreen(message.serial), message.answer.set_result)
