"""The words of a list without rows, and the one command that goes on from there: the first minutes of a newcomer."""

from __future__ import annotations

from ssotui.actions.listing.inventory import configured_sessions
from ssotui.model.errors import UsageError
from ssotui.model.inventory import Inventory
from ssotui.model.text import visible
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import NO_SESSION, Empty, ListView
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.row import Here, Row


def here_of(row: Row, view: ListView, inventory: Inventory, keymap: Keymap) -> Here:
    """Give what a command pressed now would find; where there is no row, the way out that fits.

    Args:
        row: the row under the cursor.
        view: the view that is shown; its rows are hidden by the filter, if it has any and none is under the cursor.
        inventory: the files as last read.
        keymap: the keys in force.
    """
    if row is not None:
        return Here(row)
    if len(view):
        hidden = UsageError("No row matches the filter.", f"Press {keymap.text('app.back')} to clear it.")
        return Here(nothing=hidden)
    empty, sessions = view.empty, configured_sessions(inventory)
    step = f"Press {keymap.shown('enter')} to {empty.does}." if empty.command else empty.hint
    nothing = UsageError(empty.what or "There are no rows.", step)
    session = sessions[0] if len(sessions) == 1 else None
    return Here(session=session, next_step=empty.command, does=empty.does, nothing=nothing)


def empty_state(
    place: Place, inventory: Inventory, glyphs: Glyphs, *, signed_in: bool, asking: bool = False, error: str = ""
) -> Empty:
    """Say why the view has no rows, and which command goes on from there.

    Args:
        place: the view.
        inventory: the files as last read.
        glyphs: the signs of the terminal.
        signed_in: whether a session's token can be used or renewed.
        asking: whether the portal is being asked, or about to be.
        error: what the portal's failure says, if it has failed.
    """
    if place is Place.SESSIONS:
        return NO_SESSION
    sessions = configured_sessions(inventory)
    what = "No profiles yet." if place is Place.PROFILES else "No accounts yet."
    if not sessions:
        return NO_SESSION._replace(what=what)
    if not signed_in:
        names = [visible(session.label) for session in sessions]
        said = f"You're not signed in to {' or '.join(names)}."
        next_step = ("session.sign_in", f"sign in to {names[0]}")
        return Empty(what, said, *(next_step if len(names) == 1 else ("view.sessions", "pick a session to sign in to")))
    if place is Place.PROFILES:
        said = "You need none: you are signed in, and the portal lists your accounts and roles."
        return Empty(what, said, "view.accounts", "show them")
    if asking:
        return Empty(f"Asking the portal for your accounts{glyphs.ellipsis}")
    said = "The portal lists none for you. Ask your AWS administrator to assign you one."
    return Empty(what, visible(error) or said, "list.reload", "ask again")
