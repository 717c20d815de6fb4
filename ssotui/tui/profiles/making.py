"""Profiles of what has none yet: one by its form, many after a look at all their lines, or one to be used at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType

from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.tui.accounts.account_loading import AccountLoading
from ssotui.tui.accounts.view import RoleRow
from ssotui.tui.browser.row_target import Subject
from ssotui.tui.shell.context import in_thread

if TYPE_CHECKING:
    from ssotui.actions.profiles.new_profile import Plan
    from ssotui.actions.profiles.profile_names import AccountRole
    from ssotui.tui.profiles.new_profile_form import Made

NO_ROLE = UsageError("This row has no account and role to make a profile of.", "Pick one in Accounts (3).")


class Making(AccountLoading[ScreenResultType], Generic[ScreenResultType]):
    """A list of roles of which profiles can be made."""

    picking = False
    """Whether it is there to pick a profile."""

    @dataclass
    class Planned(Message):
        """The profiles that can be made, to be looked at first; so many of those chosen have one already."""

        plan: Plan | None
        covered: int = 0

    def action_new_profile(self) -> None:
        """The form for the row; the plan for many rows."""
        pairs = [pair for subject in self.chosen() if (pair := _pair(subject))]
        if not pairs:
            self.post_message(self.Failed(NO_ROLE))
        elif len(pairs) == 1:
            self._open_form(pairs[0], lambda made: self.post_message(self.Done(made.said)))
        else:
            self._plan(pairs)

    def action_use(self) -> None:
        """Leave, and switch the shell to the row's profile; of a role that has none, make one first."""
        from ssotui.actions.profiles.new_profile import identity, names_by_role

        match self.subject:
            case ProfileRow(profile=profile):
                self.leave_for(profile)
            case RoleRow(role_name=role) as row if role:
                profiles = [known.profile for known in self.inventory.profiles]
                name = names_by_role(profiles).get(identity(row.ref))
                if name is None:
                    self._open_form((row.account, role), self._use_made, use=True)
                else:
                    self.leave_for(next(profile for profile in profiles if profile.name == name))
            case _:
                self.post_message(self.Failed(NO_ROLE))

    def _use_made(self, made: Made) -> None:
        if self.can_switch:
            self.app.exit(made.name)
        else:
            self.post_message(self.Done(made.said))
            self.say_no_shell()

    def _open_form(self, pair: AccountRole, then: Callable[[Made], Any], *, use: bool = False) -> None:
        from ssotui.tui.profiles.new_profile_form import NewProfileScreen

        def ended(made: Made | None) -> None:
            if made:
                then(made)

        self.app.push_screen(NewProfileScreen(*pair, self._among({pair[0].session}), use=use), ended)

    def _among(self, sessions: set[Any]) -> list[AccountRole]:
        """All that these sessions reach, so that each gets the name that it would get if all were made profiles."""
        return [
            (known.account, role)
            for session, listing in self.listings.items()
            if session in sessions
            for known in listing.accounts
            for role in known.roles
        ]

    @work(exclusive=True, group="plan", exit_on_error=False, description="plan profiles")
    async def _plan(self, pairs: Sequence[AccountRole]) -> None:
        from ssotui.actions.profiles import new_profile

        template = self.services.settings.profile_template
        among = self._among({account.session for account, _ in pairs})
        covered = new_profile.names_by_role(row.profile for row in self.inventory.profiles)
        wanted = [
            (account, role)
            for account, role in pairs
            if new_profile.identity(RoleRef(account.session, account.account_id, role)) not in covered
        ]

        def plan() -> Plan | None:
            return new_profile.plan(new_profile.proposals(wanted, template, among=among)) if wanted else None

        try:
            planned = await in_thread(plan)
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Planned(planned, len(pairs) - len(wanted)))

    @work(exclusive=True, group="plan", exit_on_error=False, description="make profiles")
    async def _apply(self, plan: Plan) -> None:
        from ssotui.actions.profiles import new_profile

        try:
            said = await in_thread(lambda: new_profile.apply(plan))
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(said))

    @on(Planned)
    def _look_at_plan(self, message: Planned) -> None:
        from ssotui.tui.shell.diff_dialog import AddScreen

        plan, covered = message.plan, message.covered
        if plan is None:
            error = UsageError("Each of these roles has a profile already.", "n on a single row makes one more of it.")
            self.post_message(self.Failed(error))
            return
        count = len(plan.added)
        what = f"Make the profile {plan.added[0].name}?" if count == 1 else f"Make {count} profiles?"
        left_out = f"{covered} of the chosen roles {'has' if covered == 1 else 'have'} a profile already."
        warning = "\n".join(filter(None, (left_out if covered else "", plan.warning)))

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._apply(plan)

        lines = [self.conceal(line) for line in plan.diff()]
        self.app.push_screen(AddScreen(what, lines, warning), answered)


def _pair(subject: Subject) -> AccountRole | None:
    """The account and the role of a row, if it has both."""
    match subject:
        case RoleRow(account=account, role_name=role) if role:
            return account, role
        case ProfileRow(profile=profile, account_name=name) if profile.session and profile.account_id:
            account = Account(profile.session, profile.account_id, name or "")
            return (account, profile.role_name) if profile.role_name else None
        case _:
            return None
