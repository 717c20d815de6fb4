"""The form for a profile of one account and role: its name, its region, its output, and the lines that this adds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ssotui.actions.profiles import new_profile
from ssotui.actions.profiles.new_profile import Plan
from ssotui.actions.profiles.profile_names import AccountRole, name_problem
from ssotui.export.config_profiles import NewProfile
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError
from ssotui.model.profile import Problem
from ssotui.model.text import visible, visible_lines
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.widgets.buttons import button_row, key_button

FIELDS = (("name", ""), ("region", "optional; defaults to AWS_REGION"), ("output", "optional; defaults to json"))
"""The lines that can be typed into: the label of each, and its words while it is empty."""


class CreatedProfile(NamedTuple):
    """The name of the profile that was made, and what to say of it."""

    name: str
    said: str


class NewProfileScreen(Dialog[CreatedProfile | None]):
    """Adds a profile to the config file. Gives the profile, or ``None``.

    Args:
        account: the account of the role.
        role: the name of the role.
        among: every role that the session reaches; the proposed name is unique among theirs.
        use: whether the person wants to use the profile at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("enter", "make", "make it", priority=True),
        Binding("down", "app.focus_next", "next line", show=False),
        Binding("up", "app.focus_previous", "line before", show=False),
        Binding("pagedown", "scroll_lines(1)", "lines below", show=False),
        Binding("pageup", "scroll_lines(-1)", "lines above", show=False),
    ]

    def __init__(self, account: Account, role: str, among: Sequence[AccountRole] = (), *, use: bool = False) -> None:
        super().__init__()
        self._account, self._role, self._among, self._use = account, role, among, use
        self._taken: frozenset[str] | None = None
        """The names that others have; ``None`` while they are not known yet."""
        self._planning = False

    def compose(self) -> ComposeResult:
        """Show account and role, the lines to type into, what would be added, what is wrong."""
        account = self._account
        told = {
            "session": account.session.label,
            "account": f"{account.name} {account.account_id}".strip(),
            "role": self._role,
        }
        title = "New profile: the shell needs a name to switch to" if self._use else "New profile"
        with Vertical(classes="dialog", id="new-profile"):
            yield Static(Content.styled(f"{title}\n", "bold"))
            for label, value in told.items():
                words = self.conceal(visible(value))
                yield Static(Content.assemble((f"{label:<9}", "$foreground-muted"), words))
            for label, empty in FIELDS:
                with Horizontal(classes="field"):
                    yield Static(Content.styled(label, "$foreground-muted"))
                    yield Input(id=f"new-profile-{label}", placeholder=empty, compact=True, select_on_focus=False)
            with VerticalScroll(id="new-profile-lines", classes="diff", can_focus=False):
                yield Static(id="new-profile-said")
            make = key_button("enter", "make and use it" if self._use else "make it", "make")
            yield button_row(make, key_button("esc", "back", "dismiss(None)"))

    def on_mount(self) -> None:
        """Have the keyboard in the line of the name."""
        self._box("name").focus()
        self._propose()

    def action_make(self) -> None:
        """Make the profile, if nothing is wrong with it."""
        if wanted := self._wanted():
            self._make(wanted)

    def action_scroll_lines(self, by: int) -> None:
        """Scroll the lines that would be added."""
        lines = self.query_one("#new-profile-lines", VerticalScroll)
        lines.scroll_relative(y=by * lines.size.height, animate=False)

    @work(exclusive=True, group="propose", exit_on_error=False, description="propose a name")
    async def _propose(self) -> None:
        template = self.context.settings.profile_template

        def propose() -> tuple[str, frozenset[str]]:
            taken = new_profile.taken_names()
            pair = (self._account, self._role)
            (proposal,) = new_profile.proposals([pair], template, among=self._among, taken=taken)
            return proposal.name, taken

        try:
            name, self._taken = await in_thread(propose)
        except SsotuiError as error:
            self._say(self.complaint(error))
            return
        box = self._box("name")
        if not box.value:
            box.value = name
            box.cursor_position = len(name)
        self._check()

    @work(exclusive=True, group="make", exit_on_error=False, description="make a profile")
    async def _make(self, wanted: NewProfile) -> None:
        try:
            said = await in_thread(lambda: new_profile.apply(new_profile.plan([wanted])))
        except SsotuiError as error:
            self._say(self.complaint(error))
        else:
            self.dismiss(CreatedProfile(wanted.name, said))

    @work(group="preview", exit_on_error=False, description="preview a profile")
    async def _preview(self) -> None:
        """Preview one at a time, however fast somebody types; the last one is of what was typed last."""
        done: NewProfile | None = None
        while (wanted := self._wanted()) and wanted != done:
            done = wanted
            try:
                plan = await in_thread(partial(new_profile.plan, [wanted], self._taken))
            except SsotuiError as error:
                self._say(self.complaint(error))
            else:
                self._show(wanted, plan)
        self._planning = False

    @on(Input.Changed)
    def _check(self) -> None:
        """Say what is wrong, or else what would be added."""
        if self._taken is None:
            return
        if problem := self._problem():
            self._say(Content.assemble((visible(problem.message), "$text-error"), f"\n{visible(problem.fix)}"))
        elif not self._planning:
            self._planning = True
            self._preview()

    def _show(self, wanted: NewProfile, plan: Plan) -> None:
        if wanted == self._wanted():
            warning = f"\n{visible_lines(plan.warning)}" if plan.warning else ""
            self._say(Content.assemble(self.drawn(plan.diff()), (warning, "$text-warning")))

    def _box(self, label: str) -> Input:
        return self.query_one(f"#new-profile-{label}", Input)

    def _problem(self) -> Problem | None:
        name, region, output = (self._box(label).value for label, _ in FIELDS)
        return name_problem(name, self._taken or ()) or new_profile.value_problem(region.strip(), output.strip())

    def _wanted(self) -> NewProfile | None:
        """The profile as it is typed now, unless something is wrong with it."""
        if self._taken is None or self._problem():
            return None
        name, region, output = (self._box(label).value.strip() for label, _ in FIELDS)
        ref = RoleRef(self._account.session, self._account.account_id, self._role)
        return NewProfile(name, ref, region or None, output or None)

    def _say(self, text: Content) -> None:
        """Above the answers; of many lines the last ones are in sight, which are those to be added."""
        self.query_one("#new-profile-said", Static).update(Content.assemble("\n", text))
        self.query_one("#new-profile-lines", VerticalScroll).scroll_end(animate=False)
