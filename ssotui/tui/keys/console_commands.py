"""The commands of the AWS console: open it at once, or at a service and in a region; copy the link to it."""

from __future__ import annotations

from ssotui.model.text import visible
from ssotui.storage import state
from ssotui.tui.shell.commands import EVERYWHERE, ON_KEYS, WITH_ROLES, Command
from ssotui.tui.shell.flow import Dropped, in_thread
from ssotui.tui.shell.row import keys_needed, target_of

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row


async def open_console(context: Context, row: Row) -> str:
    """Open the AWS console in the row's role."""
    target = target_of(row)
    await context.allowed([target], "Open its console?")
    return await _opened(context, target)


async def open_console_at(context: Context, row: Row) -> str:
    """Ask for a service and a region, the last used first, and open the console there in the row's role."""
    from ssotui.actions.keys import console
    from ssotui.tui.shell.pick_dialog import PickScreen

    target = target_of(row)
    await context.allowed([target], "Open its console?")
    services = await in_thread(console.services)
    what = f"Which service, in the console of {context.app.conceal(target.name)}?"
    service = await context.ask(PickScreen(what, services, "Type a part of its name, or paste an address."))
    if service is None:
        raise Dropped
    regions, region = await in_thread(lambda: console.regions(target, service)), ""
    if regions:
        asked = await context.ask(PickScreen(f"{service}: in which region?", regions, "Type a part of its name."))
        if asked is None:
            raise Dropped
        region = asked
    said = await _opened(context, target._replace(region=region or target.region), service)
    await in_thread(lambda: state.keep(lambda kept: kept.remember_console(service, region)))
    return said


async def copy_link(context: Context, row: Row) -> str:
    """Copy the link to the AWS console. One that signs in is cleared as keys are; the portal's own names the role."""
    from ssotui.actions.keys.console import console_link

    target, clock, clipboard = target_of(row), context.app.clock, context.app.clipboard
    await context.allowed([target], "Copy the link to its console?")
    context.screen.busy(f"fetching keys of {visible(target.name)}")
    link = await context.signed_in(target.session, lambda: console_link(target, clock, ask_mfa=context.ask_mfa))
    seconds = context.app.settings.clear_clipboard_after if link.is_secret else 0
    delivery = await in_thread(lambda: clipboard.copy(link.url, clear_after=seconds))
    return delivery.told(f"the link to the console of {visible(target.name)}", seconds)


async def _opened(context: Context, target: Target, destination: str | None = None) -> str:
    from ssotui.actions.keys.console import console_link, open_link

    def opened() -> None:
        link = console_link(target, context.app.clock, destination=destination, ask_mfa=context.ask_mfa)
        open_link(link)

    context.screen.busy(f"opening the console of {visible(target.name)}")
    await context.signed_in(target.session, opened)
    return f"Opened the console of {visible(target.name)} in the browser."


CONSOLE = Command(
    "console.open",
    ("o",),
    "console",
    "Open the AWS console in the row's role.",
    open_console,
    places=WITH_ROLES | ON_KEYS,
    footer=EVERYWHERE,
    needs=keys_needed,
)
CONSOLE_AT = Command(
    "console.open_at",
    ("O",),
    "console at",
    "Open the AWS console at a service and in a region.",
    open_console_at,
    places=WITH_ROLES | ON_KEYS,
    synonyms="service region destination",
    opens_late=True,
    needs=keys_needed,
)
COPY_LINK = Command(
    "console.copy_link", ("Y",), "copy link", "Copy the link to the AWS console in the row's role.", copy_link,
    places=WITH_ROLES | ON_KEYS,
    needs=keys_needed,
)  # fmt: skip
