"""The panel beside the list follows the cursor, and tells more of a row on which it rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from textual import events, on, work
from textual.message import Message
from textual.screen import ScreenResultType
from textual.timer import Timer

from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Profile
from ssotui.tui.list_screen import ListScreen
from ssotui.tui.services import in_thread
from ssotui.tui.views.accounts import AccountsView, RoleRow
from ssotui.tui.widgets.detail import DetailPanel
from ssotui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ssotui.actions.provenance import Origin

PANEL_FROM = 100
"""Columns from which there is room for the detail panel."""


class Details(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list with a panel beside it."""

    _rested: Timer | None = None

    @dataclass
    class OriginsFound(Message):
        """Where the values of a profile come from."""

        profile: str
        origins: tuple[Origin, ...]

    def on_resize(self, event: events.Resize) -> None:
        """There is room for the panel, or there is not."""
        self.query_one(DetailPanel).display = event.size.width >= PANEL_FROM

    @on(RowList.Moved)
    def _show_detail(self, message: RowList.Moved) -> None:
        subject, expires_at = self.subject_at(message.index), None
        if isinstance(subject, RoleRow) and isinstance(self.view, AccountsView):
            expires_at = self.view.expiries.get(subject.ref)
        panel = self.query_one(DetailPanel)
        panel.show(subject, expires_at)
        if self._rested:
            self._rested.stop()
        if isinstance(subject, ProfileRow) and panel.display:
            profile = subject.profile
            if wait := self.services.rest_seconds:
                self._rested = self.set_timer(wait, lambda: self._find_origins(profile))
            else:
                self._find_origins(profile)

    @work(exclusive=True, group="origins", exit_on_error=False, description="find where the values come from")
    async def _find_origins(self, profile: Profile) -> None:
        from ssotui.actions.provenance import origins

        found = await in_thread(lambda: origins(profile))
        self.post_message(self.OriginsFound(profile.name, found))

    @on(OriginsFound)
    def _show_origins(self, message: OriginsFound) -> None:
        self.query_one(DetailPanel).show_origins(message.profile, message.origins)
