"""The ways out of the screen: to the clipboard, to files, to shells, to the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic

from textual import work
from textual.screen import ScreenResultType

from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.secret import Secret
from ssotui.model.settings import Environment
from ssotui.model.text import visible
from ssotui.tui.keys.subshell import Subshell
from ssotui.tui.shell.commands import BY_ID
from ssotui.tui.shell.context import in_thread

if TYPE_CHECKING:
    from ssotui.actions.keys.destinations import Destination
    from ssotui.actions.keys.fetching import Target
    from ssotui.export.clipboard import Delivery
    from ssotui.model.profile import Profile


class WaysOut(Subshell[ScreenResultType], Generic[ScreenResultType]):
    """A screen with a role under the cursor, and every way out for its keys."""

    def command(self) -> str:
        """The command line that does the same as the screen here; empty where there is none."""
        return ""

    def fetched(self) -> Outgoing | None:
        """The keys, if they are here already: a menu can tell then what they cannot be."""
        return None

    def environment(self, target: Target) -> Environment | None:
        """Which one the target belongs to, for the label."""
        from ssotui.actions.keys.confirmation import environment_of_target

        return environment_of_target(target, self.services.settings)

    def action_copy(self) -> None:
        """Copy in the format of the settings."""
        self._copy_as(self.services.settings.copy_format)

    def action_copy_as(self) -> None:
        """Pick a format, then copy in it."""
        from ssotui.tui.keys.format_menu import FormatMenu

        def picked(name: str | None) -> None:
            if name:
                self._copy_as(name)

        self.app.push_screen(FormatMenu(self.services.settings.copy_format, self.fetched()), picked)

    def action_copy_command(self) -> None:
        """Copy the command line that does the same."""
        if command := self.command():
            self._copy_command(command)
        else:
            self.post_message(self.Failed(UsageError("No command does the same here.", "Pick another row.")))

    def action_copy_link(self) -> None:
        """Copy the link to the AWS console."""
        self.start("Copy the link to its console?", self._copy_link)

    def action_write(self) -> None:
        """Open the menu of files."""
        self.start("Write its keys?", self._open_write)

    def action_install_process(self) -> None:
        """Show the profile that would ask ssotui for the keys, and add it after a look."""
        from ssotui.actions.keys.destinations import of_process

        try:
            target = self.target()
            if not target.is_profile:
                raise UsageError("No profile names this role.", "Make one first: n in Accounts (3).")
        except SsotuiError as error:
            self.post_message(self.Failed(error))
            return
        title = f"Add a profile that asks ssotui for the keys of {self.conceal(visible(target.name))}"
        self._push_write(target, title, lambda: (of_process(target.name),))

    def action_console(self) -> None:
        """Open the AWS console."""
        self.start("Open its console?", self._open_console)

    def leave_for(self, wanted: Target | Profile) -> None:
        """Leave, and switch the shell to the profile, after a yes where the settings want one."""
        if self.can_switch:
            self.when_allowed([wanted], "Switch to it?", lambda: self.app.exit(wanted.name))
        else:
            self.say_no_shell()

    def say_no_shell(self) -> None:
        """No shell waits for this app to end."""
        self.notify(
            "Only a shell function can switch the shell. Set it up once: ssotui init --help",
            severity="warning",
            markup=False,
        )

    def _copy_as(self, format_name: str) -> None:
        self.start("Copy its keys?", lambda target: self._copy(target, format_name))

    def _open_write(self, target: Target, *, signed_in: bool = False) -> None:
        from ssotui.actions.keys.destinations import of_keys, of_process

        def gather() -> tuple[Destination, ...]:
            process = (of_process(target.name),) if target.is_profile else ()
            return (*of_keys(target, self.obtain(target)), *process)

        title = f"Write the keys of {self.conceal(visible(target.name))}"
        self._push_write(target, title, gather, None if signed_in else lambda: self._open_write(target, signed_in=True))

    def _push_write(
        self,
        target: Target,
        title: str,
        gather: Callable[[], tuple[Destination, ...]],
        again: Callable[[], Any] | None = None,
    ) -> None:
        from ssotui.tui.keys.write_dialog import WriteScreen

        def ended(result: str | SsotuiError | None) -> None:
            self.busy("")
            if isinstance(result, SsotuiError):
                self.post_message(self.Failed(result, target.session, again))
            elif result:
                undo = self.services.keymap.text(BY_ID["app.undo"])
                self.post_message(self.Done(f"{result} {undo} takes it back."))

        self.app.push_screen(WriteScreen(title, gather, self.environment(target)), ended)

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="open the console")
    async def _open_console(self, target: Target, *, signed_in: bool = False) -> None:
        from ssotui.actions.keys.console import console_link, open_link

        clock, ask_mfa = self.services.clock, self.ask_mfa

        def open_it() -> None:
            open_link(console_link(target, clock, ask_mfa=ask_mfa))

        try:
            await in_thread(open_it)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._open_console(target, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        self.post_message(self.Done(f"Opened the console of {visible(target.name)} in the browser."))

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="copy the link to the console")
    async def _copy_link(self, target: Target, *, signed_in: bool = False) -> None:
        from ssotui.actions.keys.console import console_link

        clock, ask_mfa, clipboard = self.services.clock, self.ask_mfa, self.services.clipboard
        wanted = self.services.settings.clear_clipboard_after

        def copy() -> str:
            link = console_link(target, clock, ask_mfa=ask_mfa)
            # Whoever has a secret one is signed in by it; the portal's own link only names the role.
            seconds = wanted if link.is_secret else 0
            what = f"the link to the console of {visible(target.name)}"
            return clipboard.copy(link.url, clear_after=seconds).told(what, seconds)

        try:
            said = await in_thread(copy)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._copy_link(target, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        self.post_message(self.Done(said))

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="copy")
    async def _copy(self, target: Target, format_name: str, *, signed_in: bool = False) -> None:
        from ssotui.export.formats import FORMATS

        chosen, clipboard = FORMATS[format_name], self.services.clipboard

        seconds = self.services.settings.clear_clipboard_after

        def copy() -> Delivery:
            return clipboard.copy(chosen.text(self.obtain(target)), clear_after=seconds)

        try:
            delivery = await in_thread(copy)
        except SsotuiError as error:
            again = None if signed_in else lambda: self._copy(target, format_name, signed_in=True)
            self.post_message(self.Failed(error, target.session, again))
            return
        self.post_message(self.Done(delivery.told(f"{chosen.name} for {visible(target.name)}", seconds)))

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="copy a command")
    async def _copy_command(self, command: str) -> None:
        clipboard = self.services.clipboard
        try:
            delivery = await in_thread(lambda: clipboard.copy(Secret(command), clear_after=0))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(f"{delivery.done} {visible(command)}"))
