"""Problems of the settings that only the screen can find: keys that clash, an unknown theme or colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ssotui.actions.settings.loading import Loaded
from ssotui.model.profile import Problem
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.themes import DARK, names
from ssotui.tui.shell.commands import Command
from ssotui.tui.shell.keymap import Keymap

OTHER_COLOURS = 'Take a name of CSS, or "#rrggbb".'

_PATTERN = r"environments\[\d+\]\.pattern"


def with_screen_problems(loaded: Loaded, commands: Sequence[Command]) -> Loaded:
    """The settings, with the problems that only the screen can find: clashing keys, unknown themes and colours."""
    problems = (*loaded.problems, *_found(loaded, commands))
    return loaded._replace(
        problems=tuple(sorted(problems, key=lambda problem: problem.place.line if problem.place else 0))
    )


def _found(loaded: Loaded, commands: Sequence[Command]) -> Iterator[Problem]:
    for id, message, fix in Keymap(commands, loaded.settings.keymap).refused:  # noqa: A001
        yield loaded.problem(f"keymap.{id}", message, fix)
    if (name := loaded.settings.theme) not in names():
        from difflib import get_close_matches  # 3 ms, for what hardly anybody has wrong

        near = get_close_matches(name, names(), 1) or [DARK.name]
        message = f"There is no theme {name}. It is {DARK.name} until then."
        yield loaded.problem("theme", message, f"Did you mean {near[0]}?")
    # Those that could not be used at all are not among the settings, and have no pattern in the file either.
    tables = (name.removesuffix("pattern") for name in loaded.origins if re.fullmatch(_PATTERN, name))
    for table, environment in zip(tables, loaded.settings.environments, strict=False):
        if (meant := environment_badge.unknown(environment.colour)) is not None:
            message = f"There is no colour {environment.colour}. The label has none until then."
            yield loaded.problem(f"{table}colour", message, f"Did you mean {meant}?" if meant else OTHER_COLOURS)
