"""The parts of screens and app that commands know. Only types: nothing is imported from here at run time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from textual.screen import Screen

from ssotui.actions.profiles.profile_names import AccountRole
from ssotui.model.accounts import Account
from ssotui.model.credentials import Outgoing
from ssotui.model.inventory import Inventory
from ssotui.model.settings import Environment
from ssotui.model.token import SsoSession
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.key_gate import KeyGate
from ssotui.tui.shell.row import Here, Row, SelectedRow
from ssotui.tui.shell.waiting import Waiting


class CommandScreen(Protocol):
    """The part of a screen that commands know: the main screen and every dialog have it."""

    @property
    def place(self) -> Place | None:
        """The place of the table that the screen is now; ``None`` for a dialog with keys of its own."""

    @property
    def row(self) -> Row:
        """The row that a command pressed now is about."""

    @property
    def selected(self) -> Sequence[SelectedRow]:
        """The rows that a command pressed now is about instead, if any are selected."""

    @property
    def here(self) -> Here:
        """The row and all else that a command pressed now would find, and what is in its way."""

    @property
    def shown_keys(self) -> Outgoing | None:
        """The keys on the screen, while they last."""

    @property
    def waiting(self) -> Waiting | None:
        """The wait of the screen, which hears of each further attempt; ``None`` where nothing is waited for."""

    def take_keys(self, keys: Outgoing) -> None:
        """Show keys that a command has fetched."""

    def busy(self, words: str) -> None:
        """Say what is under way; nothing is if the text is empty."""

    def done(self) -> None:
        """Show what a command has changed."""

    def reload(self) -> None:
        """Ask or read again whatever the screen shows."""

    def back(self) -> None:
        """Go back one step, or close."""


class Host(Protocol):
    """The part of the app that a command knows, beside Textual's own."""

    context: AppContext
    gate: KeyGate

    def tell_terminal(self, text: str) -> None:
        """Have the terminal show a notification of its own."""

    def refresh_all(self) -> None:
        """Draw every screen on the stack anew."""

    def confirm_screen(self, what: str, question: str, detail: str, environment: Environment | None) -> Screen[bool]:
        """Make a question whose safe answer is no."""

    def sign_in_screen(self, session: SsoSession) -> Screen[str | None]:
        """Make the screen that signs in, and gives what to say of it or ``None``."""

    def mfa_screen(self, serial: str) -> Screen[str | None]:
        """Make the question for an MFA code, which gives the code or ``None``."""


class ListScreen(Protocol):
    """The part of the main screen that commands know, wherever they are run."""

    @property
    def inventory(self) -> Inventory:
        """The files as last read."""

    def show_place(self, place: Place) -> None:
        """Show a view of the list."""

    def retry_account(self, account: Account) -> None:
        """Ask the portal again for the roles of one account."""

    def roles_of(self, sessions: set[SsoSession]) -> list[AccountRole]:
        """List every role that these sessions reach."""

    def keep_selected(self, place: Place, keys: Collection[str]) -> None:
        """Select the rows of these keys and no others, if that view is shown."""
