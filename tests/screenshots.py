"""The README's pictures, taken of the demo at a fixed time: ``python -m tests.screenshots`` makes them anew."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

from ssotui.actions.settings import loading
from ssotui.demo.sample import ACME, SAMPLE
from ssotui.model.sign_in import Flow
from ssotui.storage import state
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.sandbox import Sandbox, sandbox
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
    """

    keys: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    prepare: Callable[[Sandbox], None] = lambda _box: None
    scene: Scene | None = None


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

    while told() < LISTED:
        await pilot.pause(0.01)
    await pilot.press("home")
    while not screen.accounts.drawn:  # the last ones are not on the screen yet
        await pilot.pause(0.01)


async def _sign_in_by_code(pilot: Pilot[str]) -> None:
    """The service would make up another code each time."""
    app = cast("SsotuiApp", pilot.app)
    screen = SignInScreen(ACME_SESSION)
    await app.push_screen(screen)
    await pilot.pause()
    assert screen.attempt.sign_in
    screen.post_message(screen.Heard(screen.attempt.sign_in, prompt(Flow.DEVICE, app.context.clock)))


def _silent(box: Sandbox) -> None:
    box.portal.switches.fail(Failure.SILENCE)


PICTURES: Mapping[str, Picture] = {
    "profiles": Picture(("slash", *"prod", "escape")),
    "filter": Picture(("slash", *"pay", "space", *"prod")),
    "keys": Picture(("slash", *"pay", "enter")),
    "sessions": Picture(("2",)),
    "accounts": Picture(("3",), prepare=_first_load, scene=_wait_for_the_fast),
    "doctor": Picture(("d",)),
    "sign-in": Picture(prepare=_silent, scene=_sign_in_by_code),
    "narrow": Picture(size=NARROW),
}


async def draw(name: str) -> str:
    """The picture as SVG; the same on every machine."""
    picture, clock = PICTURES[name], FrozenClock()
    with _in_utc(), sandbox(clock=clock) as box:
        picture.prepare(box)
        app = SsotuiApp(AppContext(FakeClipboard(), clock, UNICODE, surroundings=OVER_SSH, loaded=loading.load()))
        async with app.run_test(size=picture.size) as pilot:
            person = Person(app, pilot)
            await person.settle()
            for key in picture.keys:
                await pilot.press(key)
                if picture.scene is None:
                    await person.settle()
            if picture.scene:
                await picture.scene(pilot)
            await pilot.pause()
            return app.export_screenshot(title="ssotui") + "\n"


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
