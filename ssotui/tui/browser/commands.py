"""The commands of the main screen's list: views, filter, selection, order, favourites."""

from __future__ import annotations

from ssotui.model.errors import UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.tui.shell.commands import EVERYWHERE, LISTS, WITH_ROLES, Command, Place
from ssotui.tui.shell.row import RoleRow, row_needed

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssotui.tui.browser.screen import MainScreen
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row


async def show_profiles(context: Context, _: Row) -> None:
    """Show the view of profiles."""
    context.main.show_place(Place.PROFILES)


async def show_sessions(context: Context, _: Row) -> None:
    """Show the view of sessions."""
    context.main.show_place(Place.SESSIONS)


async def show_accounts(context: Context, _: Row) -> None:
    """Show the view of accounts."""
    context.main.show_place(Place.ACCOUNTS)


def profiles(main: MainScreen) -> Iterator[tuple[str, str]]:
    """List the profiles by their names."""
    yield from ((row.profile.name, f"Profile {row.profile.name}") for row in main.inventory.profiles)


async def go_to_profile(context: Context, _: Row, name: str) -> None:
    """Show the row of that profile."""
    _main(context).go_to(Place.PROFILES, name)


def sessions(main: MainScreen) -> Iterator[tuple[str, str]]:
    """List the sessions and the other files of the cache."""
    yield from ((entry.key, f"Session {entry.label}") for entry in main.inventory.sessions)


async def go_to_session(context: Context, _: Row, key: str) -> None:
    """Show the row of that session."""
    _main(context).go_to(Place.SESSIONS, key)


async def show_previous(context: Context, _: Row) -> None:
    """Show the view before this one, after the first the last."""
    _show_next(context, -1)


async def show_next(context: Context, _: Row) -> None:
    """Show the view after this one, after the last the first."""
    _show_next(context, 1)


def _show_next(context: Context, by: int) -> None:
    views = [place for place in Place if place in LISTS]
    context.main.show_place(views[(views.index(_main(context).place) + by) % len(views)])


async def go_to_last_used(context: Context, _: Row) -> None:
    """Move the cursor to the row that was used last before this one; again to come back."""
    _main(context).views.go_to_last_used()


async def type_filter(context: Context, _: Row) -> None:
    """Move the keyboard to the filter. The keys typed after this one wait until it is there."""
    await _main(context).type_filter()


async def select(context: Context, _: Row) -> None:
    """Select the row under the cursor, or deselect it."""
    _main(context).rows.toggle()


async def select_all(context: Context, _: Row) -> None:
    """Select all rows that the filter shows; deselect them if they all are selected."""
    _main(context).rows.toggle_all()


async def toggle_favourite(context: Context, row: Row) -> None:
    """Make the row a favourite, or an ordinary row again."""
    if not isinstance(row, ProfileRow | RoleRow):
        raise UsageError("Only a profile or a role can be a favourite.", "Pick one.")
    screen = _main(context)
    screen.sorting.toggle_favourite(row)
    screen.views.redraw()


async def sort(context: Context, _: Row) -> None:
    """Sort the view by the next order."""
    screen = _main(context)
    screen.sorting.arrange(screen.place, screen.sorting.of(screen.place).next)
    screen.views.redraw()


async def reverse(context: Context, _: Row) -> None:
    """Turn the view's order around."""
    screen = _main(context)
    screen.sorting.arrange(screen.place, screen.sorting.of(screen.place).reversed)
    screen.views.redraw()


def _main(context: Context) -> MainScreen:
    from ssotui.tui.browser.screen import MainScreen

    return context.on(MainScreen)


PROFILES = Command(
    "view.profiles",
    ("1",),
    "Profiles",
    "Show every profile.",
    show_profiles,
    choices=profiles,
    choose=go_to_profile,
    choosing="Go to this profile in the list.",
)
SESSIONS = Command(
    "view.sessions",
    ("2",),
    "Sessions",
    "Show every file of the SSO cache.",
    show_sessions,
    choices=sessions,
    choose=go_to_session,
    choosing="Go to it in Sessions.",
)
ACCOUNTS = Command(
    "view.accounts", ("3",), "Accounts", "Show the accounts and roles of the signed-in sessions.", show_accounts
)
PREVIOUS = Command(
    "view.previous", ("left_square_bracket",), "view before", "Show the view before this one.", show_previous
)
NEXT = Command("view.next", ("right_square_bracket",), "next view", "Show the next view.", show_next)
LAST_USED = Command(
    "list.last_used",
    ("minus",),
    "last used",
    "Go to the role used last before this one; again to come back.",
    go_to_last_used,
    places=WITH_ROLES,
)
FILTER = Command(
    "list.filter",
    ("slash",),
    "filter",
    "Filter by any text in a row.",
    type_filter,
    footer=EVERYWHERE,
    synonyms="search find",
)
SELECT = Command(
    "list.select",
    ("space",),
    "select",
    "Select or deselect; write, copy, new profile and sign in act on all selected rows (Sessions: only sign in).",
    select,
    footer=frozenset({Place.SESSIONS, Place.ACCOUNTS}),
    needs=row_needed,
)
SELECT_ALL = Command(
    "list.select_all", ("ctrl+a",), "select all", "Select every row that the filter shows.", select_all
)  # fmt: skip
FAVOURITE = Command(
    "list.favourite",
    ("f",),
    "favourite",
    "Toggle favourite.",
    toggle_favourite,
    places=WITH_ROLES,
    needs=row_needed,
    synonyms="star pin bookmark favorite",
)
SORT = Command(
    "list.sort",
    ("s",),
    "sort",
    "Sort by file, time left, name, account, recent use or group, in turn; a click on a heading sorts by it.",
    sort,
    places=WITH_ROLES,
    synonyms="order arrange",
)
REVERSE = Command(
    "list.reverse",
    ("S",),
    "reverse",
    "Turn the order around.",
    reverse,
    places=WITH_ROLES,
    synonyms="descending ascending",
)
