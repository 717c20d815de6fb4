"""The README's tables, made from the code: ``python -m tests.readme`` writes them, a test checks them."""

from __future__ import annotations

import re
from pathlib import Path

from ssotui.export.file_kinds import CREDENTIALS, FILE_KINDS
from ssotui.export.formats import FORMATS
from ssotui.tui.command_table import COMMANDS
from ssotui.tui.shell.commands import EVERYWHERE, LISTS, MOVES, PLACE_NAMES, Command, Place
from ssotui.tui.shell.key_names import shown
from ssotui.tui.shell.keymap import Keymap

README = Path(__file__).parent.parent / "README.md"


def keys_table() -> str:
    """Every command of the screen."""
    rows = [
        f"| {_keys(command)} | {_where(command)} | {command.help} | `{command.id}` |" for command in (*COMMANDS, *MOVES)
    ]
    return "\n".join(["| key | where | does | id |", "| --- | --- | --- | --- |", *rows])


def formats_table() -> str:
    """Every format of ``--format`` and of the Copy-as menu."""
    rows = [f"| `{entry.name}` | {entry.title} |" for entry in FORMATS.values()]
    return "\n".join(["| `--format` | gives |", "| --- | --- |", *rows])


def files_table() -> str:
    """Every kind of file that ``--write`` tells by its name."""
    rows = [
        f"| {', '.join(f'`{name}`' for name in kind.names)} | `{kind.format}` |" for kind in FILE_KINDS if kind.names
    ]
    return "\n".join(["| name | format |", "| --- | --- |", *rows, f"| any other | `{CREDENTIALS.format}` |"])


TABLES = {"keys": keys_table, "formats": formats_table, "files": files_table}


def with_tables(text: str) -> str:
    """The README with each table between its markers made anew."""
    return re.sub(
        r"<!-- (\w+) -->.*?<!-- /\1 -->",
        lambda found: f"<!-- {found[1]} -->\n{TABLES[found[1]]()}\n<!-- /{found[1]} -->",
        text,
        flags=re.DOTALL,
    )


def _keys(command: Command) -> str:
    texts = tuple(map(shown, command.keys)) or (Keymap(COMMANDS).text(command),)
    return " ".join(f"`{text.replace('⏎', 'enter').replace('^', 'ctrl+')}`" for text in texts)


def _where(command: Command) -> str:
    if command.places >= EVERYWHERE:
        return "everywhere"
    lists = ["lists"] if command.places >= LISTS else []
    alone = [place for place in Place if place in command.places and not (lists and place in LISTS)]
    return ", ".join([*lists, *(PLACE_NAMES[place][0].removeprefix("the ") for place in alone)])


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
