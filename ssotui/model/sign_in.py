"""The nouns of a sign-in: its two flows, what it registers, and what happens on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken


class Flow(StrEnum):
    """The way in which a person's approval comes back to us."""

    PKCE = "pkce"
    """The browser is on this machine, and is sent back to a listener of ours."""
    DEVICE = "device"
    """The browser is anywhere; the person compares a code, and we ask until they have answered."""

    @property
    def other(self) -> Flow:
        """The flow to which a person can switch."""
        return Flow.DEVICE if self is Flow.PKCE else Flow.PKCE


class Choice(NamedTuple):
    """The flow of a sign-in, why it is this one, and whether this machine has a browser to open."""

    flow: Flow
    reason: str
    browser: bool
    explicit: bool = False
    """A person asked for it, so it is worth remembering."""


class Registration(NamedTuple):
    """A client registration of one flow; every sign-in and every renewal names one."""

    client_id: str
    client_secret: Secret
    expires_at: datetime
    flow: Flow
    scopes: tuple[str, ...] = ()


class DeviceCode(NamedTuple):
    """The service's answer to the start of a sign-in by device code."""

    device_code: Secret
    user_code: str
    url: str
    """With the code in it: for a browser on this machine, or a phone that reads the QR code."""
    short_url: str
    """Without: for a person who types it."""
    expires_at: datetime
    interval: float
    notes: tuple[str, ...] = ()
    """Sentences about values of the answer that were out of bounds."""


class Wait(StrEnum):
    """Why a device code has brought no token yet."""

    PENDING = "pending"
    SLOW_DOWN = "slow down"


class Elsewhere(NamedTuple):
    """Another ssotui is signing in to the same session: we wait for it."""


class Queued(NamedTuple):
    """Another sign-in of this ssotui has the browser: this one opens its page when that is done."""


class Prompt(NamedTuple):
    """Where the person has to go, and until when. ``user_code`` is empty for PKCE.

    Attributes:
        stand_in: makes an address of this machine that leads to the page, once.
    """

    flow: Flow
    url: str
    expires_at: datetime
    user_code: str = ""
    short_url: str = ""
    stand_in: Callable[[], str] | None = None

    def to_open(self) -> str:
        """The address on the browser's command line, where everybody on the machine can read it."""
        return self.stand_in() if self.stand_in else self.url


class SlowedDown(NamedTuple):
    """The service wants to be asked less often."""

    interval: float


class Note(NamedTuple):
    """A line worth reading that stops nothing: no browser, a stray answer, a failed try."""

    text: str


class Exchanging(NamedTuple):
    """The person has approved; the token is being fetched."""


class SignedIn(NamedTuple):
    """The token is in its file. ``elsewhere``: another process or tool has put it there."""

    token: SsoToken
    elsewhere: bool = False


Event = Elsewhere | Queued | Prompt | SlowedDown | Note | Exchanging | SignedIn
"""What a sign-in tells on its way. None of them shows a secret."""
