"""The form for an SSO session: name, start URL, region."""

from __future__ import annotations

from asyncio import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ssotui.actions.sign_in import new_session
from ssotui.actions.sign_in.new_session import SessionPlan
from ssotui.aws import locations
from ssotui.model.errors import SsotuiError
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.widgets.buttons import button_row, key_button

FIELDS = (
    ("name", "name", "acme"),
    ("url", "start URL", "https://acme.awsapps.com/start"),
    ("region", "region", "us-east-1"),
)
"""The ID of each line, its label, an example."""

WHERE_FROM = "Choose a name. Your access portal shows the start URL and the region: open an account, then Access keys."


class NewSessionScreen(Dialog[SsoSession | None]):
    """Checks a session and adds it to the config file. Gives the session, or ``None``.

    Args:
        url: a start URL to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "add", priority=True),
        Binding("escape", "dismiss(None)", "back"),
        Binding("down", "app.focus_next", "next line", show=False),
        Binding("up", "app.focus_previous", "line before", show=False),
    ]

    def __init__(self, url: str = "") -> None:
        super().__init__()
        self._url = url

    def compose(self) -> ComposeResult:
        """Show the three lines, what would be added, what is wrong."""
        with VerticalScroll(classes="dialog"):
            yield Static(Content.styled("New SSO session", "bold"))
            yield Static(Content.styled(f"{WHERE_FROM}\n", "$foreground-muted"))
            for name, label, example in FIELDS:
                yield Static(Content.styled(label, "$foreground-muted"))
                hint = f"for example {example}"
                value = self._url if name == "url" else ""
                yield Input(value, hint, id=f"new-session-{name}", compact=True, select_on_focus=False)
            yield Static(id="new-session-said")
            add = key_button("enter", "check and add", "go_on")
            yield button_row(add, key_button("esc", "back", "dismiss(None)"))

    def on_mount(self) -> None:
        """Have the keyboard in the first line."""
        self.query_one("#new-session-name", Input).focus()

    async def action_go_on(self) -> None:
        """Go to the next empty line; from the last one, check and add. The keys typed after go to where that leads."""
        if isinstance(box := self.focused, Input):
            typed = Event()
            box.call_later(typed.set)  # once it has taken all that was typed before
            await typed.wait()
        empty = next((box for box in self.query(Input) if not box.value.strip()), None)
        if empty is not None and empty is not self.focused:
            self.set_focus(empty)
            return
        plan = self._planned()
        if plan:
            self._say(Content.styled("Asking the portal…", "$foreground-muted"))
            self._add(plan)

    @on(Input.Changed)
    def _preview(self) -> None:
        if all(box.value.strip() for box in self.query(Input)):
            if plan := self._planned():
                added = [line for line in plan.diff if line.startswith("+") and line[1:3] not in {"", "++"}]
                where = visible(locations.shorten(str(locations.config_file())))
                self._say(Content.assemble((f"This goes to {where}:\n", "$foreground-muted"), self.drawn(added)))
        else:
            self._say(Content(""))

    @work(exclusive=True, exit_on_error=False, description="add a session")
    async def _add(self, plan: SessionPlan) -> None:
        clock = self.context.clock

        def add() -> None:
            new_session.check(plan.session, clock)
            new_session.write(plan.session)

        try:
            await in_thread(add)
        except SsotuiError as error:
            self._say(self.complaint(error))
        else:
            self.dismiss(plan.session)

    def _planned(self) -> SessionPlan | None:
        name, url, region = (self.query_one(f"#new-session-{field}", Input).value for field, *_ in FIELDS)
        try:
            return new_session.planned(name, url, region)
        except SsotuiError as error:
            self._say(self.complaint(error))
            return None

    def _say(self, text: Content) -> None:
        self.query_one("#new-session-said", Static).update(text)
