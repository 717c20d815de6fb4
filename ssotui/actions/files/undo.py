"""Undo the last change that ssotui made to a file."""

from __future__ import annotations

from ssotui.actions.files.masked_diff import diff
from ssotui.aws.locations import shorten, shown
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible
from ssotui.storage import undo
from ssotui.storage.undo import FileChange


class UndoPreview(NamedTuple):
    """The last change, described before it is taken back.

    Attributes:
        change: the change.
        what: a sentence that says what taking it back would do.
        diff: its lines, in which no secret is shown.
    """

    change: FileChange
    what: str
    diff: tuple[str, ...]


def preview() -> UndoPreview:
    """Describe the last change that can be taken back, with that of the file that was changed with it.

    Raises:
        UsageError: nothing.
        UnusableFile: a file has changed since.
    """
    change = undo.last()
    now, then = undo.contents(change)
    name = shorten(str(change.path))
    when = change.at.astimezone().strftime("%Y-%m-%d %H:%M")
    lines = diff(now, then, name)
    if change.also:
        other = shorten(str(change.also.path))
        what = f"Take back the changes to {visible(name)} and {visible(other)} of {when}."
        lines += diff(*undo.contents(change.also), other)
    elif then is None:
        what = f"Delete {visible(name)}, which ssotui made on {when}."
    elif now is None:
        what = f"Bring back {visible(name)}, which ssotui deleted on {when}."
    else:
        what = f"Take back the change to {visible(name)} of {when}."
    return UndoPreview(change, what, tuple(lines))


def take_back(change: FileChange) -> str:
    """Take the change back, and say so in a sentence.

    Raises:
        UnusableFile: a file has changed since, or cannot be written. It is as it was.
    """
    undo.take_back(change)
    again = "Undo again to have the change back."
    if change.also:
        return f"{shown(change.path)} and {shown(change.also.path)} are as they were before. {again}"
    return f"{shown(change.path)} is as it was before. {again}"
