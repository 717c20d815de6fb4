"""The app over the sample home, with a clock that stands still and a clipboard that only remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import Sandbox, sandbox
from tests.support.settled import drawn, idle

SIZE = (120, 36)

PATIENCE = 20.0
"""Seconds after which what a test waits for will not come."""


@pytest.fixture(autouse=True)
def _steady_cursors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cursors of fields from blinking: a picture has them, whenever it is taken."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)


@pytest.fixture
def demo(clock: FrozenClock) -> Iterator[Sandbox]:
    """The demo's home and portal, at the frozen time."""
    with sandbox(clock=clock) as box:
        yield box


@pytest.fixture
def clipboard() -> FakeClipboard:
    """Where the app under test copies to."""
    return FakeClipboard()


@pytest.fixture
def context(clock: FrozenClock, clipboard: FakeClipboard) -> AppContext:
    """The edges of the app under test."""
    return AppContext(clipboard, clock, UNICODE)


ScreenKind = type[Screen[Any]]


class Person:
    """Uses the app as a person does: presses keys, and reads what is on the screen."""

    def __init__(self, app: SsotuiApp, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press the keys, then wait until what they started is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type the text, then wait as :meth:`press` does."""
        await self.press(*({"/": "slash", " ": "space", "-": "minus"}.get(char, char) for char in text))

    async def paste(self, text: str) -> None:
        """Paste the text, then wait as :meth:`press` does."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def burst(self, *keys: str) -> None:
        """Type the keys in one read of the terminal, then wait until what they started is done."""
        driver = self.app._driver
        assert driver
        for key in keys:
            event = events.Key(key, key if len(key) == 1 else None)
            event.set_sender(self.app)
            driver.send_message(event)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to happen: no key waits, and no worker runs but for an answer of this person."""
        deadline = monotonic() + PATIENCE
        quiet = 0
        while quiet < 2:
            if monotonic() > deadline:
                raise AssertionError(f"{[worker.name for worker in self._busy]} did not end:\n{self.text}")
            await self.pilot.pause()
            quiet = quiet + 1 if self._keys_are_handed_out and self._list_is_drawn and not self._busy else 0

    async def until(
        self, *words: str, sees: ScreenKind | None = None, done: Callable[[], object] = lambda: True
    ) -> None:
        """Wait until the screen shows all the words, is of that kind, and that is done; for so long as a test may wait.

        Args:
            words: texts that are on the screen or in a toast.
            sees: the kind of screen on top.
            done: any other condition.
        """
        deadline = monotonic() + PATIENCE
        while not (
            (sees is None or self.sees(sees))
            and all(any(word in text for text in (self.text, *self.toasts)) for word in words)
            and done()
        ):
            if monotonic() > deadline:
                raise AssertionError(f"never came to {words} {sees} {done}:\n{self.text}")
            await self.pilot.pause(0.01)

    @property
    def _busy(self) -> list[Worker[Any]]:
        asking = {worker for hold in self.app.gate.holds for worker in hold.asking}
        return [worker for worker in self.app.workers if not worker.is_finished and worker not in asking]

    @property
    def _list_is_drawn(self) -> bool:
        """Whether the list has drawn its accounts, and its scrollbar, which it tells of other rows after them."""
        main = self.app.screen_stack[0] if self.app.screen_stack else None
        if not isinstance(main, MainScreen):
            return True
        scrollbar = main.rows.vertical_scrollbar
        return drawn(main.accounts) and scrollbar.window_virtual_size == main.rows.virtual_size.height

    @property
    def _keys_are_handed_out(self) -> bool:
        return idle(self.app.gate) or self.app._exit

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""
        return self.app.screen

    def sees(self, kind: ScreenKind) -> bool:
        """Whether that kind of screen is on top."""
        return isinstance(self.app.screen, kind)

    @property
    def lines(self) -> list[str]:
        """What the whole terminal shows, line by line."""
        width, height = self.app.size
        strips = self.screen._compositor.render_strips()
        assert len(strips) in {0, height}  # none of a screen that is just opening
        return [strip.crop(0, width).text for strip in strips]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def shows(self, *words: str) -> bool:
        """Whether one line shows all the words."""
        return any(all(word in line for word in words) for line in self.lines)

    def line(self, *words: str) -> str:
        """The first line that shows all the words."""
        for line in self.lines:
            if all(word in line for word in words):
                return line
        pytest.fail(f"no line shows {words}:\n{self.text}")

    @property
    def toasts(self) -> list[str]:
        """What was notified, oldest first."""
        return [notification.message for notification in self.app._notifications]


@asynccontextmanager
async def using(context: AppContext, size: tuple[int, int] = SIZE) -> AsyncIterator[Person]:
    """Open the app, wait for its first reading, and use it."""
    app = SsotuiApp(context)
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        yield person
