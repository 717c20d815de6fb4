"""A shell of the person's own over the screen, with the keys in its environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from textual import on, work
from textual.app import SuspendNotSupported
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.text import visible
from ssotui.tui.keys.outlet import Outlet
from ssotui.tui.shell.context import in_thread

if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target


class Subshell(Outlet[ScreenResultType], Generic[ScreenResultType]):
    """A screen that gives its terminal to a shell."""

    @dataclass
    class ShellReady(Message):
        """Its keys are here."""

        outgoing: Outgoing

    def action_shell(self) -> None:
        """Open a shell with the keys; the screen comes back when it ends."""
        self.start("Open a shell with its keys?", self._fetch_for_shell)

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="fetch for a shell")
    async def _fetch_for_shell(self, target: Target, *, signed_in: bool = False) -> None:
        try:
            outgoing = await in_thread(lambda: self.obtain(target))
        except SsotuiError as error:
            again = None if signed_in else lambda: self._fetch_for_shell(target, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
        else:
            self.post_message(self.ShellReady(outgoing))

    @on(ShellReady)
    def _run_shell(self, message: ShellReady) -> None:
        """On the loop's own thread, which stands still meanwhile: only there can signals be passed on to the shell."""
        from ssotui.actions.keys import switch

        self.busy("")
        outgoing = message.outgoing
        outcome: int | SsotuiError
        try:
            with self.app.suspend():
                print(self.conceal(_welcome(outgoing)), flush=True)  # noqa: T201 - the terminal is the shell's now
                try:
                    outcome = switch.run_shell(outgoing)
                except SsotuiError as error:  # here, for Textual takes the terminal back only at the block's own end
                    outcome = error
        except SuspendNotSupported:
            outcome = UsageError("This terminal cannot be lent to a shell.", "ssotui exec runs one with the keys.")
        if isinstance(outcome, SsotuiError):
            self.post_message(self.Failed(outcome))
        else:
            ended = "." if outcome == 0 else f" with status {outcome}."
            self.notify(f"The shell of {visible(outgoing.name)} has ended{ended}", markup=False)


def _welcome(outgoing: Outgoing) -> str:
    """Whose keys, until when, and how to come back."""
    keys = outgoing.keys
    role = " in ".join(visible(name) for name in (keys.role_name, keys.account_id) if name)
    until = f" until {keys.expires_at.astimezone():%H:%M:%S}" if keys.expires_at else ""
    whose = f"{visible(outgoing.name)}{f' ({role})' if role else ''}"
    return f"This shell has the keys of {whose}{until}.\nTo come back to ssotui: exit, or Ctrl+D."
