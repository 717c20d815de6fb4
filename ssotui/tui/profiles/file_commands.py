"""The commands that change the files of a profile or a session: edit, rename, delete."""

from __future__ import annotations

from ssotui.model.errors import UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.sessions import CacheEntry
from ssotui.model.text import visible
from ssotui.tui.shell.commands import Command, Place
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.shell.row import NOTHING_SELECTED, row_needed

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable

    from ssotui.model.profile import FilePlace
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row


async def edit(context: Context, row: Row) -> str:
    """Open the person's editor at the row's line of its file; the files are read again when it ends."""
    place = await in_thread(_place_of(row))
    return _edit_at(context, place)


async def edit_settings(context: Context, _: Row) -> str:
    """Open the person's editor at ssotui's own settings, which count from the next start on."""
    from ssotui.model.profile import FilePlace
    from ssotui.storage.settings import settings_file

    return _edit_at(context, FilePlace(str(settings_file()), 1))


def _edit_at(context: Context, place: FilePlace) -> str:
    import os
    from pathlib import Path

    from ssotui.actions.files.editor import editor_of
    from ssotui.aws.locations import shown
    from ssotui.export.processes import lend_terminal
    from ssotui.storage.file_version import stamp
    from ssotui.tui.shell.lending import lend

    editor = editor_of()
    path, where = Path(place.path), shown(place.path)
    before = stamp(path)
    status = lend(
        context,
        lambda: lend_terminal(editor.command(path, place.line), os.environ),
        f"{where} is open in {visible(editor.name)}. ssotui comes back when you close it.",
        instead=f"Edit {shown(place)} elsewhere.",
    )
    if status:
        context.screen.done()
        raise UsageError(f"{editor.name} ended with status {status}.", f"It was to open {shown(place)}.")
    if (after := stamp(path)) == before:
        return f"{where} is unchanged."
    if after is None:
        context.screen.done()
        raise UsageError(f"{where} is gone: {editor.name} has removed it or given it another name.", "Put it back.")
    return f"{where} was saved."


async def rename(context: Context, row: Row) -> str | None:
    """Give the row's profile another name in both files, with what refers to it, after a look at the change."""
    from ssotui.tui.profiles.rename_dialog import RenameScreen

    return await context.ask(RenameScreen(_profile_of(row)))


async def delete(context: Context, row: Row) -> str | None:
    """Delete the row's profile from both files, after a look at the change and at what refers to it."""
    from ssotui.actions.profiles import changing
    from ssotui.tui.shell.diff_dialog import DiffScreen

    name = _profile_of(row)
    change = await in_thread(lambda: changing.deletion(name))
    if not await context.ask(DiffScreen(f"Delete the profile {visible(name)}?", change.diff, change.warning)):
        return None
    said = await in_thread(lambda: changing.delete(change, name))
    return f"{said} {context.app.keymap.text('app.undo')} takes it back."


def _profile_of(row: Row) -> str:
    """Give the name of the row's profile.

    Raises:
        UsageError: the row is no profile.
    """
    if isinstance(row, ProfileRow):
        return row.profile.name
    raise NOTHING_SELECTED


def _place_of(row: Row) -> Callable[[], FilePlace]:
    """Give the search for the row's line, which reads the files and is for a thread.

    Raises:
        UsageError: the row stands in no file that a person edits.
    """
    from ssotui.actions.profiles.file_places import profile_place, session_place

    match row:
        case ProfileRow(profile=profile):
            return lambda: profile_place(profile.name)
        case CacheEntry(session=session) if session:
            return lambda: session_place(session)
        case CacheEntry():
            raise UsageError("This session has no section in the config file.", "Pick a session of the config.")
        case _:
            raise NOTHING_SELECTED


EDIT = Command(
    "profile.edit",
    ("e",),
    "edit",
    "Open your editor at the row's line of the config file.",
    edit,
    places=frozenset({Place.PROFILES, Place.SESSIONS}),
    synonyms="change open vim nano config",
    needs=row_needed,
)
SETTINGS = Command(
    "app.settings",
    ("comma",),
    "settings file",
    "Open your editor at the settings of ssotui.",
    edit_settings,
    synonyms="config preferences options keymap",
)
RENAME = Command(
    "profile.rename",
    ("R",),
    "rename",
    "Rename the profile, and what refers to it (previews the diff).",
    rename,
    places=frozenset({Place.PROFILES}),
    synonyms="move",
    needs=row_needed,
)
DELETE = Command(
    "profile.delete",
    ("delete",),
    "delete profile",
    "Delete the profile from the config and credentials files (previews the diff).",
    delete,
    places=frozenset({Place.PROFILES}),
    opens_late=True,
    synonyms="remove",
    needs=row_needed,
)
