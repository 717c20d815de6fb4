"""The panel beside the list follows the cursor."""

from __future__ import annotations

from typing import Generic

from textual import events, on
from textual.screen import ScreenResultType

from ssotui.tui.accounts.view import AccountsView, RoleRow
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.list.row_list import RowList

PANEL_FROM = 100
"""Columns from which there is room for the detail panel."""


class Details(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list with a panel beside it."""

    def on_resize(self, event: events.Resize) -> None:
        """There is room for the panel, or there is not."""
        self.query_one(DetailPanel).display = event.size.width >= PANEL_FROM

    @on(RowList.Moved)
    def _show_detail(self, message: RowList.Moved) -> None:
        subject, expires_at = self.subject_at(message.index), None
        if isinstance(subject, RoleRow) and isinstance(self.view, AccountsView):
            expires_at = self.view.expiries.get(subject.ref)
        self.query_one(DetailPanel).show(subject, expires_at)
