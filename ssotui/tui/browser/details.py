"""The panel beside the list follows the cursor."""

from __future__ import annotations

from typing import Generic

from textual import on
from textual.screen import ScreenResultType

from ssotui.tui.accounts.view import AccountsView, RoleRow
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.list.columns import NAMED, PANEL, panel_width
from ssotui.tui.list.row_list import RowList


class Details(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list with a panel beside it."""

    def on_resize(self) -> None:
        """Share the new width between the list and the panel."""
        self.share_width()

    def share_width(self) -> None:
        """Give the panel the cells that the list can spare."""
        panel, rows = self.query_one(DetailPanel), self.rows
        width = panel_width(self.app.size.width, rows.needs(), rows.needs(NAMED))
        panel.display = width > 0
        panel.styles.width = width or PANEL

    @on(RowList.Moved)
    def show_detail(self) -> None:
        """Show the row that is under the cursor by now, wherever it was when the message was sent."""
        self.share_width()
        subject, expires_at = self.subject, None
        if isinstance(subject, RoleRow) and isinstance(self.view, AccountsView):
            expires_at = self.view.expiries.get(subject.ref)
        self.query_one(DetailPanel).show(subject, expires_at)
