"""Sign in to a session, step by step: the screen and the command line show the same events.

Nothing is written before the token is here, so that cancelling leaves no trace. A service that does not answer keeps
nobody: the call is abandoned, the session is free for another sign-in at once, and what the service says in the end is
not heard.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta

from ssotui.actions.background import Waiter
from ssotui.actions.browser.loopback_page import PageText
from ssotui.actions.settings.loading import current
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.callback_listener import NOT_DONE, CallbackListener, PortTaken
from ssotui.actions.sign_in.patience import GLANCE, Deadline, Patience, Turns
from ssotui.actions.sign_in.tokens import known_token, renewal_lock
from ssotui.aws.caches import registrations, sso_cache, stores
from ssotui.aws.services import start_url
from ssotui.aws.services.oidc_sign_in import SignInRequests, StaleRegistration
from ssotui.model.client_settings import ClientSettings
from ssotui.model.clock import Clock, describe_left
from ssotui.model.errors import Cancelled, ServiceFailure, SignInNeeded, UnusableFile
from ssotui.model.paths import shown
from ssotui.model.secret import Secret
from ssotui.model.sign_in import (
    Choice,
    DeviceCode,
    Elsewhere,
    Event,
    Exchanging,
    Flow,
    Note,
    Prompt,
    Queued,
    Registration,
    SignedIn,
    SlowedDown,
    Wait,
)
from ssotui.model.token import SsoSession, SsoToken, TokenStatus
from ssotui.storage import state
from ssotui.storage.files import resolve
from ssotui.storage.locks import LOCK_SECONDS, Busy, locked

PKCE_LASTS = timedelta(minutes=10)
"""How long the AWS CLI waits for the browser (``AuthCodeFetcher._OVERALL_TIMEOUT``)."""

SLOW_DOWN = 5.0
"""Seconds that each ``slow_down`` adds, for good (RFC 8628, 3.5)."""

ELSEWHERE_SECONDS = 0.25
FAILED_POLLS = 3
"""So many polls in a row that fail in the network end the sign-in."""


class SignIn:
    """One sign-in. :meth:`run` blocks until it has ended, on whichever thread; :meth:`cancel` ends it from another.

    Args:
        session: where to.
        choice: by which flow.
        clock: the time.
        tell: is called with each event, on the thread of :meth:`run` and on threads of its own.
        waiter: how to wait.
        port: of the callback, 0 for any; what the settings say if not given.
        settings: those of the profile that is named; without them, those that the session's profiles agree on.
        turns: the sign-ins that go on beside this one take turns with it in the browser of this machine.
    """

    def __init__(
        self,
        session: SsoSession,
        choice: Choice,
        clock: Clock,
        tell: Callable[[Event], None],
        *,
        waiter: Waiter = threading.Event.wait,
        port: int | None = None,
        settings: ClientSettings | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.session = session
        self.choice = choice
        self._clock = clock
        self._tell = tell
        self._known: SsoToken | None = None
        self._port = current().callback_port if port is None else port
        self._settings = settings
        self._requests = SignInRequests(session, settings)
        self._turns = turns or Turns()
        late = f"Nobody approved the sign-in to {session.label!r} in time."
        self._patience = Patience(clock, waiter, SignInNeeded(late, "Start the sign-in again."))

    def cancel(self) -> None:
        """End it now, without a trace, whatever it waits for; only a token that is being written is written."""
        self._patience.cancel()

    def run(self) -> SsoToken:
        """Sign in; the token is in its file then.

        Raises:
            Cancelled: by :meth:`cancel`, or on the page.
            SignInNeeded: nobody approved in time, or the service takes back what it gave.
            UnusableFile: the start URL, or the folder where the token belongs, cannot be used.
            ServiceFailure: the network or a service failed, or the callback's port is taken.
        """
        # The token that is there does not do, or nobody would sign in; another one that turns up meanwhile does.
        self._known = known_token(self.session)
        with self._alone() as newer:
            if newer:
                self._tell(SignedIn(newer, elsewhere=True))
                return newer
            _check_writable(self.session)
            issuer = self._patience.ask(lambda: start_url.resolve(self.session, self._settings))
            try:
                token = self._attempt(issuer, registrations.read(self.session, self.choice.flow, self._clock()))
            except StaleRegistration:
                token = self._attempt(issuer, None)
        if self.choice.explicit:
            flow_choice.keep(self.session, self.choice.flow)
        self._tell(SignedIn(token))
        return token

    def _attempt(self, issuer: str, registration: Registration | None) -> SsoToken:
        flow = self.choice.flow
        registration = registration or self._patience.ask(lambda: self._requests.register(flow, issuer))
        if self.choice.flow is Flow.DEVICE:
            return self._by_code(registration, issuer)
        try:
            with self._turns.taken(self._wait_for_turn):
                return self._by_browser(registration)
        except PortTaken as error:
            if self.choice.explicit:
                raise
            self._tell(Note(f"{error.message} A device code needs none."))
            self.choice = self.choice._replace(flow=Flow.DEVICE)
            return self._attempt(issuer, registrations.read(self.session, Flow.DEVICE, self._clock()))

    def _wait_for_turn(self, turn: Future[None]) -> None:
        self._tell(Queued())
        self._patience.wait_for(turn)

    def _by_browser(self, registration: Registration) -> SsoToken:
        state, verifier = secrets.token_urlsafe(32), Secret(secrets.token_urlsafe(48))  # 64 characters
        listener = CallbackListener(state, self._patience.wake, lambda line: self._tell(Note(line)), port=self._port)
        outcome = NOT_DONE
        try:
            ends = Deadline.after(PKCE_LASTS, self._clock())
            url = self._requests.authorize_url(
                registration, redirect_uri=listener.redirect_uri, state=state, challenge=_challenge(verifier)
            )
            self._tell(Prompt(Flow.PKCE, url, ends.at, stand_in=lambda: listener.stand_in(url)))
            while not listener.answer:
                self._patience.pause(GLANCE, ends)
            self._tell(Exchanging())
            code = listener.answer.code
            if listener.answer.error or not code:
                raise _denied(listener.answer.error)
            token = self._patience.ask(
                lambda: self._requests.redeem_authorization_code(
                    registration,
                    code=code,
                    verifier=verifier,
                    redirect_uri=listener.redirect_uri,
                    now=self._clock(),
                )
            )
            self._keep(token, registration)
            outcome = PageText(
                f"Signed in to {self.session.label}",
                f"It lasts {describe_left(token.expires_at - self._clock())}. "
                "You can close this page and go back to the terminal.",
            )
        except (SignInNeeded, ServiceFailure, UnusableFile, Cancelled) as error:
            outcome = PageText("Not signed in", f"{error.message} You can close this page.")
            raise
        else:
            return token
        finally:
            listener.close(outcome)

    def _by_code(self, registration: Registration, issuer: str) -> SsoToken:
        code = self._patience.ask(
            lambda: self._requests.start_device_authorization(registration, issuer, self._clock())
        )
        for note in code.notes:
            self._tell(Note(note))
        self._tell(Prompt(Flow.DEVICE, code.url, code.expires_at, code.user_code, code.short_url))
        token = self._poll(registration, code)
        self._keep(token, registration)
        return token

    def _poll(self, registration: Registration, code: DeviceCode) -> SsoToken:
        interval, failures = code.interval, 0
        ends = Deadline.after(code.expires_at - self._clock(), self._clock())
        while True:
            self._patience.rest(interval, ends)
            try:
                outcome = self._patience.ask(
                    lambda: self._requests.redeem_device_code(registration, code.device_code, self._clock())
                )
            except ServiceFailure as error:
                failures += 1
                if failures == FAILED_POLLS:
                    raise
                self._tell(Note(error.message))
                continue
            failures = 0
            if isinstance(outcome, SsoToken):
                return outcome
            if outcome is Wait.SLOW_DOWN:
                interval += SLOW_DOWN
                self._tell(SlowedDown(interval))

    def _keep(self, token: SsoToken, registration: Registration) -> None:
        """Write the registration and the token; a renewal of the old token that is under way ends first."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(UnusableFile):
                self._wait_for_renewal(stack)
            self._patience.go_on()
            with contextlib.suppress(UnusableFile):  # the next sign-in registers anew
                registrations.write(self.session, registration)
            sso_cache.write_token(self.session, token)
            state.keep(lambda kept: kept.set_sign_in(self.session, self._clock(), token.expires_at))

    def _wait_for_renewal(self, stack: contextlib.ExitStack) -> None:
        """Take the lock that a renewal holds. One that hangs in the network is waited for as any writer is."""
        for _ in range(int(LOCK_SECONDS / ELSEWHERE_SECONDS)):
            self._patience.go_on()
            try:
                stack.enter_context(renewal_lock(self.session, seconds=0))
            except Busy:
                self._patience.wait_for(seconds=ELSEWHERE_SECONDS)
            else:
                return

    @contextlib.contextmanager
    def _alone(self) -> Iterator[SsoToken | None]:
        """Be the only sign-in to the session here, and give the token that another one has brought meanwhile."""
        path = resolve(sso_cache.path_of(self.session)).with_suffix(".sign-in")
        told = False
        with contextlib.ExitStack() as stack:
            while True:
                self._patience.go_on()
                try:
                    stack.enter_context(locked(path, seconds=0))
                    break
                except Busy:
                    if not told:
                        self._tell(Elsewhere())
                    told = True
                    self._patience.pause(ELSEWHERE_SECONDS)
            newest = known_token(self.session)
            fresh = newest and (not self._known or newest.access_token != self._known.access_token)
            valid = newest and newest.life.status(self._clock()) is TokenStatus.VALID
            yield newest if fresh and valid else None


def _challenge(verifier: Secret) -> str:
    """Hash the verifier by SHA-256, in URL-safe Base64 without padding (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.reveal().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _denied(error: str) -> Cancelled | SignInNeeded:
    if error == "access_denied":
        return Cancelled("The sign-in was denied on its page.", "Start the sign-in again.")
    known = error if error.isascii() and error.replace("_", "").isalnum() and len(error) < 40 else "an unknown error"
    return SignInNeeded(f"The sign-in's page answered with {known}.", "Start the sign-in again.")


def _check_writable(session: SsoSession) -> None:
    """See that there is a place for the token, before a person is sent to a page.

    Raises:
        UnusableFile: its folder is read-only, or the keychain cannot be used.
    """
    if folder := stores.of_tokens(session).unwritable(sso_cache.file_name(session)):
        raise UnusableFile(
            f"The token cannot be saved: {shown(folder)} is read-only.", "Make it writable, then sign in."
        )
