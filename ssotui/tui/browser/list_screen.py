"""What everything that is done with the main screen's one list stands on: its rows, by the view that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from textual.screen import ScreenResultType

from ssotui.model.inventory import Inventory
from ssotui.model.token import SsoSession
from ssotui.tui.accounts.view import AccountsView
from ssotui.tui.browser.row_target import Subject, session_of, target_of
from ssotui.tui.list.list_view import EmptyView, ListView
from ssotui.tui.list.row_list import RowList
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.sessions.sign_ins import SignIns
from ssotui.tui.sessions.view import SessionsView
from ssotui.tui.shell.commands import Place

if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target


class ListScreen(SignIns[ScreenResultType], Generic[ScreenResultType]):
    """A screen with a list of which one view at a time is shown."""

    view: ListView = EmptyView()

    @property
    def inventory(self) -> Inventory:
        """As last read."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw the view anew; the cursor stays on its row."""
        raise NotImplementedError

    def show_place(self, place: Place) -> None:
        """Show another view."""
        raise NotImplementedError

    def reread(self) -> None:
        """Read the files again, and draw the view of what they say now."""
        raise NotImplementedError

    @property
    def place(self) -> Place:
        """Which view is shown."""
        return self.view.place

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    @property
    def subject(self) -> Subject:
        """The row under the cursor."""
        return self.subject_at(self.rows.current)

    def subject_at(self, index: int | None) -> Subject:
        """The view's row of that index."""
        match self.view:
            case ProfilesView(rows=rows) | SessionsView(rows=rows) | AccountsView(rows=rows) if index is not None:
                return rows[index]
            case _:
                return None

    def chosen(self) -> list[Subject]:
        """The selected rows, or the one under the cursor."""
        return [self.subject_at(index) for index in self.rows.selected] or [self.subject]

    def target(self) -> Target:
        """The row under the cursor, as what to fetch."""
        return target_of(self.subject)

    def session(self) -> SsoSession:
        """The row's."""
        return session_of(self.subject)

    def action_select(self) -> None:
        """Select the row, or no longer."""
        self.rows.toggle()

    def action_select_all(self) -> None:
        """Select all rows that the filter leaves, or none."""
        self.rows.toggle_all()
