"""The README's pictures, taken of the demo at a fixed time: ``python -m tests.screenshots`` makes them anew."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ssotui.actions import settings
from ssotui.demo.sandbox import sandbox
from ssotui.tui.app import SsotuiApp
from ssotui.tui.glyphs import UNICODE
from ssotui.tui.services import Services
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock

FOLDER = Path(__file__).parent.parent / "screenshots"
WIDE, NARROW = (120, 36), (80, 24)

PICTURES: Mapping[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "profiles": (WIDE, ("slash", *"prod", "escape")),
    "filter": (WIDE, ("slash", *"pay", "space", *"prod")),
    "keys": (WIDE, ("slash", *"pay", "enter")),
    "sessions": (WIDE, ("2",)),
    "accounts": (WIDE, ("3",)),
    "narrow": (NARROW, ()),
}
"""Each picture's terminal size and the keys that lead to it."""


async def draw(name: str) -> str:
    """The picture as SVG; the same on every machine."""
    size, keys = PICTURES[name]
    clock = FrozenClock()
    with _in_utc(), sandbox(clock=clock):
        app = SsotuiApp(Services(FakeClipboard(), clock, UNICODE, loaded=settings.load()))
        async with app.run_test(size=size) as pilot:
            await app.workers.wait_for_complete()
            for key in keys:
                await pilot.press(key)
                await app.workers.wait_for_complete()
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
