"""Edits beside programs that write in place: they truncate a file, and fill it again a moment later."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssotui.model.errors import UnusableFile
from ssotui.storage import edits, undo
from ssotui.storage.edits import edit_file
from tests.support.home import Home

SECTIONS = b"".join(b"[p%d]\nregion = eu-west-1\n" % number for number in range(200))
LONG_AGO = 1_700_000_000


def append(before: bytes) -> bytes:
    return before + b"[ours]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "credentials"
    path.parent.mkdir()
    path.write_bytes(SECTIONS)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def between_looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What other programs do while the edit waits, one thing after each look; the clock goes on by a look's time."""
    deeds: list[Callable[[], object]] = []
    now = [time.monotonic()]

    def sleep(seconds: float) -> None:
        now[0] += seconds
        if deeds:
            deeds.pop(0)()

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    yield deeds
    assert not deeds, "the edit did not wait for all of it"


def written(path: Path, content: bytes) -> Callable[[], object]:
    return lambda: path.write_bytes(content)


def test_a_file_that_is_being_filled_is_waited_for(file: Path, between_looks: list[Callable[[], object]]) -> None:
    file.write_bytes(b"")
    between_looks += [lambda: None] * 50 + [written(file, SECTIONS[:2000]), written(file, SECTIONS)]
    edit_file(file, append, secret=True)

    assert file.read_bytes() == SECTIONS + b"[ours]\n"
    assert undo.backup_of(file).read_bytes() == SECTIONS


def test_a_half_written_file_is_waited_for(file: Path, between_looks: list[Callable[[], object]]) -> None:
    file.write_bytes(SECTIONS[:100])
    between_looks += [lambda: None] * 5 + [written(file, SECTIONS)]
    edit_file(file, append, secret=True)

    assert file.read_bytes() == SECTIONS + b"[ours]\n"


def test_a_file_that_was_truncated_and_left_so_is_taken_as_it_is(
    file: Path, between_looks: list[Callable[[], object]]
) -> None:
    """Whoever truncated it has died. What it held before is kept, since we have seen it."""
    file.write_bytes(SECTIONS)
    between_looks += [written(file, b"")]
    edit_file(file, append, secret=True)

    assert file.read_bytes() == b"[ours]\n"
    assert undo.backup_of(file).read_bytes() == SECTIONS
    undo.take_back(undo.last())
    assert file.read_bytes() == SECTIONS


def test_a_file_that_has_long_been_empty_is_not_waited_for(
    file: Path, between_looks: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(b"")
    real = time.time()
    monkeypatch.setattr("time.time", lambda: real + 10)
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waits"))
    edit_file(file, append, secret=True)

    assert file.read_bytes() == b"[ours]\n"
    assert between_looks == []


def test_nor_is_one_that_ssotui_has_just_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_file(file, append, secret=True)
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waits"))
    edit_file(file, append, secret=True)

    assert file.read_bytes() == SECTIONS + b"[ours]\n" * 2


def test_a_file_that_never_stands_still_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = iter(range(10_000))
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds
        file.write_bytes(b"%d" % next(count))

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    file.write_bytes(b"-")
    with pytest.raises(UnusableFile, match="Another program keeps writing") as caught:
        edit_file(file, append, secret=True)

    assert caught.value.hint
    assert b"[ours]" not in file.read_bytes()
    assert {entry.name for entry in file.parent.iterdir()} == {file.name}


@pytest.mark.parametrize("backup", [True, False])
@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(SECTIONS + b"[theirs]\n", id="longer"),
        pytest.param(SECTIONS.replace(b"eu", b"us"), id="of the same size"),
    ],
)
def test_what_another_program_writes_during_the_edit_is_not_overwritten(
    file: Path, theirs: bytes, backup: bool
) -> None:
    calls: list[bytes] = []

    def edit(before: bytes) -> bytes:
        if not calls:
            file.write_bytes(theirs)
            os.utime(file, (LONG_AGO, LONG_AGO))
        calls.append(before)
        return append(before)

    assert edit_file(file, edit, secret=True, backup=backup)
    assert calls == [SECTIONS, theirs]
    assert file.read_bytes() == theirs + b"[ours]\n"
    assert undo.backup_of(file).exists() == backup
    assert not backup or undo.backup_of(file).read_bytes() == theirs


def test_nor_is_what_changes_the_content_and_no_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system with coarse times, or a mapping of the file into memory: the content is compared too."""
    monkeypatch.setattr(edits, "stamp", lambda _: (1, 1, 1, 1))
    calls: list[bytes] = []

    def edit(before: bytes) -> bytes:
        if not calls:
            file.write_bytes(b"theirs\n")
        calls.append(before)
        return append(before)

    assert edit_file(file, edit, secret=True)
    assert file.read_bytes() == b"theirs\n[ours]\n"


def test_nor_is_a_file_that_took_its_place(file: Path) -> None:
    """As an editor does that writes beside and renames."""
    calls: list[bytes] = []

    def edit(before: bytes) -> bytes:
        if not calls:
            other = file.with_name("other")
            other.write_bytes(SECTIONS)
            os.utime(other, (LONG_AGO, LONG_AGO))
            other.replace(file)
        calls.append(before)
        return append(before)

    assert edit_file(file, edit, secret=True)
    assert len(calls) == 2


def test_beside_a_program_that_writes_in_place_all_the_time_what_was_there_stays(home: Home) -> None:
    """It adds sections as ``aws configure set`` does, with a moment between truncating and writing."""
    path = home.credentials("")
    path.write_bytes(SECTIONS)
    rounds = 12

    def theirs() -> None:
        for number in range(rounds):
            content = path.read_bytes()
            with path.open("wb") as file:
                time.sleep(0.002)
                file.write(content + b"[theirs-%d]\n" % number)
            time.sleep(0.1)

    other = threading.Thread(target=theirs)
    other.start()
    for number in range(rounds):
        edit_file(path, lambda before, number=number: before + b"[ours-%d]\n" % number, secret=True)  # type: ignore[misc]
        time.sleep(0.02)
    other.join(30)

    assert path.read_bytes().startswith(SECTIONS)


def test_permissions_that_change_during_the_edit_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o600)
    stage, rounds = undo._stage, list[undo.FileChange]()

    def and_then_somebody_opens_it_to_a_group(made: undo.FileChange, before: bytes | None) -> None:
        stage(made, before)
        if not rounds:
            file.chmod(0o640)
        rounds.append(made)

    monkeypatch.setattr(undo, "_stage", and_then_somebody_opens_it_to_a_group)
    assert edit_file(file, append, secret=False)
    assert len(rounds) == 2
    assert file.stat().st_mode & 0o777 == 0o640
    assert undo.backup_of(file).stat().st_mode & 0o777 == 0o600
