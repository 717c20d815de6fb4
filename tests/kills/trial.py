"""One writer's trial: stopped at each of its points, in each way, with a look at what is left."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ssotui.model.errors import SsotuiError
from ssotui.storage import edits, undo
from ssotui.storage.folders import LOCK_SUFFIX
from ssotui.storage.locks import locked
from tests.kills.points import Fate, Points, stops
from tests.kills.writers import Writer

_LONG_AGO = 1_700_000_000
_DONE, _REFUSED, _FAILED = 0, 5, 70


class Left(NamedTuple):
    """A file of the home: its content and its mode."""

    content: bytes
    mode: int


class Result(NamedTuple):
    """How a writer fared.

    Attributes:
        points: the number of its points.
        stops: how often it was stopped at one of them, in one way or another.
        lost: what was wrong afterwards, by the stop.
    """

    points: int
    stops: int
    lost: dict[str, list[str]]


def tried(writer: Writer, home: Path) -> Result:
    """Stop the writer at each of its points. ``home`` is ``HOME``, and is wiped again and again."""
    edits.STILL_SECONDS = edits.EMPTY_SECONDS = 0.0  # no other program writes here
    before = _prepared(writer, home)
    right = [writer.reads()]
    kinds, status = _run(writer, None, Fate.KILLED)
    assert os.waitstatus_to_exitcode(status) == _DONE, "it fails by itself"
    after = _snapshot(home)
    right.append(writer.reads())
    lost = {"none": list(_problems(writer, home, before, after, Fate.KILLED))}
    planned = [(fate, at) for fate in Fate for at in stops(kinds, fate)]
    for fate, at in planned:
        _restore(home, before)
        _, status = _run(writer, at, fate)
        said = os.waitstatus_to_exitcode(status)
        expected = {-signal.SIGKILL} if fate is Fate.KILLED else {_DONE, _REFUSED}
        problems = [f"it ended with {said}"] if said not in expected else []
        if writer.reads() not in right:
            problems.append("what is read is neither what was there nor what came there")
        lost[f"{fate} at {at}, which {kinds[at]}"] = problems + list(_problems(writer, home, before, after, fate))
    return Result(len(kinds), len(planned), {stop: problems for stop, problems in lost.items() if problems})


def _prepared(writer: Writer, home: Path) -> Mapping[str, Left]:
    _restore(home, {name: Left(text.encode(), 0o600) for name, text in writer.files.items()})
    for act in writer.before:
        act()
    return _snapshot(home)


def _run(writer: Writer, at: int | None, fate: Fate) -> tuple[list[str], int]:
    """Let a child act; the kinds of the points that it saw, and its status."""
    reading, writing = os.pipe()
    write, leave = os.write, os._exit
    child = os.fork()
    if not child:
        points = Points(at, fate)
        code = _FAILED
        try:
            points.watch()
            writer.act()
            code = _DONE
        except (SsotuiError, KeyboardInterrupt):
            code = _REFUSED
        except OSError:
            code = _FAILED
        finally:
            write(writing, " ".join(points.kinds).encode())
            leave(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        kinds = told.read().split()
    _, status = os.waitpid(child, 0)
    return kinds, status


def _problems(
    writer: Writer, home: Path, before: Mapping[str, Left], after: Mapping[str, Left], fate: Fate
) -> Iterator[str]:
    """What a person would have lost."""
    now = _snapshot(home)
    for name in _persons({**before, **after}):
        then = {found.get(name) for found in (before, after)}
        if now.get(name) not in then and not (now.get(name) and name.endswith("undo.json")):
            yield f"{name} is neither the old file nor the new one"
    if not writer.undoable:
        return
    # The state is rewritten at every use, and nobody takes that back.
    undoable = [name for name in _persons({**before, **after}) if not name.endswith("ssotui/state.json")]
    changed = [name for name in undoable if before.get(name) != after.get(name)]
    recovered = _recovered(home, changed)
    if writer.together and recovered not in [[files.get(name) for name in changed] for files in (before, after)]:
        yield "one file has changed without the other"
    for name in changed:
        path = home / name
        content = path.read_bytes() if path.exists() else None
        old = before[name].content if name in before else None
        backups = [_content(undo.backup_of(path, beside=beside)) for beside in (True, False)]
        if old and content != old and old not in backups:
            yield f"what {name} held is in no file"
        if content == old:
            yield from _undo_is_lost(home, before, now=_snapshot(home))
        elif fate in {Fate.KILLED, Fate.INTERRUPTED}:
            yield from _cannot_be_taken_back(path, old)


def _recovered(home: Path, names: list[str]) -> list[Left | None]:
    """Do what the next ssotui does with these files, and tell what they are then."""
    for name in names:
        with locked(home / name):
            undo.recover(home / name)
    now = _snapshot(home)
    return [now.get(name) for name in names]


def _undo_is_lost(home: Path, before: Mapping[str, Left], now: Mapping[str, Left]) -> Iterator[str]:
    """The change before this one must still be one that can be taken back: its record and its backup are there."""
    for name in before:
        if name.endswith((undo.BACKUP_SUFFIX, "/undo.json")) and _timeless(now.get(name)) != _timeless(before[name]):
            yield f"{(home / name).name} is not what it was, though nothing was written"


def _timeless(left: Left | None) -> Left | None:
    """Leave out when the change was made, which is all that may differ in a record that was written again."""
    return left and left._replace(content=re.sub(rb'"at": "[^"]*"', b"", left.content))


def _cannot_be_taken_back(path: Path, old: bytes | None) -> Iterator[str]:
    try:
        change = undo.last()
        if not any(each.path == path and undo.contents(each)[1] == old for each in (change, change.also) if each):
            yield "undo would take back another change"
    except SsotuiError as error:
        yield f"it cannot be taken back: {error.message}"


def _persons(files: Mapping[str, Left]) -> list[str]:
    """The files that somebody may miss: no locks, no temporary files, and no backups, which have rules of their own.

    The keychain's index is made again from the keychain; what it leads to is read instead.
    """
    kept = (LOCK_SUFFIX, ".lock", ".tmp", undo.BACKUP_SUFFIX, undo.STAGED_SUFFIX, "undo.json", "ssotui/keychain.json")
    return [name for name in files if not name.endswith(kept) and "/undo-" not in name]


def _content(path: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _snapshot(home: Path) -> Mapping[str, Left]:
    return {
        str(path.relative_to(home)): Left(path.read_bytes(), path.stat().st_mode & 0o777)
        for path in home.rglob("*")
        if path.is_file()
    }


def _restore(home: Path, files: Mapping[str, Left]) -> None:
    """Have the home hold these files, all of them old, and nothing else."""
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, left in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(left.content)
        path.chmod(left.mode)
        os.utime(path, (_LONG_AGO, _LONG_AGO))
