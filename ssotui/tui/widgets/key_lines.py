"""Draw the line of keys without Textual: as many whole commands as fit, the most important ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ssotui.tui.drawing.runs import Line, run, width_of
from ssotui.tui.shell.commands import Command, Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.tui.shell.keymap import Keymap
    from ssotui.tui.shell.row import Here

GAP = 2
KEPT = ("app.help", "app.quit", "app.back")
"""These keys are shown even where no other one has room."""


def key_and_title(key: str, title: str, action: str, *, off: bool = False) -> Line:
    """Draw a key and what it does; both dimmed, if that cannot be done now."""
    return run(key, "off" if off else "key", action), run(f" {title}", "off" if off else "quiet", action)


def of_table(
    keymap: Keymap, place: Place, here: Here, titles: Mapping[str, str] | None = None, *, typing: bool = False
) -> Iterator[tuple[str, Line]]:
    """Draw each of the commands that a place shows.

    Args:
        keymap: the keys in force.
        place: where the person is.
        here: what there is, which decides what can be done.
        titles: only these commands in Profiles, by their IDs, each under another title if one is given.
        typing: whether the keyboard is in the filter, where letters are letters.

    Yields:
        The ID of a command and its key with its title.
    """
    if typing and not titles:
        yield "keys.open", key_and_title(keymap.text("keys.open"), "open", "submit_filter")
        yield "list", key_and_title("tab", "to the list", "app.focus_next")
        yield "app.back", _button(keymap, keymap["app.back"], "clear")
    elif titles and place is Place.PROFILES:
        for name, title in titles.items():
            yield name, _button(keymap, keymap[name], title)
    else:
        for command in keymap.at(place):
            if place in command.footer:
                title = here.does if here.does and command.keys[:1] == ("enter",) else ""
                yield command.id, _button(keymap, command, title, off=keymap.obstacle(command, here) is not None)


def key_line(buttons: Mapping[str, Line], width: int) -> Line:
    """Draw as many of the commands as fit, of which the last ones leave first, but for those that everybody needs."""
    kept = dict(buttons)
    leaving = [name for name in reversed(kept) if name not in KEPT][:-1]
    leaving += [name for name in (*reversed(KEPT), *kept) if name in kept]
    for name in leaving:
        if sum(width_of(button) + GAP for button in kept.values()) < width + GAP:
            break
        kept.pop(name, None)
    line = [part for button in kept.values() for part in (run(" " * GAP), *button)]
    return (run(" "), *line[1:])


def _button(keymap: Keymap, command: Command, title: str = "", *, off: bool = False) -> Line:
    return key_and_title(keymap.text(command), title or command.title, f"command({command.id!r})", off=off)
