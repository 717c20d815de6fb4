"""Count the files of ``ssotui/tui`` that one key press runs through: ``python -m tests.traces`` prints them.

Counted is from the command on. Left out are the drawing (``widgets/``, ``drawing/``, the list, the views), what is
drawn anew when a command has ended, the keyboard, which is the same for every command, and properties with what they
call, which only give a value.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, FrameType
from typing import Any, NamedTuple

import ssotui.tui
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.sandbox import sandbox
from tests.tui.conftest import Person

TUI = Path(ssotui.tui.__file__).parent
DRAWING = ("widgets/", "drawing/", "list/", "shell/compositor.py")
VIEWS = ("view.py", "detail_panel.py", "detail_lines.py")
KEYBOARD = ("app.py", "shell/key_gate.py", "shell/keymap.py", "shell/key_names.py")
"""These bind keys and hand them out."""
REDRAWING = frozenset(
    {"redraw", "done", "busy", "tick", "_show_inventory", "_draw", "render", "compose", "_show_detail"}
)
"""Functions of ours that only draw: what they call is left out."""


class Journey(NamedTuple):
    """A key press, and how it is come to.

    Attributes:
        before: the keys that lead there.
        key: the key that is traced.
        at_most: so many files are borne.
    """

    before: tuple[str, ...]
    key: str
    at_most: int


JOURNEYS: Mapping[str, Journey] = {
    "copy": Journey((), "c", 5),
    "write": Journey((), "w", 6),
    "sign in": Journey(("slash", *"globex", "tab"), "l", 6),
    "new profile": Journey(("3", "end"), "n", 5),
    "use": Journey((), "u", 4),
    "reload": Journey(("3",), "r", 5),
}


async def traced(journey: Journey, context: AppContext) -> list[str]:
    """Press the key in an app of its own. Gives the files that it ran through, in the order of their first call."""
    app = SsotuiApp(context, switches=True)
    async with app.run_test(size=(120, 36)) as pilot:
        person = Person(app, pilot)
        await person.settle()
        await person.press(*journey.before)
        assert person.sees(MainScreen)
        with _recorded() as files:
            await person.press(journey.key)
        return files


@contextmanager
def _recorded() -> Iterator[list[str]]:
    """List the files of ``tui`` that run meanwhile, on any thread."""
    found: dict[str, None] = {}
    getters = _getters()
    begun = False

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal begun
        del argument
        if event != "call":
            return
        file = _file_of(frame.f_code)
        if file is None:
            return
        begun = begun or frame.f_code.co_name == "action_command"
        if begun and file not in found and not _is_left_out(frame, file, getters):
            found[file] = None

    sys.setprofile(note)
    threading.setprofile(note)
    files: list[str] = []
    try:
        yield files
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        files += found


def _is_left_out(frame: FrameType, file: str, getters: set[CodeType]) -> bool:
    if file.startswith(DRAWING) or file.endswith(VIEWS) or file in KEYBOARD:
        return True
    caller: FrameType | None = frame
    while caller:
        if caller.f_code in getters or (_file_of(caller.f_code) and caller.f_code.co_name in REDRAWING):
            return True
        caller = caller.f_back
    return False


def _file_of(code: CodeType) -> str | None:
    path = code.co_filename
    return Path(path).relative_to(TUI).as_posix() if path.startswith(f"{TUI}/") else None


def _getters() -> set[CodeType]:
    """List the code of every property of our classes."""
    modules = [import_module(found.name) for found in walk_packages([str(TUI)], "ssotui.tui.")]
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    properties = (value for kind in classes for value in vars(kind).values() if isinstance(value, property))
    return {value.fget.__code__ for value in properties if value.fget and hasattr(value.fget, "__code__")}


def counted(journey: Journey) -> list[str]:
    """Trace the journey over the sample home, at a time that stands still."""
    clock = FrozenClock()
    with sandbox(clock=clock):
        return asyncio.run(traced(journey, AppContext(FakeClipboard(), clock)))


def main(show: Callable[[str], Any] = print) -> None:
    """Print the table."""
    for name, journey in JOURNEYS.items():
        files = counted(journey)
        show(f"{name:<12} {len(files)} of at most {journey.at_most}   {'  '.join(files)}")


if __name__ == "__main__":
    main()
