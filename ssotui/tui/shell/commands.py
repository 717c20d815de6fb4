"""The words of the command table: places, entries, and the moves of the cursor. Imports nothing of Textual."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any, TypeAlias

    from ssotui.model.errors import SsotuiError
    from ssotui.tui.shell.row import Here, Row

    Needs: TypeAlias = "Callable[[Here], SsotuiError | None]"
    """Finds what is in the way of a command, in what the screen has now."""

    Run: TypeAlias = "Callable[[Any, Row], Awaitable[str | None]]"
    """Does a command by its :class:`ssotui.tui.shell.flow.Context`, and gives what to say of it, if anything."""

    Choices: TypeAlias = "Callable[[Any], Iterable[tuple[str, str]]]"
    """Lists values and their titles, from the main screen."""

    Choose: TypeAlias = "Callable[[Any, Row, str], Awaitable[str | None]]"
    """Does a command with one of its values, and gives what to say of it."""


class Place(StrEnum):
    """Where a command applies: one of the three views, or a screen with commands of its own."""

    PROFILES = "profiles"
    SESSIONS = "sessions"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    SIGN_IN = "sign-in"
    DOCTOR = "doctor"


PLACE_NAMES = {
    Place.PROFILES: ("Profiles", "view.profiles"),
    Place.SESSIONS: ("Sessions", "view.sessions"),
    Place.ACCOUNTS: ("Accounts", "view.accounts"),
    Place.KEYS: ("the Keys screen", "keys.open"),
    Place.SIGN_IN: ("the sign-in screen", "session.sign_in"),
    Place.DOCTOR: ("the doctor", "app.doctor"),
}
"""The name of each place for people, and the ID of the command that leads there."""

LISTS = frozenset({Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS})
WITH_ROLES = frozenset({Place.PROFILES, Place.ACCOUNTS})
ON_KEYS = frozenset({Place.KEYS})
SIGNING_IN = frozenset({Place.SIGN_IN})
EVERYWHERE = frozenset(Place)


class Command:
    """One thing that a person can do on the screen: a line of the table.

    Attributes:
        id: stable name, by which a key is remapped.
        keys: Textual key names, the first one shown; none for an entry that only the palette has.
        title: a word or two for the footer and the palette.
        help: one sentence for the help screen, the palette and the README.
        places: where it applies.
        synonyms: other words by which a person looks for it.
        needs: finds what is in the way of it; without, nothing ever is.
        footer: the places whose bottom line shows it; the help always does.
        run: the coroutine that does it; ``None`` where the screen does it itself.
        opens_late: whether it may open a dialog after it has waited for the network or a file.
        choices: list what it can be given at once, each with a title, for the palette.
        choose: does it with one of these.
        choosing: what it does with one of these, in a sentence.
    """

    def __init__(
        self,
        id: str,  # noqa: A002 - the word for it everywhere
        keys: tuple[str, ...],
        title: str,
        help: str,  # noqa: A002 - the word for it everywhere
        run: Run | None = None,
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
        self.id, self.keys, self.title, self.help = id, keys, title, help
        self.places, self.footer, self.synonyms, self.needs = places, footer, synonyms, needs
        self.run, self.opens_late = run, opens_late
        self.choices, self.choose, self.choosing = choices, choose, choosing or help


class Move(Command):
    """One way to move the cursor of the list, by the list's own Textual action."""

    def __init__(self, name: str, keys: tuple[str, ...], title: str, explanation: str, action: str) -> None:
        super().__init__(name, keys, title, explanation)
        self.action = action


MOVES: tuple[Move, ...] = (
    Move("move.up", ("up", "k"), "up", "Go up one row.", "move(-1)"),
    Move("move.down", ("down", "j"), "down", "Go down one row.", "move(1)"),
    Move("move.page_up", ("pageup",), "page up", "Go up one screenful.", "page(-1)"),
    Move("move.page_down", ("pagedown",), "page down", "Go down one screenful.", "page(1)"),
    Move("move.half_up", ("ctrl+u",), "half a page up", "Go up half a screenful.", "page(-0.5)"),
    Move("move.half_down", ("ctrl+d",), "half a page down", "Go down half a screenful.", "page(0.5)"),
    Move("move.first", ("home", "g"), "first", "Go to the first row.", "edge(-1)"),
    Move("move.last", ("end", "G"), "last", "Go to the last row.", "edge(1)"),
    Move("move.fold", ("left",), "fold", "Fold the group, where the rows are grouped.", "fold(-1)"),
    Move("move.unfold", ("right",), "unfold", "Unfold the group.", "fold(1)"),
)
"""The moves of the list's cursor. Their keys can be remapped as all others; the palette and the bar leave them out."""
