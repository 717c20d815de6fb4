"""The settings as a person reads them: those in force, and the example of a whole file."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from ssotui.actions.settings.loading import Loaded
from ssotui.actions.settings.table import ENVIRONMENT, KEYMAP, SESSION, SETTINGS
from ssotui.model.profile import FilePlace
from ssotui.model.records import NamedTuple
from ssotui.storage import token_store

HEAD = """\
Settings of ssotui. Each line with a # directly before the setting shows the default, or an example where there is no
default: remove the # and change the value. Invalid lines are ignored; ssotui settings lists them.
"""

ENVIRONMENTS = """\
Labels for groups of profiles, accounts and roles, such as production. Repeat the table for each group; the first
match counts.
"""


class Stated(NamedTuple):
    """A setting in force: its name, its value as TOML writes it, and where it stands; no place for the default."""

    name: str
    value: str
    place: FilePlace | None = None


def in_force(loaded: Loaded) -> tuple[Stated, ...]:
    """Every setting, in the order of the example."""
    return tuple(Stated(name, value, loaded.origins.get(name)) for name, value in _values(loaded))


def example() -> str:
    """Return a whole ``config.toml`` that sets nothing: prose behind ``# ``, settings behind ``#``."""
    parts = [_prose(HEAD)]
    parts += [f"{_prose(setting.means)}{_commented(setting.shown)}" for setting in (*SETTINGS, SESSION, KEYMAP)]
    entries = "".join(f"{_prose(setting.means)}{_commented(setting.shown)}" for setting in ENVIRONMENT)
    parts.append(f"{_prose(ENVIRONMENTS)}{_commented('[[environments]]')}{entries}")
    return "\n".join(parts)


def _values(loaded: Loaded) -> Iterator[tuple[str, str]]:
    settings = loaded.settings
    for setting in SETTINGS:
        yield setting.name, _shown(getattr(settings, setting.name))
    for session, store in settings.sessions.items():
        yield f"{token_store.SESSIONS}.{session}.{SESSION.name}", _shown(store)
    for command, key in settings.keymap.items():
        yield f"{KEYMAP.name}.{command}", _shown(key)
    for at, environment in enumerate(settings.environments):
        for entry, value in environment._asdict().items():
            yield f"environments[{at}].{entry}", _shown(value)
    unset = (token_store.SESSIONS, KEYMAP.name, "environments")
    yield from ((name, _shown(None)) for name in unset if not getattr(settings, name))


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else json.dumps(value, ensure_ascii=False)


def _prose(text: str) -> str:
    lines = textwrap.wrap(" ".join(text.split()), 98, break_on_hyphens=False, break_long_words=False)
    return "".join(f"# {line}\n" for line in lines)


def _commented(toml: str) -> str:
    return "".join(f"#{line}\n" for line in toml.splitlines())
