"""What a screen needs to be driven by the command table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, cast

from textual.app import App
from textual.content import Content
from textual.screen import Screen, ScreenResultType

from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.shell.commands import BY_ID, Place
from ssotui.tui.shell.context import Services
from ssotui.tui.shell.keymap import bind
from ssotui.tui.widgets.buttons import key_button

if TYPE_CHECKING:
    from ssotui.tui.app import SsotuiApp


def services_of(app: App[Any]) -> Services:
    """The edges of our app."""
    return cast("SsotuiApp", app).services


class Commanded(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen whose keys, bar and palette are entries of the command table."""

    PLACES: ClassVar[tuple[Place, ...]] = ()
    """Which places of the table it is by turns."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        bind(self, self.services.keymap.bindings(*self.PLACES))

    @property
    def place(self) -> Place:
        """Which place of the table it is now."""
        return self.PLACES[0]

    @property
    def services(self) -> Services:
        """The app's."""
        return services_of(self.app)

    @property
    def can_switch(self) -> bool:
        """Whether a shell can be switched by leaving."""
        return cast("SsotuiApp", self.app).can_switch

    def conceal(self, text: str) -> str:
        """The text as it may be shown now."""
        return cast("SsotuiApp", self.app).conceal(text)

    def action_help(self) -> None:
        """Show every key."""
        from ssotui.tui.shell.help_screen import HelpScreen

        async def picked(name: str | None) -> None:
            if name:
                await self.action_command(name)

        self.app.push_screen(HelpScreen(self.place, self.services.keymap), picked)

    def action_doctor(self) -> None:
        """Show what is wrong."""
        from ssotui.tui.doctor.screen import DoctorScreen

        self.app.push_screen(DoctorScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command gives way to another one of its key that applies here."""
        if action == "command":
            command = BY_ID[str(parameters[0])]
            return self.place in command.places or not self.services.keymap.rival(command, self.place)
        return True

    def button(self, name: str, title: str = "", tone: str = "$foreground-muted") -> Content:
        """A command as a button: its key in force, and its title or another one that says more here."""
        command = BY_ID[name]
        key = self.services.keymap.text(command).replace(UNICODE.enter, self.services.glyphs.enter)
        return key_button(key, title or command.title, f"command({name!r})", tone)

    async def action_command(self, name: str) -> None:
        """Do what the command of this id does, or say where it would do something."""
        command = BY_ID[name]
        if self.place in command.places:
            await self.run_action(command.action)
        else:
            self.notify(self.services.keymap.why_not(command), severity="warning", markup=False)
