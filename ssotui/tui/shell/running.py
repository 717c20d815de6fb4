"""Run a command without its key: the palette picks it, an empty list offers it."""

from __future__ import annotations

from ssotui.tui.shell.flow import Context, cast_host

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any

    from textual.screen import Screen


async def run_pick(context: Context, picked: str) -> None:
    """Do the command of an entry of the palette, with what it is given there."""
    name, _, value = picked.partition("=")
    command = context.app.keymap[name]
    if not (value and command.choose):
        await context.run(name)
    elif said := await command.choose(context, context.row, value):
        context.say(said)
        context.screen.done()


async def go_on(context: Context) -> bool:
    """Do what a list without rows offers; whether it offers anything."""
    if name := context.screen.here.next_step:
        await context.do(name)
    return bool(name)


def stop_commands(screen: Screen[Any]) -> bool:
    """Stop the commands of the screen that wait for the network or a file; whether there were any."""
    app = cast_host(screen.app)
    asking = {worker for hold in app.gate.holds for worker in hold.asking}
    waiting = [
        worker
        for worker in screen.app.workers
        if worker.node is screen and worker.group in app.context.keymap.ids - {"app.back"}
        if worker.is_running and worker not in asking
    ]
    for worker in waiting:
        worker.cancel()
    return bool(waiting)
