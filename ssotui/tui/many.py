"""What can be done with many rows at once: make profiles of them, write their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.accounts import Account
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.text import visible
from ssotui.tui.account_loading import AccountLoading
from ssotui.tui.services import in_thread
from ssotui.tui.subjects import Subject, target_of
from ssotui.tui.views.accounts import RoleRow

if TYPE_CHECKING:
    from ssotui.actions.keys import Target
    from ssotui.actions.new_profile import Plan


class Many(AccountLoading[ScreenResultType], Generic[ScreenResultType]):
    """A screen of rows of which several may be selected."""

    @dataclass
    class Planned(Message):
        """The profiles that can be made, to be looked at first."""

        plan: Plan

    def action_new_profile(self) -> None:
        """Plan profiles of the chosen rows' accounts and roles."""
        pairs = [pair for subject in self.chosen() if (pair := _pair(subject))]
        if pairs:
            self._plan(pairs)
        else:
            error = UsageError("This row has no account and role to make a profile of.", "Pick one in Accounts (3).")
            self.post_message(self.Failed(error))

    def action_write(self) -> None:
        """Write the keys of the chosen rows, each under its own name."""
        chosen = self.chosen()
        if len(chosen) < 2:
            super().action_write()
            return
        from ssotui.actions.guard import guarded

        targets: list[Target] = []
        for subject in chosen:
            try:
                targets.append(target_of(subject))
            except SsotuiError as error:
                self.post_message(self.Failed(error))
                return
        guards = [guard for target in targets if (guard := guarded(target, self.services.settings))]
        if guards:
            more = f" And {len(guards) - 1} more like it." if len(guards) > 1 else ""
            self._ask_first(f"{guards[0].what}{more}", lambda: self._write_many(targets))
        else:
            self._write_many(targets)

    @work(exclusive=True, group="ways-out", exit_on_error=False, description="write many")
    async def _write_many(self, targets: Sequence[Target]) -> None:
        from ssotui.actions.write import write_many

        outgoings: list[Outgoing] = []
        failed: list[tuple[Target, SsotuiError]] = []
        for done, target in enumerate(targets):
            self.busy(f"{done}/{len(targets)} fetching keys of {visible(target.name)}")
            try:
                outgoings.append(await in_thread(lambda target=target: self.obtain(target)))  # type: ignore[misc]  # bound in the loop
            except SsotuiError as error:
                failed.append((target, error))
        for target, failure in failed:
            self.post_message(self.Failed(UsageError(f"{visible(target.name)}: {failure.message}", failure.hint)))
        if not outgoings:
            return
        try:
            written = await in_thread(lambda: write_many(outgoings))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(written.summary))

    @work(exclusive=True, group="plan", exit_on_error=False, description="plan profiles")
    async def _plan(self, pairs: Sequence[tuple[Account, str]]) -> None:
        from ssotui.actions import new_profile

        template = self.services.settings.profile_template
        sessions = {account.session for account, _ in pairs}
        among = [
            (known.account, role)
            for session, listing in self.listings.items()
            if session in sessions
            for known in listing.accounts
            for role in known.roles
        ]
        try:
            plan = await in_thread(lambda: new_profile.plan(new_profile.proposals(pairs, template, among=among)))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Planned(plan))

    @work(exclusive=True, group="plan", exit_on_error=False, description="make profiles")
    async def _apply(self, plan: Plan) -> None:
        from ssotui.actions import new_profile

        try:
            said = await in_thread(lambda: new_profile.apply(plan))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(said))

    @on(Planned)
    def _look_at_plan(self, message: Planned) -> None:
        from ssotui.tui.screens.diff import DiffScreen

        plan, count = message.plan, len(message.plan.added)
        what = f"Make the profile {plan.added[0].name}?" if count == 1 else f"Make {count} profiles?"

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._apply(plan)

        self.app.push_screen(DiffScreen(what, [self.conceal(line) for line in plan.diff()], plan.warning), answered)


def _pair(subject: Subject) -> tuple[Account, str] | None:
    """The account and the role of a row, if it has both."""
    match subject:
        case RoleRow(account=account, role_name=role) if role:
            return account, role
        case ProfileRow(profile=profile, account_name=name) if profile.session and profile.account_id:
            account = Account(profile.session, profile.account_id, name or "")
            return (account, profile.role_name) if profile.role_name else None
        case _:
            return None
