"""The settings in force: ``config.toml`` with the default for whatever it does not say, or says wrongly."""

from __future__ import annotations

import functools
import os
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from ssotui.model.profile import FilePlace, Problem, Severity
from ssotui.model.records import NamedTuple
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.storage import state, token_store
from ssotui.storage.folders import settings_path

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any

    from ssotui.actions.settings.table import Setting
    from ssotui.storage.settings import Toml


class Loaded(NamedTuple):
    """The settings, and what there is to say of them.

    Attributes:
        settings: in force.
        problems: what is broken: a warning for a single setting, an error for the file as a whole. Their codes are
            ``environment`` where something may go unguarded, ``setting``, and ``settings-unusable`` for the file.
        origins: where each setting that the file sets stands, by its name: ``theme``, ``keymap.list.filter``,
            ``environments[0].label``. What is not in it has its default.
    """

    settings: Settings = DEFAULTS
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, FilePlace] = MappingProxyType({})

    @property
    def unusable(self) -> bool:
        """True if the file as a whole cannot be used."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def problem(self, name: str, message: str, fix: str) -> Problem:
        """One more problem, of the setting of that name, for whoever alone can tell: the screen knows its themes."""
        return Problem("setting", message, fix, self.origins.get(name), Severity.WARNING)


def current() -> Settings:
    """The settings in force now. Never raises: what is broken has its default.

    The file is read again only when it has changed.
    """
    path = settings_path()
    try:
        status = os.stat(path)  # noqa: PTH116 - importing pathlib takes its time
    except OSError:
        return DEFAULTS  # what is wrong with it, load() tells
    return _settings(path, (status.st_mtime_ns, status.st_size, status.st_ino))


def load(known_commands: Collection[str] | None = None) -> Loaded:
    """The settings, where each comes from, and what is wrong with them. Never raises.

    Args:
        known_commands: the IDs that the keymap may name, from the screen's table of commands; without them, none is
            judged.
    """
    if not os.path.lexists(settings_path()):  # few people have one, and what reads it takes long to import
        return Loaded()
    return _load(settings_path(), known_commands)


def theme_of(loaded: Loaded) -> str:
    """The name of the theme in force: the file's, else the one last chosen on the screen, else the default."""
    return loaded.settings.theme if "theme" in loaded.origins else state.load().theme or loaded.settings.theme


@functools.lru_cache(maxsize=1)
def _settings(path: str, as_of: tuple[int, ...]) -> Settings:
    del as_of  # part of the question
    return _load(path, None).settings


def _load(path: str, known_commands: Collection[str] | None) -> Loaded:
    from pathlib import Path

    from ssotui.storage.settings import NotToml, read_toml

    try:
        toml = read_toml(Path(path))
    except FileNotFoundError:
        return Loaded()
    except NotToml as error:
        message = f"{error.message} Every setting has its default until then."
        return Loaded(problems=(Problem("settings-unusable", message, error.hint, FilePlace(path, error.line)),))
    return _Reading(toml, path, known_commands).loaded()


class _Reading:
    """One reading of the file."""

    def __init__(self, toml: Toml, path: str, known_commands: Collection[str] | None) -> None:
        self._toml = toml
        self._path = path
        self._known_commands = known_commands
        self._problems: list[Problem] = []
        self._origins: dict[str, FilePlace] = {}

    def loaded(self) -> Loaded:
        from ssotui.actions.settings.table import SETTINGS

        content = dict(self._toml.content)
        keymap = self._keymap(content.pop("keymap", {}))
        environments = self._environments(content.pop("environments", []))
        sessions = self._sessions(content.pop(token_store.SESSIONS, {}))
        # A store that cannot be read was meant to say something: nothing falls back to files without a word.
        guarded = {token_store.NAME: token_store.KEYRING} if token_store.NAME in content else {}
        values = guarded | self._values("", content, SETTINGS, DEFAULTS._asdict() | guarded)
        settings = DEFAULTS._replace(
            **values,
            keymap=MappingProxyType(keymap),
            sessions=MappingProxyType(sessions),
            environments=environments,
        )
        problems = sorted(self._problems, key=lambda problem: problem.place.line if problem.place else 0)
        return Loaded(settings, tuple(problems), MappingProxyType(self._origins))

    def _values(
        self, table: str, content: Mapping[str, Any], known: Iterable[Setting], defaults: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The values of the table that can be used."""
        by_name = {setting.name: setting for setting in known}
        values: dict[str, Any] = {}
        for key, value in content.items():
            if key in by_name:
                values |= self._value(table + key, by_name[key], value, defaults)
            else:
                others = ("keymap", token_store.SESSIONS, "environments") if not table else ()
                self._unknown(table + key, key, [*by_name, *others])
        return values

    def _value(self, name: str, setting: Setting, value: Any, defaults: Mapping[str, Any]) -> dict[str, Any]:
        try:
            read = setting.check(value)
        except ValueError as error:
            until = f" It is {_said(defaults[setting.name])} until then." if setting.name in defaults else ""
            self._add(name, f"{visible(name)} has to be {error}.{until}", "Correct it, or remove the line.")
            return {}
        self._origins[name] = self._place(name)
        return {setting.name: read}

    def _keymap(self, content: Any) -> dict[str, str]:
        from ssotui.actions.settings.table import KEYMAP

        if not isinstance(content, dict):
            self._add("keymap", "keymap has to be a table of commands and their keys.", "Write it as [keymap].")
            return {}
        keymap: dict[str, str] = {}
        for command, value in token_store.flattened(content):
            if self._known_commands is None or command in self._known_commands:
                read = self._value(f"keymap.{command}", KEYMAP, value, {})
                keymap |= {command: read["keymap"]} if read else {}
            else:
                self._unknown(f"keymap.{command}", command, self._known_commands)
        return keymap

    def _sessions(self, content: Any) -> dict[str, str]:
        from ssotui.actions.settings.table import SESSION

        name = token_store.SESSIONS
        if not isinstance(content, dict):
            self._add(name, f"{name} has to be a table of sessions.", "Write it as [sessions.NAME].")
            return {}
        sessions: dict[str, str] = {}
        for entry, value in token_store.flattened(content):
            session, _, key = entry.rpartition(".")
            if session and key == SESSION.name:
                guarded = {key: token_store.KEYRING}
                sessions[session] = (guarded | self._value(f"{name}.{entry}", SESSION, value, guarded))[key]
            else:
                self._unknown(f"{name}.{entry}", key, [SESSION.name])
        return sessions

    def _environments(self, content: Any) -> tuple[Environment, ...]:
        if not isinstance(content, list):
            self._add(
                "environments", "environments has to be a list of tables.", "Write each of them as [[environments]]."
            )
            return ()
        read = (self._environment(f"environments[{at}]", entry) for at, entry in enumerate(content))
        return tuple(environment for environment in read if environment)

    def _environment(self, name: str, content: Any) -> Environment | None:
        """Read an environment; a broken one still asks for confirmation, and its pattern stands in for a label."""
        from ssotui.actions.settings.table import ENVIRONMENT

        table = content if isinstance(content, dict) else {}
        # A confirm that cannot be read was meant to say something: to ask once too often harms nobody.
        defaults = {"colour": "red", "confirm": "confirm" in table}
        values = self._values(f"{name}.", table, ENVIRONMENT, defaults)
        for key in ("pattern", "label"):
            if key not in table:
                self._add(name, f"{name} has no {key}.", f"Add {key}.")
        pattern = values.get("pattern")
        return Environment(**{"label": pattern, **defaults, **values}) if pattern else None

    def _unknown(self, name: str, key: str, known: Collection[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(key, known, 1)
        fix = f"Did you mean {near[0]}?" if near else "Remove it; ssotui settings --example shows all there are."
        self._add(name, f"There is no setting {visible(name)}.", fix)

    def _add(self, name: str, message: str, fix: str) -> None:
        code = "environment" if name.startswith("environment") else "setting"
        self._problems.append(Problem(code, message, fix, self._place(name), Severity.WARNING))

    def _place(self, name: str) -> FilePlace:
        return FilePlace(self._path, self._toml.line_of(name))


def _said(default: Any) -> str:
    """The default, in words."""
    return "not set" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
