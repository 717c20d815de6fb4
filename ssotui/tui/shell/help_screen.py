"""The help: every key of the command table, first those that do something here, then the others by their places.

``/`` searches it: the words that are typed leave the commands of which each says them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ssotui.model.text import visible
from ssotui.tui.shell.commands import MOVES, Command, Place
from ssotui.tui.shell.dialog import SCROLLBAR, Dialog
from ssotui.tui.shell.keymap import bind
from ssotui.tui.shell.row import Here
from ssotui.tui.widgets.menu import Menu, heading

HEADING = "bold $primary"
MEANS_CELLS = 12
"""A row's sentence is never folded narrower."""
FILTER = (
    ("two words", "Rows with both words."),
    ("'exact", "Rows with exactly these letters in a row."),
    ("^first last$", "Rows that begin with the one, or end with the other."),
    ("!not", "Rows without the word."),
    ("pasted", "The rows of a pasted ARN, account ID or console URL."),
)
PARTS = {
    "Keys": ("keys", "profile", "console"),
    "Session": ("session", "sign_in"),
    "Fix": ("doctor",),
    "List": ("list", "move"),
    "Views": ("view",),
    "ssotui": ("app",),
}
"""The headings, and how the IDs of the commands below them begin."""


class HelpScreen(Dialog[str | None]):
    """Shows every key. Gives the ID of the command that was picked, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "do it", priority=True),
        Binding("escape", "back", "back"),
        Binding("q,question_mark", "dismiss(None)", "back", show=False),
        Binding("down", "to_list", "to the list", show=False),
    ]
    AUTO_FOCUS = "Menu"

    def __init__(self, place: Place, here: Here) -> None:
        super().__init__()
        self._of = place
        self._now = here
        self._keymap = keymap = self.context.keymap
        bind(self, [Binding(key, "search", "search") for key in keymap.keys(keymap["list.filter"])])
        self._keys_cells = max(len(self._keys(command)) for command in (*keymap.commands, *MOVES))

    def compose(self) -> ComposeResult:
        """Show one list; a click on a row does what it says, as ``enter`` does."""
        with Vertical(classes="dialog", id="help"):
            yield Input(placeholder="search", id="help-search", compact=True)
            yield Menu([], self._keymap)

    def on_mount(self) -> None:
        """Name the place that the help is about."""
        self.query_one(Input).display = False
        box = self.query_one("#help", Vertical)
        box.border_title = f"Help in {self._keymap.where({self._of})}"
        box.border_subtitle = f"click or {self._keymap.shown('enter')} to run"

    def on_resize(self) -> None:
        """Draw the rows as wide as there is room."""
        self.query_one(Menu).show(self._options())

    def action_search(self) -> None:
        """Move the keyboard to the line that searches."""
        self.query_one(Input).display = True
        self.set_focus(self.query_one(Input))

    def action_to_list(self) -> None:
        """Move the keyboard to the commands."""
        self.set_focus(self.query_one(Menu))

    def action_back(self) -> None:
        """End the search, or close."""
        box = self.query_one(Input)
        if not box.display:
            self.dismiss(None)
            return
        box.value, box.display = "", False
        self.action_to_list()

    @on(Input.Changed)
    def _search(self) -> None:
        menu = self.query_one(Menu)
        menu.show(self._options())
        menu.action_first()

    def action_pick(self) -> None:
        """Pick the row under the cursor."""
        self.query_one(Menu).action_select()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def _options(self) -> Iterator[Option]:
        if words := self.query_one(Input).value.casefold().split():
            found = [each for each in (*self._keymap.commands, *MOVES) if self._says(each, words)]
            yield from map(self._option, found)
            if not found:
                yield heading(Content.styled("Nothing says that.", "$foreground-muted"))
            return
        here = [*self._keymap.at(self._of), *(MOVES if self._of in MOVES[0].places else ())]
        blank = ""
        for title, beginnings in PARTS.items():
            commands = [command for command in here if command.id.split(".")[0] in beginnings]
            if commands:
                yield heading(Content.styled(f"{blank}{title}", HEADING))
                yield from map(self._option, commands)
                blank = "\n"
        if self._of in MOVES[0].places:
            yield heading(Content.styled("\nIn the filter", HEADING))
            for typed, means in FILTER:
                yield heading(self._entry(typed, means))
        elsewhere: dict[frozenset[Place], list[Command]] = {}
        for command in self._keymap.commands:
            if command not in here:
                elsewhere.setdefault(command.places, []).append(command)
        for places, commands in elsewhere.items():
            yield heading(self._wrapped(f"\nIn {self._keymap.where(places)}", 0, HEADING))
            yield from map(self._option, commands)

    def _says(self, command: Command, words: Sequence[str]) -> bool:
        """Tell whether the command's keys, title or sentence say all these words."""
        said = f"{self._keys(command)} {command.title} {command.help} {command.synonyms}".casefold()
        return all(word in said for word in words)

    def _option(self, command: Command) -> Option:
        if self._of in command.places and (error := self._keymap.obstacle(command, self._now)):
            means = f"{command.help} Not now: {self.conceal(visible(error.message))}"
            return Option(self._entry(self._keys(command), means, off=True), id=command.id)
        return Option(self._entry(self._keys(command), command.help), id=command.id)

    def _keys(self, command: Command) -> str:
        keys = self._keymap.keys(command)
        return " ".join(map(self._keymap.shown, keys)) if keys else self._keymap.text(command)

    def _entry(self, keys: str, means: str, *, off: bool = False) -> Content:
        """Draw the keys, and beside them what they do, on as many lines as that takes; dimmed, if not now."""
        cells = self._keys_cells
        key, tone = ("$foreground-muted", "$foreground-muted") if off else ("bold $accent", "$foreground")
        return Content.assemble((f"{keys:>{cells}}  ", key), self._wrapped(means, cells + 2, tone))

    def _wrapped(self, text: str, indent: int, style: str = "") -> Content:
        """Fold the text; Textual would begin the second line below the keys."""
        room = max(self.query_one("#help").size.width - SCROLLBAR, indent + MEANS_CELLS)
        lines: Iterable[str] = textwrap.wrap(text, room - indent)
        start = "\n" if text.startswith("\n") else ""
        return Content.styled(start + f"\n{' ' * indent}".join(lines), style)
