"""The tools of a command: ask, confirm, sign in, fetch keys, and say what came of it.

A command is one coroutine. It runs in a worker of the screen on which its key was pressed. Whatever it raises is shown
here, in one place.
"""

from __future__ import annotations

from contextvars import ContextVar

from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError, as_ours
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from datetime import timedelta
    from typing import Any, TypeVar

    from textual.app import App
    from textual.screen import Screen

    from ssotui.actions.keys.fetching import Target
    from ssotui.aws.services.attempts import Retry
    from ssotui.model.credentials import Outgoing
    from ssotui.model.profile import Profile
    from ssotui.model.settings import Environment
    from ssotui.model.token import SsoSession
    from ssotui.tui.shell.protocols import CommandScreen, Host, ListScreen

    Result = TypeVar("Result")
    Kind = TypeVar("Kind")


HEARD: ContextVar[Callable[[Retry], None] | None] = ContextVar("heard", default=None)
"""Told of each further attempt of the requests that :func:`in_thread` makes."""


class Dropped(Exception):
    """The person said no: nothing is said, and nothing more is done.

    Args:
        reason: the error that the question was about, if it was about one.
    """

    def __init__(self, reason: SsotuiError | None = None) -> None:
        super().__init__()
        self.reason = reason


async def in_thread(function: Callable[[], Result]) -> Result:
    """Await a blocking call on a daemon thread. Cancelling leaves at once; the thread's result is dropped.

    Raises:
        SsotuiError: the call failed; also where nobody foresaw how, for a worker's other errors are told to nobody.
    """
    from asyncio import wrap_future
    from contextvars import copy_context

    from ssotui.actions.background import start
    from ssotui.actions.spare_memory import give_back

    variables = copy_context()  # a question that the call asks is its worker's

    def run() -> Result:
        try:
            if (heard := HEARD.get()) is None:
                return function()
            from ssotui.aws.services.attempts import heard_by

            with heard_by(heard):
                return function()
        finally:
            give_back()

    try:
        return await wrap_future(start(lambda: variables.run(run)))
    except (SsotuiError, Dropped):
        raise
    except Exception as error:
        raise as_ours(error) from error


def say_failed(app: App[Any], error: SsotuiError) -> None:
    """Say what went wrong, and what to do."""
    from ssotui.tui.shell.context import context_of
    from ssotui.tui.shell.on_screen import said_of

    context = context_of(app)
    app.notify(context.conceal(said_of(error, context.keymap)), severity="error", timeout=10, markup=False)


class Context:
    """The tools of one run of a command: the app's edges, its screen, and the ways to ask, sign in and fetch.

    Args:
        screen: where its key was pressed.
    """

    def __init__(self, screen: CommandScreen) -> None:
        from threading import Lock
        from typing import cast

        from ssotui.tui.shell.key_gate import Hold

        self.screen = screen
        self.row = screen.row
        self.selected = screen.selected
        self.textual = cast("Screen[Any]", screen)
        self.host: App[str] = self.textual.app
        self._ours = cast_host(self.host)
        self.app = self._ours.context
        self._hold = Hold(self._ours.gate)
        self._asking_mfa = Lock()

    @property
    def main(self) -> ListScreen:
        """The main screen, whatever lies over it."""
        from typing import cast

        return cast("ListScreen", self.host.screen_stack[0])

    def on(self, kind: type[Kind]) -> Kind:
        """The screen as one of that kind, for a command that applies there only."""
        if isinstance(self.screen, kind):
            return self.screen
        raise Dropped

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        """Show the dialog, and wait for what it gives. Keys typed meanwhile are the dialog's.

        Raises:
            Dropped: a dialog of its kind is open already.
        """
        from textual.worker import get_current_worker

        from ssotui.tui.shell.key_gate import handled

        if any(type(screen) is type(dialog) for screen in self.host.screen_stack):
            raise Dropped
        worker = get_current_worker()
        answer = self.host.push_screen(dialog, wait_for_dismiss=True)
        answer.add_done_callback(lambda _: self._hold.resume(worker))
        try:
            await handled(dialog)
            await handled(self.host)
            if not answer.done():
                self._hold.rest(worker)
            return await answer
        finally:
            if not answer.done() or answer.cancelled():
                dialog.dismiss(None)  # the command was stopped: nobody waits for the answer any more

    async def allowed(self, wanted: Iterable[Target | Profile], question: str) -> None:
        """Ask the question, if the environment of any of these wants that (``confirm = true``).

        Raises:
            Dropped: the answer was no.
        """
        from ssotui.actions.keys.confirmation import guarded_among

        if not (guards := guarded_among(wanted, self.app.settings)):
            return
        first, more = guards[0], f"and {len(guards) - 1} more like it" if len(guards) > 1 else ""
        await self.confirmed(self.app.conceal(first.whose), question, more, first.environment)

    async def confirmed(
        self, what: str, question: str, detail: str = "", environment: Environment | None = None
    ) -> None:
        """Ask a question whose safe answer is no.

        Args:
            what: the thing at stake.
            question: the question about it.
            detail: what a person should know before they say yes.
            environment: the environment whose label and colour the dialog bears.

        Raises:
            Dropped: the answer was no.
        """
        if not await self.ask(self._ours.confirm_screen(what, question, detail, environment)):
            raise Dropped

    async def sign_in(self, session: SsoSession) -> str:
        """Have the person sign in. Gives what to say of it.

        Raises:
            Dropped: they did not.
        """
        self.screen.busy("")
        if said := await self.ask(self._ours.sign_in_screen(session)):
            return said
        raise Dropped

    async def signed_in(self, session: SsoSession | None, call: Callable[[], Result]) -> Result:
        """Call on a thread; if that needs a sign-in to the session, have the person sign in and call once more.

        Raises:
            SsotuiError: the call failed, or the sign-in was of no use.
            Dropped: the person did not sign in.
        """
        try:
            return await in_thread(call)
        except SignInNeeded as error:
            if session is None:
                raise
            try:
                await self.sign_in(session)
            except Dropped:
                raise Dropped(error) from error
        return await in_thread(call)

    async def keys(self, target: Target) -> Outgoing:
        """The keys of the target: those on the screen, else fetched, after a sign-in where that takes one.

        Raises:
            SsotuiError: there are none to be had.
            Dropped: the person did not sign in.
        """
        if shown := self.screen.shown_keys:
            return shown
        self.screen.busy(f"fetching keys of {visible(target.name)}")
        keys = await self.signed_in(target.session, lambda: self.fetch(target))
        self.screen.take_keys(keys)
        return keys

    def fetch(self, target: Target, min_left: timedelta | None = None) -> Outgoing:
        """Fetch the target's keys, and remember that it was used. Called on a thread.

        Args:
            target: whose keys.
            min_left: how long cached keys must last, as :func:`ssotui.actions.keys.fetching.fetch` has it.
        """
        from ssotui.actions.keys.fetching import obtain
        from ssotui.actions.listing.ranking import remember_use

        keys = obtain(target, self.app.clock, self.ask_mfa, min_left=min_left)
        remember_use(self.app.clock(), profile=target.name if target.is_profile else None, role=target.role)
        return keys

    def ask_mfa(self, serial: str) -> str:
        """Ask the person for the device's code, and wait; one question at a time. Called on a thread.

        Raises:
            Cancelled: they gave none.
        """

        async def ask() -> Any:
            return await self.ask(self._ours.mfa_screen(serial))

        with self._asking_mfa:
            code: Any = self.host.call_from_thread(ask)
        if code is None:
            raise Cancelled("No MFA code was given.", "Try again when you have the device.")
        return str(code)

    def say(self, text: str, *, warning: bool = False) -> None:
        """Say what came of a command."""
        self.host.notify(self.app.conceal(text), severity="warning" if warning else "information", markup=False)

    def session(self) -> SsoSession:
        """The session that the command is about.

        Raises:
            UsageError: there is none.
        """
        from ssotui.tui.shell.row import session_of

        return self.screen.here.session or session_of(self.row)

    def end(self) -> None:
        """Let the next key through: what this has begun is over."""
        self._hold.end()

    def press(self, name: str) -> None:
        """Begin the command of that ID."""
        self.start(name, self.run(name), late=self.app.keymap[name].opens_late)

    async def run(self, name: str) -> None:
        """Do the command of that ID, or say where it would do something."""
        command = self.app.keymap[name]
        if self.screen.place not in command.places:
            self.say(self.app.keymap.why_not(command), warning=True)
        elif error := self.app.keymap.obstacle(command, self.screen.here):
            from ssotui.tui.shell.on_screen import said_of

            self.say(said_of(error, self.app.keymap), warning=True)
        else:
            await self.do(name)

    async def do(self, name: str) -> None:
        """Do the command of that ID, wherever it applies else, and say what came of it."""
        command = self.app.keymap[name]
        if command.run and (said := await command.run(self, self.row)):
            self.say(said)
            self.screen.done()

    def start(self, name: str, todo: Coroutine[Any, Any, None], *, late: bool = False) -> None:
        """Run the coroutine in a worker of the screen, in the place of one of that name that still runs.

        Args:
            name: the worker's name.
            todo: the coroutine.
            late: whether it may open a dialog after it has waited for the network or a file.
        """
        self._hold.drops = late
        self.textual.run_worker(
            self._shown(todo), name=name, group=name, exclusive=True, exit_on_error=False, description=name
        )

    async def _shown(self, todo: Coroutine[Any, Any, None]) -> None:
        HEARD.set(self.screen.waiting.heard if self.screen.waiting else None)
        try:
            await todo
        except Dropped:
            pass
        except Exception as error:  # noqa: BLE001 - a worker's own errors are told to nobody
            say_failed(self.host, as_ours(error))
        finally:
            self._hold.end()
            if self.textual.is_attached:
                self.screen.busy("")


def cast_host(app: App[Any]) -> Host:
    """Cast the app to the :class:`Host` protocol."""
    from typing import cast

    return cast("Host", app)
