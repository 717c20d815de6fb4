"""The commands of the credential server: serve the row's keys, or those of the selected rows, and stop again."""

from __future__ import annotations

from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.text import counted, visible
from ssotui.tui.shell.commands import LISTS, ON_KEYS, WITH_ROLES, Command
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.shell.row import target_of

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Protocol

    from ssotui.actions.keys.fetching import Target
    from ssotui.tui.serving.control import ServingControl
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row

    class _HasServer(Protocol):
        serving: ServingControl


async def serve(context: Context, row: Row) -> str:
    """Serve the keys to programs of this machine, and copy the variables by which they find the server."""
    from ssotui.actions.listing.ranking import remember_use
    from ssotui.actions.serving.variables import as_env
    from ssotui.export import core_dumps

    targets = _targets(context, row)
    await context.allowed(targets, "Serve its keys?" if len(targets) == 1 else "Serve their keys?")
    core_dumps.forbid()
    server = _main(context).serving.start(targets)
    names = [target.name for target in targets]
    clipboard, seconds = context.app.clipboard, context.app.settings.clear_clipboard_after
    delivery = await in_thread(lambda: clipboard.copy(as_env(server, names), clear_after=seconds))
    for target in targets:
        remember_use(context.app.clock(), profile=target.name if target.is_profile else None, role=target.role)
    what = f"of {visible(names[0])}" if len(names) == 1 else f"of {len(names)} rows, each below its name"
    return delivery.told(f"the variables {what}, for a shell whose programs are to ask the server", seconds)


async def stop(context: Context, _: Row) -> str:
    """Stop the credential server of this screen."""
    serving = _main(context).serving
    if not serving.runs:
        raise UsageError("Nothing is served.", "The command Serve these credentials begins it.")
    serving.stop()
    return "Stopped serving. Programs keep the keys that they have until those end."


def _targets(context: Context, row: Row) -> list[Target]:
    """Find the targets of the selected rows, each under a name of its own, or the row's.

    Raises:
        SsotuiError: there are no keys; of several rows, the first that has none says why.
    """
    if not context.selected:
        return [target_of(row)]
    from ssotui.tui.keys.batch_items import items_of

    items = items_of(context.selected)
    targets = [item.target for item in items if not isinstance(item.target, SsotuiError)]
    for item in items:
        if isinstance(item.target, SsotuiError):
            context.say(
                f"{counted(len(items) - len(targets), 'row')} without keys: {item.target.message}", warning=True
            )
            if not targets:
                raise item.target
            break
    return targets


def _main(context: Context) -> _HasServer:
    from typing import cast

    return cast("_HasServer", context.host.screen_stack[0])


SERVE = Command(
    "keys.serve",
    (),
    "serve these credentials",
    "Serve them to programs of this machine, which get new ones before these end; copy the variables.",
    serve,
    places=WITH_ROLES | ON_KEYS,
    synonyms="server container docker terraform long job",
)
STOP = Command(
    "keys.stop_serving",
    (),
    "stop serving",
    "Stop the credential server.",
    stop,
    places=LISTS | ON_KEYS,
    synonyms="server",
)
