"""The README's pictures, taken of the demo at a fixed time: ``python -m tests.screenshots`` makes them anew."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

from ssotui.actions.listing.inventory import configured_sessions
from ssotui.actions.settings import loading
from ssotui.demo.sample import ACME, SAMPLE
from ssotui.model.errors import SignInNeeded
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Elsewhere, Event, Flow, SignedIn
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.key_names import shown
from tests.film import Frame, film
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.sandbox import Sandbox, sandbox
from tests.support.settled import drawn
from tests.support.sign_in import ACME_SESSION, OVER_SSH, prompt
from tests.tui.conftest import Person

FOLDER = Path(__file__).parent.parent / "screenshots"
WIDE, NARROW = (120, 36), (80, 24)
LISTED = 9
"""So many accounts have told their roles when the picture of a load is taken."""

Scene = Callable[[Pilot[str]], Awaitable[None]]


@dataclass(frozen=True)
class Picture:
    """What it takes to draw one.

    Attributes:
        keys: what is pressed, one after the other.
        size: of the terminal, columns and lines.
        prepare: changes the demo before the app starts.
        scene: what a person cannot press; after the keys.
        seconds: for a moving picture, how long to show the start, then what each key leads to.
    """

    keys: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    prepare: Callable[[Sandbox], None] = lambda _box: None
    scene: Scene | None = None
    seconds: tuple[float, ...] = ()


def _first_load(box: Sandbox) -> None:
    """Nothing is remembered of acme's accounts, and all but the first dozen take for ever to tell their roles."""
    state.edit(lambda kept: kept.fields.pop("accounts"))
    acme = SAMPLE.instance(ACME)
    assert acme
    slow = [account.account_id for account in acme.accounts[LISTED:]]
    box.portal.switches.fail(Failure.SILENCE, operations=["ListAccountRoles"], accounts=slow)


async def _wait_for_the_fast(pilot: Pilot[str]) -> None:
    screen = cast("MainScreen", pilot.app.screen)

    def told() -> int:
        return sum(bool(known.roles) for known in screen.accounts.listings[ACME_SESSION].accounts)

    person = Person(cast("SsotuiApp", pilot.app), pilot)
    await person.until(done=lambda: told() >= LISTED and drawn(screen.accounts))  # the last ones may not be shown yet
    await pilot.press("home")
    await pilot.pause()


async def _sign_in_by_code(pilot: Pilot[str]) -> None:
    """The service would make up another code each time."""
    app = cast("SsotuiApp", pilot.app)
    screen = SignInScreen(ACME_SESSION)
    await app.push_screen(screen)
    await pilot.pause()
    assert screen.attempt.sign_in
    screen.call_later(screen.hear, screen.attempt.sign_in, prompt(Flow.DEVICE, app.context.clock))


async def _sign_in_to_several(pilot: Pilot[str]) -> None:
    """One is signed in, one has failed, two wait with their codes."""
    app = cast("SsotuiApp", pilot.app)
    sessions = [*configured_sessions(app.context.read()), SsoSession("staging", ACME, "us-east-1")]
    screen = SignInScreen(*sessions)
    await app.push_screen(screen)
    await pilot.pause()
    now, code = app.context.clock(), prompt(Flow.DEVICE, app.context.clock)
    corp = code._replace(**{at: getattr(code, at).replace(ACME, sessions[1].start_url) for at in ("url", "short_url")})
    ends = now + timedelta(hours=8)
    token = SsoToken(access_token=Secret("x"), expires_at=ends, start_url=ACME, region="us-east-1")
    events: tuple[Event | SignInNeeded, ...] = (
        SignedIn(token),
        corp,
        code._replace(user_code="LMNP-QRST"),
        SignInNeeded("Nobody approved the sign-in in time.", "Start the sign-in again."),
        Elsewhere(),
    )
    for attempt, event in zip(screen.attempts, events, strict=True):
        assert attempt.sign_in
        if isinstance(event, SignInNeeded):
            screen.call_later(screen.end, attempt.sign_in, event)
        else:
            screen.call_later(screen.hear, attempt.sign_in, event)


def _silent(box: Sandbox) -> None:
    box.portal.switches.fail(Failure.SILENCE)


PICTURES: Mapping[str, Picture] = {
    "profiles": Picture(("slash", *"prod", "escape")),
    "grouped": Picture(("3", *"sssss", "home")),
    "copying": Picture(("slash", *"pay", "enter", "c"), size=(120, 30), seconds=(1.5, 0.5, 0.25, 0.25, 1.2, 2.2, 3)),
    "filter": Picture(("slash", *"pay", "space", *"prod")),
    "keys": Picture(("slash", *"pay", "enter")),
    "sessions": Picture(("2",)),
    "accounts": Picture(("3",), prepare=_first_load, scene=_wait_for_the_fast),
    "doctor": Picture(("d",)),
    "sign-in": Picture(prepare=_silent, scene=_sign_in_by_code),
    "sign-in-several": Picture(prepare=_silent, scene=_sign_in_to_several),
    "narrow": Picture(size=NARROW),
}


async def draw(name: str) -> str:
    """The picture as SVG; the same on every machine."""
    picture, clock = PICTURES[name], FrozenClock()
    with _in_utc(), sandbox(clock=clock) as box:
        picture.prepare(box)
        app = SsotuiApp(AppContext(FakeClipboard(), clock, UNICODE, surroundings=OVER_SSH, loaded=loading.load()))
        # On a busy machine a toast must not be gone before it is drawn.
        app.NOTIFICATION_TIMEOUT = 3600  # type: ignore[misc] # Textual declares it for classes; this app alone needs it
        async with app.run_test(size=picture.size, notifications=bool(picture.seconds)) as pilot:
            person = Person(app, pilot)
            await person.settle()
            stills = [app.export_screenshot(title="ssotui")]
            for key in picture.keys:
                await pilot.press(key)
                if picture.scene is None:
                    await person.settle()
                if picture.seconds:
                    stills.append(app.export_screenshot(title="ssotui"))
            if picture.scene:
                await picture.scene(pilot)
            await pilot.pause()
            if not picture.seconds:
                # Textual names the styles by all that is on the screen, the paths behind its buttons included.
                return re.sub(r"terminal-\d+", name, app.export_screenshot(title="ssotui")) + "\n"
    pressed = [" ".join(map(shown, picture.keys[:count])) for count in range(len(stills))]
    return film(list(map(Frame, stills, picture.seconds, pressed)))


@contextmanager
def _in_utc() -> Iterator[None]:
    """Local times in the pictures shall not depend on where they are taken."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


if __name__ == "__main__":
    for picture in PICTURES:
        (FOLDER / f"{picture}.svg").write_text(asyncio.run(draw(picture)))
