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
    """Describe the last change that can be taken back.

    Raises:
        UsageError: nothing.
        UnusableFile: the file has changed since.
    """
    change = undo.last()
    now, then = undo.contents(change)
    name = shorten(str(change.path))
    when = change.at.astimezone().strftime("%Y-%m-%d %H:%M")
    if then is None:
        what = f"Delete {visible(name)}, which ssotui made on {when}."
    elif now is None:
        what = f"Bring back {visible(name)}, which ssotui deleted on {when}."
    else:
        what = f"Take back the change to {visible(name)} of {when}."
    return UndoPreview(change, what, tuple(diff(now, then, name)))


def take_back(change: FileChange) -> str:
    """Take the change back, and say so in a sentence.

    Raises:
        UnusableFile: the file has changed since, or cannot be written. It is as it was.
    """
    undo.take_back(change)
    return f"{shown(change.path)} is as it was before. Undo again to have the change back."
