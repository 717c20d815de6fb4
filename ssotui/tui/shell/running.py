"""A command of the table, and the ways to run one without its key: the palette picks it, an empty list offers it."""

from __future__ import annotations

from ssotui.tui.shell.commands import LISTS, Placed
from ssotui.tui.shell.flow import Context, cast_host

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any, TypeAlias

    from textual.screen import Screen

    from ssotui.tui.shell.commands import Needs, Place
    from ssotui.tui.shell.row import Row

    Choices: TypeAlias = "Callable[[Any], Iterable[tuple[str, str]]]"
    """Lists values and their titles, from the main screen."""

    Choose: TypeAlias = "Callable[[Context, Row, str], Awaitable[str | None]]"
    """Does a command with one of its values, and gives what to say of it."""

    Run: TypeAlias = "Callable[[Context, Row], Awaitable[str | None]]"
    """Does a command, and gives what to say of it, or ``None`` where there is nothing to say."""


class Command(Placed):
    """One thing that a person can do on the screen.

    Attributes:
        run: the coroutine that does it.
        opens_late: whether it may open a dialog after it has waited for the network or a file.
        choices: list what it can be given at once, each with a title, for the palette.
        choose: does it with one of these.
        choosing: what it does with one of these, in a sentence.
    """

    def __init__(
        self,
        name: str,
        keys: tuple[str, ...],
        title: str,
        explanation: str,
        run: Run,
        *,
        places: frozenset[Place] = LISTS,
        footer: frozenset[Place] = frozenset(),
        opens_late: bool = False,
        synonyms: str = "",
        needs: Needs | None = None,
        choices: Choices | None = None,
        choose: Choose | None = None,
        choosing: str = "",
    ) -> None:
        super().__init__(name, keys, title, explanation, places=places, footer=footer, synonyms=synonyms, needs=needs)
        self.run, self.opens_late = run, opens_late
        self.choices, self.choose, self.choosing = choices, choose, choosing or explanation


async def run_pick(context: Context, picked: str) -> None:
    """Do the command of an entry of the palette, with what it is given there."""
    name, _, value = picked.partition("=")
    command = context.app.keymap[name]
    if not (value and isinstance(command, Command) and command.choose):
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
