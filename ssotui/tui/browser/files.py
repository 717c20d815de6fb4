"""The files as the main screen reads them: at the start, after a command, and when another program changes them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

from ssotui.actions.background import start
from ssotui.actions.listing.inventory import with_key_ends
from ssotui.actions.spare_memory import give_back
from ssotui.model.inventory import Inventory
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.flow import in_thread


class Files:
    """Owns the inventory as last read.

    Args:
        context: the edges of the app.
        take: takes what was read, on any thread.
    """

    def __init__(self, context: AppContext, take: Callable[[Inventory], object]) -> None:
        self.inventory = Inventory()
        self._context = context
        self._take = take
        self._left = Event()
        self._reading = Lock()
        """Two at once, as after a command that the watch sees too, would take the memory of two.

        The watch looks at the files under it too, for the sake of time.
        """

    async def read(self) -> None:
        """Read the files on a thread."""
        self._take(await in_thread(self._read))

    async def read_key_ends(self) -> bool:
        """Read, on a thread, when the keys end of all rows, of which only those in sight were read before.

        Returns:
            Whether there is anything new to show. What was read meanwhile counts.
        """
        before = self.inventory
        whole = await in_thread(lambda: self._with_key_ends(before))
        if self.inventory is not before:
            return False
        self.inventory = whole
        return whole.profiles != before.profiles

    def follow(self, also: Callable[[], bool]) -> None:
        """Read the files whenever another program has changed them, until :meth:`leave`.

        Args:
            also: tells on any thread whether something else has changed that is shown, but is not in the inventory.
        """

        def changed() -> None:
            inventory = self._read()
            if inventory != self.inventory or also():
                self._take(inventory)
            give_back()

        if follow := self._context.follow:
            start(lambda: follow(changed, self._left, self._reading), "ssotui-watch")

    def _with_key_ends(self, inventory: Inventory) -> Inventory:
        with self._reading:
            return with_key_ends(inventory)

    def _read(self) -> Inventory:
        with self._reading:
            return self._context.read()

    def leave(self) -> None:
        """Stop following: nobody is left to tell of changes."""
        self._left.set()
