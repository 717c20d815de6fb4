"""Words that can be clicked, in colours of their own: Textual recolours its ``@click`` links."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static


def button(words: Content, action: str) -> Content:
    """The words; a click on them in a :class:`Buttons` widget runs the action of its screen."""
    return words.stylize(Style.from_meta({"run": action}))


def key_button(key: str, title: str, action: str, tone: str = "$foreground-muted") -> Content:
    """A key and what it does, as every bar and dialog shows it."""
    return button(Content.assemble((key, "bold $accent"), (f" {title}", tone)), action)


class Buttons(Widget):
    """A widget whose text may hold buttons."""

    async def on_click(self, event: events.Click) -> None:
        """Run the action of what was clicked."""
        if action := event.style.meta.get("run"):
            await self.screen.run_action(action)


class Text(Static, Buttons):
    """A ``Static`` whose text may hold buttons."""


def button_row(*buttons: Content) -> Text:
    """Make a row of buttons, with an empty line above it."""
    return Text(Content.assemble("\n", Content("   ").join(buttons)))
