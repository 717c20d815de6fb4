"""Keys go in order, each to what a person sees or to what the keys before it have opened."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual import events
    from textual.app import App
    from textual.dom import DOMNode
    from textual.worker import Worker

HOLD_SECONDS = 0.3
"""For so long the next key waits for a command; what takes longer is under way, and a person goes on meanwhile."""

HANDLED_SECONDS = 1.0
"""A widget that is gone tells nobody that it has handled its messages; nobody waits longer for it."""


class Hold:
    """Keeps the next key back while a command has yet to open what that key may belong to."""

    def __init__(self, gate: KeyGate) -> None:
        self._gate = gate
        self._since = monotonic()
        self.drops = False
        """Whether the keys that have waited in vain are dropped: they were meant for a dialog that is still to open."""
        self.asking: set[Worker[Any]] = set()
        """The workers that wait for a person by now, who needs their keys for that."""
        gate.holds.add(self)

    @property
    def seconds_left(self) -> float:
        """Seconds until the next key waits no longer; none are left while the command rests."""
        return 0 if self.asking else self._since + HOLD_SECONDS - monotonic()

    def rest(self, worker: Worker[Any]) -> None:
        """Let keys through: a dialog is open, and has the keyboard."""
        self.asking.add(worker)
        self._gate.look_again()

    def resume(self, worker: Worker[Any]) -> None:
        """Keep keys back again: the dialog is closed, and another one may follow."""
        self.asking.discard(worker)
        self._since = monotonic()

    def end(self) -> None:
        """Let keys through: the command has ended."""
        self._gate.holds.discard(self)
        self._gate.look_again()


class KeyGate:
    """Hands out one key or paste at a time, in the order in which they were typed.

    A key is handled when it has gone up from the focused widget to the app. The next one waits until each command
    rests or has ended, for 0.3 seconds at most, so that a dialog which is about to open gets it. A key that has waited
    in vain for a dialog is dropped, lest it act on what lies below; but not ``esc``, which stops the command.
    """

    def __init__(self) -> None:
        self.holds: set[Hold] = set()
        self._waiting = deque["events.Key | events.Paste"]()
        self._passing: events.Key | events.Paste | None = None
        self._closed = True
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def more(self) -> bool:
        """Tell whether keys wait behind the one that is handled."""
        return bool(self._waiting)

    def admits(self, event: events.Key | events.Paste) -> bool:
        """Tell whether the app may hand the event out now; else it comes again in its turn."""
        if event is self._passing:
            self._passing = None
            return True
        if self._closed:
            self._waiting.append(event)
            return False
        self._closed = True
        return True

    def follow(self, app: App[Any], target: DOMNode) -> None:
        """Hand the next key out when the target has handled the one that it was given, or when it is ready at all."""
        self._task = asyncio.create_task(self._release(app, target), name="ssotui-keys")

    def look_again(self) -> None:
        """Look again at the holds, of which one has changed."""
        self._changed.set()

    async def _release(self, app: App[Any], target: DOMNode) -> None:
        for node in target.ancestors_with_self:
            await handled(node)
        while (left := max((hold.seconds_left for hold in self.holds), default=0)) > 0:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        if any(hold.drops and not hold.asking for hold in self.holds):
            self._waiting = deque(event for event in self._waiting if getattr(event, "key", "") == "escape")
        if self._waiting:
            self._passing = self._waiting.popleft()
            app.post_message(self._passing)
        else:
            self._closed = False


async def handled(node: DOMNode) -> None:
    """Wait until the node has handled the messages that it has by now."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            async with asyncio.timeout(HANDLED_SECONDS):
                await done.wait()
