"""One session's sign-in as a person at a screen has it: under way, failed, started over, by one flow or the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future

from ssotui.actions.background import Waiter, start
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.flow_choice import Surroundings
from ssotui.actions.sign_in.patience import Turns
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.actions.sign_in.tokens import good_token
from ssotui.model.clock import Clock
from ssotui.model.errors import Cancelled, SsotuiError, as_ours
from ssotui.model.sign_in import Event, Flow, Note, Prompt, SignedIn, SlowedDown
from ssotui.model.token import SsoSession, SsoToken

LETS_GO_SECONDS = 2.0
"""How long a sign-in waits for the cancelled one before it: a network call may keep that for longer."""

Hear = Callable[[SignIn, Event], None]
End = Callable[[SignIn, BaseException | None], None]
OpenPage = Callable[[str, Callable[[str], None]], None]


class Attempt:
    """Owns the sign-in to one session, and starts it over when a person asks for that.

    Args:
        session: where to.
        clock: the time.
        hear: is called with each event, on the sign-in's threads.
        end: is called when the sign-in has ended, well or not, on its thread.
        open_page: opens a page in the browser; its second argument takes a line that says why it could not.
        surroundings: tells whether a browser here can come back to us; those of this process if not given.
        waiter: how to wait.
        turns: the attempts beside this one take turns with it in the browser.
        renews: whether a token that is good, or can be renewed silently, will do.

    Attributes:
        latest: the last event that said how far it is.
        note: a line about what has gone wrong on the way, and stopped nothing.
    """

    def __init__(
        self,
        session: SsoSession,
        clock: Clock,
        hear: Hear,
        end: End,
        open_page: OpenPage,
        *,
        surroundings: Surroundings | None,
        waiter: Waiter,
        turns: Turns,
        renews: bool,
    ) -> None:
        self.session = session
        self.sign_in: SignIn | None = None
        self.latest: Event | None = None
        self.prompt: Prompt | None = None
        self.note = ""
        self.error: SsotuiError | None = None
        self.token: SsoToken | None = None
        self._clock = clock
        self._hear = hear
        self._end = end
        self._open_page = open_page
        self._surroundings = surroundings
        self._waiter = waiter
        self._turns = turns
        self._renews = renews
        self._under_way: Future[SsoToken] | None = None

    @property
    def outcome(self) -> SsoToken | SsotuiError:
        """The token, or why there is none."""
        return self.token or self.error or Cancelled("It was stopped.")

    @property
    def ended(self) -> bool:
        """Tell whether there is nothing more to wait for."""
        return bool(self.token or self.error)

    @property
    def code(self) -> str:
        """The code that the page asks for, where there is one."""
        return self.prompt.user_code if self.prompt else ""

    @property
    def other_flow(self) -> Flow:
        """The flow to which a person can switch."""
        return self.sign_in.choice.flow.other if self.sign_in else Flow.PKCE

    def begin(self, wanted: Flow | None = None) -> None:
        """Start a sign-in in place of the one there is.

        Args:
            wanted: the flow that the person asks for; ``None`` for the one that fits.
        """
        self.cancel()
        session, clock, renews = self.session, self._clock, self._renews and wanted is None
        choice = flow_choice.choose(session, wanted, self._surroundings)
        this = SignIn(
            session, choice, clock, lambda event: self._hear(this, event), waiter=self._waiter, turns=self._turns
        )
        self.sign_in, self.latest, self.prompt, self.error, self.note = this, None, None, None, ""
        before = self._under_way

        def run() -> SsoToken:
            if before:  # it lets go of the session in a moment, and is not "another ssotui"
                futures.wait([before], LETS_GO_SECONDS)
            if renews and (token := good_token(session, clock)):
                self._hear(this, SignedIn(token))
                return token
            return this.run()

        self._under_way = start(run, "ssotui-sign-in")
        self._under_way.add_done_callback(lambda future: self._end(this, future.exception()))

    def again(self) -> None:
        """Start over by the same flow."""
        self.begin(self.sign_in.choice.flow if self.sign_in and self.sign_in.choice.explicit else None)

    def cancel(self) -> None:
        """End the sign-in, if one is under way."""
        if self.sign_in:
            self.sign_in.cancel()

    def open_page(self) -> None:
        """Open the page in a browser, once there is one."""
        if (prompt := self.prompt) and (source := self.sign_in):
            self._open_page(prompt.to_open(), lambda line: self._hear(source, Note(line)))

    def take(self, event: Event) -> None:
        """Take what the sign-in tells; open its page where this machine has a browser."""
        match event:
            case SlowedDown(interval=interval):
                self.note = f"AWS asked us to slow down; retrying every {interval:g} s."
            case Note(text=text):
                self.note = text
            case Prompt() as prompt:
                self.latest, self.prompt, self.note = prompt, prompt, ""
                if self.sign_in and self.sign_in.choice.browser:
                    self.open_page()
            case SignedIn(token=token):
                self.latest, self.token, self.prompt, self.note = event, token, None, ""
            case _:
                self.latest = event

    def fail(self, error: BaseException) -> None:
        """Take the error that has ended the sign-in."""
        self.error = as_ours(error)
        self.prompt, self.note = None, ""
