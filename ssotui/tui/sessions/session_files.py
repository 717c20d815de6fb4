"""What is done with the sessions' files: make a session, delete a file of the cache."""

from __future__ import annotations

from typing import Generic

from textual import work
from textual.screen import ScreenResultType

from ssotui.aws import locations
from ssotui.model.errors import SsotuiError
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import SsoSession
from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import in_thread


class SessionFiles(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list that has the files of the SSO cache among its rows."""

    def action_open_session(self) -> None:
        """The accounts, once somebody is signed in; where there is no session at all, the form for one."""
        entry = self.subject
        if not len(self.view):
            self.action_new_session()
        elif isinstance(entry, CacheEntry) and entry.session and entry.life.status(self.services.clock()).usable:
            self.show_place(Place.ACCOUNTS)
        else:
            self.action_sign_in()

    def action_new_session(self) -> None:
        """The form; what it makes is signed in to at once, and then its accounts are shown."""
        from ssotui.tui.sessions.new_session_form import NewSessionScreen

        def made(session: SsoSession | None) -> None:
            if session:
                self.sign_in(session, signed_in)
            self.reread()

        def signed_in(said: str) -> None:
            self.post_message(self.Done(said))
            self.show_place(Place.ACCOUNTS)

        self.app.push_screen(NewSessionScreen(), made)

    def action_delete_file(self) -> None:
        """Ask, then delete the row's file."""
        from ssotui.actions.sign_in import cache_files
        from ssotui.tui.shell.confirm_dialog import ConfirmScreen

        entry = self.subject
        if not isinstance(entry, CacheEntry):
            return
        try:
            cost = cache_files.cost(entry)
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._delete_file(entry)

        file = locations.shorten(str(entry.path))
        self.app.push_screen(ConfirmScreen(file, "Delete this file?", cost), answered)

    @work(exclusive=True, group="delete", exit_on_error=False, description="delete a file")
    async def _delete_file(self, entry: CacheEntry) -> None:
        from ssotui.actions.sign_in.cache_files import delete_entry

        try:
            said = await in_thread(lambda: delete_entry(entry))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(said))
