"""What a list without rows says, and the one command that goes on from there: the first minutes of a newcomer."""

from __future__ import annotations

from typing import Generic

from textual.screen import ScreenResultType

from ssotui.actions.listing.inventory import configured_sessions
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.accounts.account_loading import AccountLoading
from ssotui.tui.list.list_view import NO_SESSION, Empty
from ssotui.tui.shell.commands import BY_ID, Place


class FirstSteps(AccountLoading[ScreenResultType], Generic[ScreenResultType]):
    """A list that leads on where it has nothing to show."""

    def empty(self, place: Place) -> Empty:
        """What the view says while it has no rows."""
        sessions = configured_sessions(self.inventory)
        if place is Place.SESSIONS:
            return NO_SESSION
        what = "No profiles yet." if place is Place.PROFILES else "No accounts yet."
        if not sessions:
            return NO_SESSION._replace(what=what)
        if not self.signed_in(self.inventory):
            names = ", ".join(visible(session.label) for session in sessions)
            said = f"Nobody is signed in to {names}."
            if len(sessions) == 1:
                return Empty(what, said, "session.sign_in", f"sign in to {names}")
            return Empty(what, said, "view.sessions", "pick a session to sign in to")
        if place is Place.ACCOUNTS:
            return self._no_accounts(what)
        said = "None is needed: you are signed in, and the portal knows your accounts and roles."
        return Empty(what, said, "view.accounts", "show them")

    def _no_accounts(self, what: str) -> Empty:
        """Although somebody is signed in."""
        if self.progress or self.unasked(self.inventory):
            return Empty(f"Asking the portal for your accounts{self.services.glyphs.ellipsis}")
        said = "The portal lists none of yours. Whoever manages it can assign you one."
        if error := next((listing.error for listing in self.listings.values() if listing.error), None):
            said = visible(error.message)
        return Empty(what, said, "list.reload", "ask again")

    def session(self) -> SsoSession:
        """The row's; where there is no row, the only one that there is."""
        sessions = configured_sessions(self.inventory)
        return sessions[0] if not len(self.view) and len(sessions) == 1 else super().session()

    def go_on(self) -> bool:
        """Do what the view says where it has no rows; whether it says anything."""
        command = "" if len(self.view) else self.empty(self.place).command
        if command:
            self.call_later(self.run_action, BY_ID[command].action)
        return bool(command)
