"""The obstacles to a command, known before its key is pressed: the bar dims it, and pressing it says why."""

from __future__ import annotations

from types import MappingProxyType

from ssotui.model.errors import SsotuiError
from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.tui.shell.row import NOTHING_SELECTED, GroupRow, RoleRow, session_of, target_of

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssotui.model.token import SsoSession
    from ssotui.tui.shell.commands import Placed
    from ssotui.tui.shell.row import Row


class Here(NamedTuple):
    """The row and all else that a command finds if it is pressed now.

    Attributes:
        row: the row under the cursor, or of the dialog.
        selected: whether there are selected rows, which the command is about instead.
        session: the session that is meant, whatever the row is.
        next_step: the ID of the command that an empty list offers; empty for none.
        does: the words for what that does.
        nothing: why there is no row, and what to do.
        obstacles: what else is in the way, by the commands' IDs.
    """

    row: Row = None
    selected: bool = False
    session: SsoSession | None = None
    next_step: str = ""
    does: str = ""
    nothing: SsotuiError = NOTHING_SELECTED
    obstacles: Mapping[str, SsotuiError] = MappingProxyType({})

    def obstacle(self, command: Placed) -> SsotuiError | None:
        """Find what is in the way of the command; ``None`` if nothing is."""
        if error := self.obstacles.get(command.id):
            return error
        return command.needs(self) if command.needs else None


def row_needed(here: Here) -> SsotuiError | None:
    """Tell that there is no row, where that is so."""
    return here.nothing if here.row is None else None


def keys_needed(here: Here) -> SsotuiError | None:
    """Tell why the row has no keys, where that is so; selected rows tell it themselves, each in its place."""
    if here.selected:
        return None
    if here.row is None:
        return here.nothing
    profile = here.row.profile if isinstance(here.row, ProfileRow) else None
    if profile and profile.role_name and not profile.problems:
        return None  # the most of them, for which nothing has to be imported
    try:
        target_of(here.row)
    except SsotuiError as error:
        return error
    return None


def to_open(here: Here) -> SsotuiError | None:
    """Tell why the row cannot be opened; a group folds, and an empty list may offer a step."""
    if here.row is None and here.next_step:
        return None
    if isinstance(here.row, GroupRow) or (isinstance(here.row, RoleRow) and here.row.can_ask):
        return None
    return keys_needed(here._replace(selected=False))


def session_needed(here: Here) -> SsotuiError | None:
    """Tell that the row belongs to no session, where that is so."""
    if here.session or here.selected:
        return None
    if here.row is None:
        return here.nothing
    try:
        session_of(here.row)
    except SsotuiError as error:
        return error
    return None
