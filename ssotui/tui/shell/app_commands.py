"""The commands of every screen: help, palette, mask, undo, reload, back, quit."""

from __future__ import annotations

from ssotui.tui.shell.commands import EVERYWHERE, LISTS, Command, Place
from ssotui.tui.shell.flow import cast_host, in_thread
from ssotui.tui.shell.running import run_pick

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from textual.screen import Screen

    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row


async def show_help(context: Context, _: Row) -> None:
    """Show every key, then do the command that was picked there."""
    from ssotui.tui.shell.help_screen import HelpScreen

    if (place := context.screen.place) and (name := await context.ask(HelpScreen(place, context.screen.here))):
        await context.run(name)


async def open_palette(context: Context, _: Row) -> None:
    """Search every command, then do the one that was picked."""
    from ssotui.storage import state
    from ssotui.tui.shell.palette import Palette

    palette: Screen[Any] = Palette(id="--command-palette", placeholder="Search for commands")
    if picked := await context.ask(palette):
        await in_thread(lambda: state.keep(lambda kept: kept.remember_pick(picked)))
        await run_pick(context, picked)


async def pick_theme(context: Context, _: Row) -> None:
    """Show the themes, and take the one that is picked."""
    from textual.theme import ThemeProvider

    from ssotui.tui.shell.palette import Palette

    await context.ask(Palette(providers=[ThemeProvider], placeholder="Search for themes"))


async def take_theme(context: Context, _: Row, name: str) -> None:
    """Change the colours to that theme."""
    context.host.theme = name


def themes(main: Any) -> Iterator[tuple[str, str]]:
    """List the themes by their names."""
    yield from ((name, f"Theme: {name}") for name in main.app.available_themes)


async def toggle_mask(context: Context, _: Row) -> None:
    """Hide account IDs and e-mails, or show them again."""
    context.app.conceal.on = not context.app.conceal.on
    cast_host(context.host).refresh_all()


async def undo(context: Context, _: Row) -> str | None:
    """Show the last change, and take it back after a yes."""
    from ssotui.actions.files import undo as last_change
    from ssotui.tui.shell.diff_dialog import DiffScreen

    found = await in_thread(last_change.preview)
    if not await context.ask(DiffScreen(found.what, found.diff)):
        return None
    return await in_thread(lambda: last_change.take_back(found.change))


async def reload(context: Context, _: Row) -> None:
    """Read or ask again whatever the screen shows."""
    context.screen.reload()


async def back(context: Context, _: Row) -> None:
    """Go back one step: stop, clear, or close."""
    context.screen.back()


async def suspend(context: Context, _: Row) -> None:
    """Stop the program, as the terminal's own ctrl+z does; the shell's ``fg`` goes on with it."""
    context.host.action_suspend_process()


async def leave(context: Context, _: Row) -> None:
    """End the app at once."""
    context.host.exit()


RELOAD = Command(
    "list.reload",
    ("r",),
    "reload",
    "Read the files again; in Accounts, ask the portal.",
    reload,
    places=EVERYWHERE,
    footer=frozenset({Place.DOCTOR}),
    synonyms="refresh update reread",
)
MASK = Command(
    "view.mask",
    ("m",),
    "mask",
    "Toggle masking of account IDs and e-mails, for a shared screen.",
    toggle_mask,
    places=LISTS | {Place.KEYS, Place.DOCTOR},
    synonyms="hide privacy share",
)
THEME = Command(
    "view.theme",
    ("t",),
    "theme",
    "Change the colours: dark, light, or the terminal's own.",
    pick_theme,
    places=LISTS | {Place.KEYS, Place.DOCTOR},
    synonyms="dark light colour color appearance",
    choices=themes,
    choose=take_theme,
    choosing="Draw the screen in this theme's colours.",
)
UNDO = Command(
    "app.undo",
    ("z",),
    "undo",
    "Undo ssotui's last file change.",
    undo,
    places=EVERYWHERE,
    opens_late=True,
    synonyms="revert back",
)
HELP = Command(
    "app.help",
    ("question_mark",),
    "help",
    "Show every key.",
    show_help,
    places=EVERYWHERE,
    footer=EVERYWHERE,
    synonyms="keys shortcuts bindings",
)
PALETTE = Command(
    "app.palette",
    ("ctrl+p", "colon"),
    "commands",
    "Search every command.",
    open_palette,
    places=EVERYWHERE,
    footer=EVERYWHERE,
)
BACK = Command(
    "app.back",
    ("escape",),
    "back",
    "Cancel, clear the filter or go back.",
    back,
    places=EVERYWHERE,
    footer=EVERYWHERE - LISTS,
)
SUSPEND = Command(
    "app.suspend",
    ("ctrl+z",),
    "suspend",
    "Suspend ssotui and return to the shell; fg brings it back.",
    suspend,
    places=EVERYWHERE,
)
CLOSE = Command("app.close", ("q",), "close", "Close this dialog.", back, places=EVERYWHERE - LISTS)
QUIT = Command(
    "app.quit",
    ("q", "ctrl+c"),
    "quit",
    "Quit ssotui.",
    leave,
    footer=LISTS,
    synonyms="exit leave close bye",
)
