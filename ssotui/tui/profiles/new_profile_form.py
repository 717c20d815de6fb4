"""The form for a profile of one account and role: its name, its region, its output, and the lines that this adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ssotui.actions.profiles import new_profile
from ssotui.actions.profiles.new_profile import NewProfile, Plan
from ssotui.actions.profiles.profile_names import AccountRole, name_problem
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError
from ssotui.model.profile import Problem
from ssotui.model.text import visible
from ssotui.tui.shell.context import in_thread
from ssotui.tui.shell.dialog import Dialog, drawn_diff
from ssotui.tui.widgets.buttons import Text, key_button

FIELDS = (("name", ""), ("region", "none: AWS_REGION, or the command, says which"), ("output", "none: json"))
"""The lines that can be typed into: the label of each, and what it says while it is empty."""


class Made(NamedTuple):
    """The profile that was made, and what to say of it."""

    name: str
    said: str


class NewProfileScreen(Dialog[Made | None]):
    """Gives the profile once it is in the config file, or ``None``.

    Args:
        account: whose role.
        role: its name.
        among: every role that the session reaches, among which the proposed name is to be told apart.
        use: whether the profile is wanted to be used at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("enter", "make", "make it", priority=True),
        Binding("down", "app.focus_next", "next line", show=False),
        Binding("up", "app.focus_previous", "line before", show=False),
        Binding("pagedown", "scroll_lines(1)", "lines below", show=False),
        Binding("pageup", "scroll_lines(-1)", "lines above", show=False),
    ]

    @dataclass
    class Proposed(Message):
        """A name for it, and the names that others have."""

        name: str
        taken: frozenset[str]

    @dataclass
    class Previewed(Message):
        """What would be added."""

        wanted: NewProfile
        plan: Plan

    @dataclass
    class Refused(Message):
        """It cannot be made like that."""

        error: SsotuiError

    @dataclass
    class Written(Message):
        """It is in the file."""

        made: Made

    def __init__(self, account: Account, role: str, among: Sequence[AccountRole] = (), *, use: bool = False) -> None:
        super().__init__()
        self._account, self._role, self._among, self._use = account, role, among, use
        self._taken: frozenset[str] | None = None
        """Not known yet."""
        self._planning = False

    def compose(self) -> ComposeResult:
        """What it is made of, what can be changed, what would be added, what is wrong."""
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
            yield Text(Content.assemble("\n", make, "   ", key_button("esc", "back", "dismiss(None)")))

    def on_mount(self) -> None:
        """Type at once."""
        self._box("name").focus()
        self._propose()

    def action_make(self) -> None:
        """Write it, if nothing is wrong with it."""
        if wanted := self._wanted():
            self._make(wanted)

    def action_scroll_lines(self, by: int) -> None:
        """See more of what would be added."""
        lines = self.query_one("#new-profile-lines", VerticalScroll)
        lines.scroll_relative(y=by * lines.size.height, animate=False)

    @work(exclusive=True, group="propose", exit_on_error=False, description="propose a name")
    async def _propose(self) -> None:
        template = self.services.settings.profile_template

        def propose() -> NewProfileScreen.Proposed:
            taken = new_profile.taken_names()
            pair = (self._account, self._role)
            (proposal,) = new_profile.proposals([pair], template, among=self._among, taken=taken)
            return self.Proposed(proposal.name, taken)

        await self._told(propose)

    @work(exclusive=True, group="make", exit_on_error=False, description="make a profile")
    async def _make(self, wanted: NewProfile) -> None:
        def make() -> NewProfileScreen.Written:
            return self.Written(Made(wanted.name, new_profile.apply(new_profile.plan([wanted]))))

        await self._told(make)

    @work(group="preview", exit_on_error=False, description="preview a profile")
    async def _preview(self) -> None:
        """One at a time, however fast somebody types; the last one is of what was typed last."""
        done: NewProfile | None = None
        while (wanted := self._wanted()) and wanted != done:
            done = wanted

            def plan(wanted: NewProfile = wanted) -> NewProfileScreen.Previewed:
                return self.Previewed(wanted, new_profile.plan([wanted], self._taken))

            await self._told(plan)
        self._planning = False

    async def _told(self, ask: Callable[[], Message]) -> None:
        """Post what comes of it, or why nothing does."""
        try:
            message = await in_thread(ask)
        except SsotuiError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(message)

    @on(Proposed)
    def _fill_in(self, message: Proposed) -> None:
        self._taken = message.taken
        box = self._box("name")
        if not box.value:
            box.value = message.name
            box.cursor_position = len(message.name)
        self._check()

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

    @on(Previewed)
    def _show(self, message: Previewed) -> None:
        if message.wanted != self._wanted():
            return
        warning = message.plan.warning
        lines = [self.conceal(line) for line in message.plan.diff()]
        self._say(Content.assemble(drawn_diff(lines), (f"\n{visible(warning)}" if warning else "", "$text-warning")))

    @on(Refused)
    def _say_refused(self, message: Refused) -> None:
        error = message.error
        self._say(Content.assemble((visible(error.message), "$text-error"), f"\n{visible(error.hint)}"))

    @on(Written)
    def _close(self, message: Written) -> None:
        self.dismiss(message.made)

    def _box(self, label: str) -> Input:
        return self.query_one(f"#new-profile-{label}", Input)

    def _problem(self) -> Problem | None:
        name, region, output = (self._box(label).value for label, _ in FIELDS)
        return name_problem(name, self._taken or ()) or new_profile.value_problem(region.strip(), output.strip())

    def _wanted(self) -> NewProfile | None:
        """What is to be made, unless something is wrong with it."""
        if self._taken is None or self._problem():
            return None
        name, region, output = (self._box(label).value.strip() for label, _ in FIELDS)
        ref = RoleRef(self._account.session, self._account.account_id, self._role)
        return NewProfile(name, ref, region or None, output or None)

    def _say(self, text: Content) -> None:
        """Above the answers; of many lines the last ones are in sight, which are those to be added."""
        self.query_one("#new-profile-said", Static).update(Content.assemble("\n", text))
        self.query_one("#new-profile-lines", VerticalScroll).scroll_end(animate=False)
