"""What the screens share: the clock, the signs, the clipboard, the browser, and calls that do not block the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ssotui.actions.background import Waiter, start, wait
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.listing.watch import Follow
from ssotui.actions.settings.loading import Loaded
from ssotui.export.clipboard import Clipboard
from ssotui.model.clock import Clock, utc_now
from ssotui.model.errors import SsotuiError, unexpected
from ssotui.model.inventory import Inventory
from ssotui.model.settings import Settings
from ssotui.tui.drawing.glyphs import Glyphs, for_terminal
from ssotui.tui.shell.keymap import Keymap

if TYPE_CHECKING:
    from ssotui.actions.sign_in.flow_choice import Surroundings

Result = TypeVar("Result")

OpenPage = Callable[[str, Callable[[str], None]], None]
"""Opens a page in the browser; what keeps it from that is told to the callable, in a line."""


def open_page(url: str, failed: Callable[[str], None]) -> None:
    """In the person's own browser."""
    from ssotui.actions.browser.launch import open_browser

    open_browser(url, failed)


@dataclass(frozen=True, slots=True)
class Services:
    """The edges of the app; tests put their own in."""

    clipboard: Clipboard
    clock: Clock = utc_now
    glyphs: Glyphs = field(default_factory=for_terminal)
    read: Callable[[], Inventory] = read_inventory
    open_page: OpenPage = open_page
    surroundings: Surroundings | None = None
    """What tells whether a browser here can come back to us; ``None`` for this process's own."""
    wait: Waiter = wait
    loaded: Loaded = field(default_factory=Loaded)
    switches: bool = False
    """Whether a shell waits to be switched when the app ends (``ssotui init``)."""
    follow: Follow | None = None
    """What tells that the files have changed; the app's own services have it, a test that wants it puts it in."""

    keymap: Keymap = field(init=False)
    """The keys in force."""

    def __post_init__(self) -> None:
        """The keymap is made of the settings."""
        object.__setattr__(self, "keymap", Keymap(self.settings.keymap, self.glyphs.enter))

    @property
    def settings(self) -> Settings:
        """Those in force since the start."""
        return self.loaded.settings


async def in_thread(function: Callable[[], Result]) -> Result:
    """Await a blocking call on a daemon thread. Cancelling leaves at once; the thread's result is dropped.

    Raises:
        SsotuiError: the call failed; also where nobody foresaw how, for a worker's other errors are told to nobody.
    """
    try:
        return await asyncio.wrap_future(start(function))
    except SsotuiError:
        raise
    except Exception as error:
        raise unexpected(error) from error
