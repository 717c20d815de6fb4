"""The edges of the app: clock, signs, clipboard, browser, settings. Tests put their own in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol, cast

from ssotui.actions.background import Waiter
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.listing.watch import Follow
from ssotui.actions.settings.loading import Loaded
from ssotui.export.clipboard import Clipboard
from ssotui.model.clock import Clock, utc_now
from ssotui.model.inventory import Inventory
from ssotui.model.settings import Settings
from ssotui.tui.drawing.concealing import Masking
from ssotui.tui.drawing.glyphs import Glyphs, for_terminal
from ssotui.tui.shell.commands import Command
from ssotui.tui.shell.keymap import Keymap

if TYPE_CHECKING:
    from textual.app import App

    from ssotui.actions.sign_in.flow_choice import Surroundings


def open_page(url: str, failed: Callable[[str], None]) -> None:
    """Open the page in the person's own browser; what keeps it from that is told in a line."""
    from ssotui.actions.browser.launch import open_browser

    open_browser(url, failed)


@dataclass(eq=False, repr=False)
class AppContext:
    """The edges that all screens share.

    Attributes:
        surroundings: tells whether a browser here can come back to us; ``None`` for this process's own.
        switches: whether a shell waits to be switched when the app ends (``ssotui init``).
        follow: tells that the files have changed; a test that wants it puts it in.
        commands: the command table, which the app puts in.
        conceal: hides account IDs and e-mails of a text, in screen-share mode.
        keymap: the keys in force.
    """

    clipboard: Clipboard
    clock: Clock = utc_now
    glyphs: Glyphs = field(default_factory=for_terminal)
    read: Callable[[], Inventory] = read_inventory
    open_page: Callable[[str, Callable[[str], None]], None] = open_page
    surroundings: Surroundings | None = None
    wait: Waiter = Event.wait
    loaded: Loaded = field(default_factory=Loaded)
    switches: bool = False
    follow: Follow | None = None
    commands: Sequence[Command] = ()
    conceal: Masking = field(init=False)
    keymap: Keymap = field(init=False)

    def __post_init__(self) -> None:
        """Make the keymap and the masking, which follow from the settings."""
        self.conceal = Masking(self.glyphs.mask, on=self.settings.mask)
        self.keymap = Keymap(self.commands, self.settings.keymap, self.glyphs.enter)

    @property
    def settings(self) -> Settings:
        """The settings in force since the start."""
        return self.loaded.settings


class _HasContext(Protocol):
    context: AppContext


def context_of(app: App[Any]) -> AppContext:
    """The edges of our app, for a widget or screen that knows Textual's only."""
    return cast("_HasContext", app).context
