"""Read the files and show the first frame, with the standard library alone."""

from __future__ import annotations

import os

from ssotui.actions.listing.inventory import read_at_start
from ssotui.actions.settings import loading
from ssotui.actions.settings.loading import Loaded
from ssotui.model.clock import utc_now
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.tui.command_table import BY_ID, COMMANDS
from ssotui.tui.drawing.glyphs import for_terminal
from ssotui.tui.drawing.runs import Line
from ssotui.tui.first_frame.inks import NO_COLOUR, Inks, depth_of, read_palette
from ssotui.tui.first_frame.terminal import HeldTerminal
from ssotui.tui.shell.keymap import Keymap

TYPE_CHECKING = False  # type checkers take this for True: what is shown is imported after the files are read
if TYPE_CHECKING:
    from ssotui.tui.browser.opening import Opening


class Started(NamedTuple):
    """The app takes this over, and need not read it again.

    Attributes:
        held: the terminal.
        loaded: the settings.
        inventory: what the files say.
        opening: what is shown on the terminal; ``None`` for nothing.
    """

    held: HeldTerminal
    loaded: Loaded
    inventory: Inventory
    opening: Opening | None = None


def started(held: HeldTerminal, *, picking: bool, query: str = "") -> Started:
    """Read settings and files, and show them on the terminal, if it is held.

    Args:
        held: the terminal.
        picking: whether there is a profile to pick.
        query: the filter to begin with. With one, nothing is shown: what it leaves takes longer to find.

    Of thousands of profiles the screen reads later when the keys end of those that nobody sees yet.
    """
    loaded = loading.load(known_commands=BY_ID)
    inventory = read_at_start()
    opening = _show(held, loaded, inventory, picking=picking) if held.attributes and not query else None
    return Started(held, loaded, opening.inventory if opening else inventory, opening)


def _show(held: HeldTerminal, loaded: Loaded, inventory: Inventory, *, picking: bool) -> Opening | None:
    """Show the first rows, where their colours are known."""
    from ssotui.tui.browser.opening import opened
    from ssotui.tui.first_frame.frame import Frame

    inks = _inks(loading.theme_of(loaded), loaded.settings.theme)
    if inks is None:
        return None
    glyphs, now = for_terminal(), utc_now()
    opening = opened(inventory, loaded.settings, glyphs, now, picking=picking, lines=held.size[1])
    keymap = Keymap(COMMANDS, loaded.settings.keymap, glyphs.enter)
    frame = Frame(opening, keymap, glyphs, now, held.size)
    held.show([_written(line, inks) for line in frame.lines()])
    return opening


def _inks(theme: str, otherwise: str) -> Inks | None:
    """Give the colours of the theme on this terminal; ``None`` where it is not known to us."""
    colours = "NO_COLOR" not in os.environ
    palette = (read_palette(theme) or read_palette(otherwise)) if colours else read_palette(NO_COLOUR)
    return Inks(palette, depth_of(os.environ), colours=colours) if palette else None


def _written(line: Line, inks: Inks) -> str:
    text, before = "", ""
    for part, style, _ in line:
        codes = inks(style)
        text += part if codes == before else f"\x1b[0;{codes}m{part}"
        before = codes
    return f"{text}\x1b[0m"
