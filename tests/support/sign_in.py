"""Driving a sign-in from a test: a wait that takes no time, and a record of what it told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta

from ssotui.actions.background import start
from ssotui.actions.sign_in.flow_choice import Surroundings
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.model.clock import Clock
from ssotui.model.sign_in import Choice, Event, Flow, Prompt
from ssotui.model.token import SsoSession, SsoToken
from tests.support.clock import FrozenClock
from tests.support.organization import ACME

PATIENCE = 20.0
"""Seconds until a test that waits for a real thing gives up."""

ACME_SESSION = SsoSession("acme", ACME, "us-east-1", ("sso:account:access",))
ACME_CONFIG = """
    [sso-session acme]
    sso_start_url = https://acme.awsapps.com/start
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access
    [profile admin]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    """

DESKTOP = Surroundings({"DISPLAY": ":0"}, "linux", lambda _path: False)
OVER_SSH = Surroundings({"SSH_TTY": "/dev/pts/1"}, "linux", lambda _path: False)

CODE = "BCDF-GHJK"
PAGE = "https://acme.awsapps.com/start/#/device?user_code=BCDF-GHJK"
AUTHORIZE = (
    "https://oidc.us-east-1.amazonaws.com/authorize?response_type=code&client_id=example"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A43210%2Foauth%2Fcallback&state=example&code_challenge_method=S256"
    "&scopes=sso%3Aaccount%3Aaccess&code_challenge=example"
)


def prompt(flow: Flow, clock: Clock) -> Prompt:
    """Where the person is sent; what the service makes up for each sign-in is the same in every picture."""
    ends = clock() + timedelta(minutes=9, seconds=30)
    if flow is Flow.PKCE:
        return Prompt(flow, AUTHORIZE, ends)
    return Prompt(flow, PAGE, ends, CODE, PAGE.partition("?")[0])


class Attempt:
    """One sign-in. Waiting moves the frozen clock on and takes no time.

    Args:
        clock: the frozen clock.
        flow: by which way.
        session: where to.
        explicit: whether a person asked for that flow.
        browser: gets the address of PKCE's page on a thread of its own; waiting for it takes as long as it takes.
        on_wait: is called before each wait with its number, from 1: the person, or the world.
        port: of the callback; what the settings say if not given.

    Attributes:
        told: every event so far.
        waits: the seconds of each wait.
        visits: what ``browser`` came back with.
    """

    def __init__(
        self,
        clock: FrozenClock,
        flow: Flow,
        *,
        session: SsoSession = ACME_SESSION,
        explicit: bool = False,
        browser: Callable[[str], str] | None = None,
        on_wait: Callable[[int], object] = lambda _: None,
        port: int | None = None,
    ) -> None:
        self.told: list[Event] = []
        self.waits: list[float] = []
        self.visits: list[Future[str]] = []
        self._clock = clock
        self._browser = browser
        self._on_wait = on_wait
        choice = Choice(flow, "for a test", browser=False, explicit=explicit)
        self.sign_in = SignIn(session, choice, clock, self._tell, waiter=self._wait, port=port)

    def run(self) -> SsoToken:
        """Sign in."""
        return self.sign_in.run()

    @property
    def kinds(self) -> list[str]:
        """What was told, by name."""
        return [type(event).__name__ for event in self.told]

    @property
    def prompt(self) -> Prompt:
        """Where it sent the person."""
        return next(event for event in self.told if isinstance(event, Prompt))

    @property
    def page(self) -> str:
        """What the browser showed in the end."""
        return self.visits[-1].result(timeout=PATIENCE)

    def _tell(self, event: Event) -> None:
        self.told.append(event)
        if isinstance(event, Prompt) and event.flow is Flow.PKCE and self._browser:
            browser = self._browser
            self.visits.append(start(lambda: browser(event.url)))

    def _wait(self, woken: threading.Event, seconds: float) -> object:
        self.waits.append(seconds)
        self._on_wait(len(self.waits))
        if self._browser and self.sign_in.choice.flow is Flow.PKCE:
            return woken.wait(PATIENCE)
        self._clock.advance(seconds)
        return woken.is_set()
