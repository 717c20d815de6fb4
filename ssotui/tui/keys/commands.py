"""The commands of keys: open them, copy, write, use them in a shell, go to the console; for one row and for many."""

from __future__ import annotations

from ssotui.model.errors import UsageError
from ssotui.model.secret import Secret
from ssotui.model.text import visible
from ssotui.tui.shell.commands import EVERYWHERE, LISTS, ON_KEYS, WITH_ROLES, Command, Place
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.shell.row import RoleRow, command_line_of, keys_needed, row_needed, target_of, to_open
from ssotui.tui.shell.running import go_on

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from ssotui.actions.keys.destinations import Destination
    from ssotui.actions.keys.fetching import Target
    from ssotui.tui.keys.batch import KeyBatch
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row

    class _HasBatch(Protocol):
        key_batch: KeyBatch


HERE = WITH_ROLES | ON_KEYS
"""The places with a row that has keys."""


async def open_keys(context: Context, row: Row) -> None:
    """Show the row's keys and the ways out. Of an account whose roles are missing, ask for them again."""
    from ssotui.tui.keys.screen import KeysScreen

    if row is None and await go_on(context):
        return
    if isinstance(row, RoleRow) and row.can_ask:
        context.main.retry_account(row.account)
        return
    await context.ask(KeysScreen(row))
    context.screen.done()


async def copy(context: Context, row: Row) -> str | None:
    """Copy the keys in the default format, or those of the selected rows in the one format that fits many."""
    return await copy_one(context, row, context.app.settings.copy_format)


async def copy_as(context: Context, row: Row) -> str | None:
    """Pick a format, then copy the keys in it."""
    from ssotui.tui.keys.format_menu import FormatMenu

    if context.selected:
        return await _batch(context).copy(context)
    picked = await context.ask(FormatMenu(context.app.settings.copy_format, context.screen.shown_keys))
    return await _copy_in(context, row, picked) if picked else None


def formats(_: object) -> Iterator[tuple[str, str]]:
    """List the formats by their names."""
    from ssotui.export.formats import FORMATS

    yield from ((name, f"Copy as {name}") for name in FORMATS)


async def copy_one(context: Context, row: Row, name: str) -> str | None:
    """Copy the keys in that format, or those of the selected rows in the one format that fits many."""
    return await _batch(context).copy(context) if context.selected else await _copy_in(context, row, name)


def targets(_: object) -> Iterator[tuple[str, str]]:
    """List the kinds of files."""
    from ssotui.export.file_kinds import CREDENTIALS, OFFERED

    yield from ((str(at), f"Write {kind.title}") for at, kind in enumerate((CREDENTIALS, *OFFERED)))


async def _copy_in(context: Context, row: Row, format_name: str) -> str:
    from ssotui.export.clipboard import Delivery
    from ssotui.export.formats import FORMATS

    target, chosen = target_of(row), FORMATS[format_name]
    await context.allowed([target], "Copy its keys?")
    keys = await context.keys(target)
    clipboard, seconds = context.app.clipboard, context.app.settings.clear_clipboard_after
    delivery = await in_thread(lambda: clipboard.copy(chosen.text(keys), clear_after=seconds))
    said = delivery.told(f"{chosen.name} for {visible(target.name)}", seconds)
    if delivery is not Delivery.SENT:
        return said
    write, reveal = (context.app.keymap.text(name) for name in ("keys.write", "keys.reveal"))
    enter = "" if context.screen.place is Place.KEYS else f"{context.app.keymap.text('keys.open')} "
    return f"{said}\nIf it does not arrive: {write} writes a file, {enter}{reveal} shows the values."


async def copy_command(context: Context, row: Row) -> str:
    """Copy the command line that does the same."""
    options = ("--format", context.app.settings.copy_format) if context.screen.place is Place.KEYS else ()
    if not (command := command_line_of(row, *options)):
        raise UsageError("There is no equivalent command for this row.", "Pick another row.")
    delivery = await in_thread(lambda: context.app.clipboard.copy(Secret(command), clear_after=0))
    return f"{delivery.done} {visible(command)}"


async def write(context: Context, row: Row) -> str | None:
    """Write the keys to a file after a look at its diff, or those of the selected rows to the credentials file.

    The dialog opens before the keys are fetched: what is typed ahead is for it.
    """
    return await write_one(context, row, "0")


async def write_one(context: Context, row: Row, at: str) -> str | None:
    """Open the write dialog at that kind of file."""
    from ssotui.actions.keys.destinations import of_keys, of_process

    if context.selected:
        return await _batch(context).write(context)
    target = target_of(row)
    await context.allowed([target], "Write its keys?")

    def gather() -> tuple[Destination, ...]:
        keys = context.screen.shown_keys or context.fetch(target)
        return (*of_keys(target, keys), *((of_process(target.name),) if target.is_profile else ()))

    return await _write_to(context, target, f"Write the keys of {visible(target.name)}", gather, int(at))


async def add_process(context: Context, row: Row) -> str | None:
    """Add a profile that asks ssotui for the keys of this one, after a look at its lines."""
    from ssotui.actions.keys.destinations import of_process

    target = target_of(row)
    await context.allowed([target], "Add a profile that hands out its keys?")
    title = f"Add a profile that asks ssotui for the keys of {visible(target.name)}"
    return await _write_to(context, target, title, lambda: (of_process(target.name),))


async def _write_to(
    context: Context, target: Target, title: str, gather: Callable[[], tuple[Destination, ...]], at: int = 0
) -> str | None:
    from ssotui.actions.keys.confirmation import environment_of_target
    from ssotui.tui.keys.write_dialog import WriteScreen

    environment = environment_of_target(target, context.app.settings)
    said = await context.ask(
        WriteScreen(context.app.conceal(title), lambda: context.signed_in(target.session, gather), environment, at=at)
    )
    return f"{said} {context.app.keymap.text('app.undo')} takes it back." if said else None


async def open_shell(context: Context, row: Row) -> None:
    """Open a shell with the keys; the screen comes back when it ends."""
    from ssotui.tui.keys.subshell import run_shell

    target = target_of(row)
    await context.allowed([target], "Open a shell with its keys?")
    keys = await context.keys(target)
    context.screen.busy("")
    context.say(run_shell(context, keys))


async def reveal(context: Context, _: Row) -> None:
    """Show the values for ten seconds, or hide them again."""
    from ssotui.tui.keys.screen import KeysScreen

    context.on(KeysScreen).reveal()


async def purge(context: Context, _: Row) -> str | None:
    """Show the expired keys that ssotui wrote to the credentials file, and remove them after a yes."""
    from ssotui.actions.keys import purge as expired
    from ssotui.tui.shell.diff_dialog import DiffScreen

    now = context.app.clock()
    found = await in_thread(lambda: expired.preview(now))
    if not await context.ask(DiffScreen(found.what, found.diff)):
        return None
    return await in_thread(lambda: expired.purge(now))


def _batch(context: Context) -> KeyBatch:
    from typing import cast

    return cast("_HasBatch", context.main).key_batch


OPEN = Command(
    "keys.open",
    ("enter",),
    "keys",
    "Get credentials and choose what to do with them.",
    open_keys,
    places=WITH_ROLES,
    footer=EVERYWHERE,
    needs=to_open,
    synonyms="credentials fetch",
)
DEFAULT = Command("keys.default", ("enter",), "copy default", "Copy in the default format.", copy, places=ON_KEYS)
COPY = Command(
    "keys.copy",
    ("c",),
    "copy",
    "Copy the keys to the clipboard in the default format.",
    copy,
    places=HERE,
    footer=EVERYWHERE,
    needs=keys_needed,
    synonyms="clipboard yank export",
)
COPY_AS = Command(
    "keys.copy_as",
    ("C",),
    "copy as",
    "Pick a format, then copy the keys in it.",
    copy_as,
    places=HERE,
    needs=keys_needed,
    synonyms="clipboard export format",
    choices=formats,
    choose=copy_one,
    choosing="Copy the keys in this format.",
)
COPY_COMMAND = Command(
    "keys.copy_command",
    ("dollar_sign",),
    "copy command",
    "Copy the equivalent command.",
    copy_command,
    places=LISTS | ON_KEYS,
    needs=row_needed,
    synonyms="cli",
)
WRITE = Command(
    "keys.write",
    ("w",),
    "write",
    "Write to a file (previews the diff first).",
    write,
    places=HERE,
    footer=EVERYWHERE,
    opens_late=True,
    needs=keys_needed,
    synonyms="save export file dotenv credentials",
    choices=targets,
    choose=write_one,
)
SHELL = Command(
    "keys.shell",
    ("exclamation_mark",),
    "shell",
    "Open a subshell with these credentials; exit returns here.",
    open_shell,
    places=ON_KEYS,
    footer=EVERYWHERE,
    needs=keys_needed,
    synonyms="subshell terminal",
)
REVEAL = Command(
    "keys.reveal",
    ("v",),
    "reveal",
    "Unmask the secret values for 10 seconds.",
    reveal,
    places=ON_KEYS,
    footer=EVERYWHERE,
    synonyms="show unmask secret",
)
ADD_PROCESS = Command(
    "keys.install_process",
    ("P",),
    "credential_process",
    "Add a credential_process profile (for tools without SSO support).",
    add_process,
    places=frozenset({Place.PROFILES, Place.KEYS}),
    needs=keys_needed,
)
PURGE = Command(
    "keys.purge",
    ("X",),
    "purge",
    "Remove the expired keys that ssotui wrote to the credentials file.",
    purge,
    places=LISTS | ON_KEYS,
    opens_late=True,
    synonyms="clean expired remove delete",
)
