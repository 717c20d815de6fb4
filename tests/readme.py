"""The README's tables, made from the code: ``python -m tests.readme`` writes them, a test checks them."""

from __future__ import annotations

import re
from pathlib import Path

from ssotui.export.formats import FORMATS
from ssotui.tui.commands import COMMANDS, MOVES, Command
from ssotui.tui.keymap import Keymap, shown

README = Path(__file__).parent.parent / "README.md"


def keys_table() -> str:
    """Every command of the screen."""
    rows = [f"| `{'` `'.join(_keys(command))}` | {command.help} |" for command in COMMANDS]
    moves = " ".join(f"`{key}`" for move in MOVES for key in move.keys)
    return "\n".join(["| key | does |", "| --- | --- |", *rows, f"| {moves} | Move. |"])


def formats_table() -> str:
    """Every format of ``--format`` and of the Copy-as menu."""
    rows = [f"| `{entry.name}` | {entry.title} |" for entry in FORMATS.values()]
    return "\n".join(["| `--format` | gives |", "| --- | --- |", *rows])


TABLES = {"keys": keys_table, "formats": formats_table}


def with_tables(text: str) -> str:
    """The README with each table between its markers made anew."""
    return re.sub(
        r"<!-- (\w+) -->.*?<!-- /\1 -->",
        lambda found: f"<!-- {found[1]} -->\n{TABLES[found[1]]()}\n<!-- /{found[1]} -->",
        text,
        flags=re.DOTALL,
    )


def _keys(command: Command) -> tuple[str, ...]:
    texts = tuple(map(shown, command.keys)) or (Keymap().text(command),)
    return tuple(text.replace("⏎", "enter").replace("^", "ctrl+") for text in texts)


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
