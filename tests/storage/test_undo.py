"""Backups: one that is the only copy of something stays until what it holds stands elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssotui.model.clock import utc_now
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.storage import undo
from ssotui.storage.edits import edit_file
from ssotui.storage.files import resolve
from ssotui.storage.folders import state_folder
from ssotui.storage.locks import locked
from tests.storage import child
from tests.storage.test_trouble import own_mounts

FIRST, SECOND, THIRD = b"first", b"second", b"third"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "credentials"
    path.parent.mkdir()
    path.write_bytes(FIRST)
    return path


def put(path: Path, content: bytes, *, beside: bool = True) -> None:
    assert edit_file(path, lambda _: content, secret=True, beside=beside)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


ON_A_FULL_DISK = """
beside = json.loads(sys.argv[2])
os.environ["XDG_STATE_HOME"] = sys.argv[3]
path.write_bytes(b"mine" * 100)
edit_file(path, lambda _: b"new" * 100, secret=True, beside=beside)
filler = path.with_name("filler")
with filler.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x")
    except OSError:
        pass
write = trouble(lambda: edit_file(path, lambda _: b"newer" * 2000, secret=True, beside=beside))
back = trouble(lambda: undo.take_back(undo.last()))
held = [path.read_bytes().decode(), undo.last().backup.read_bytes().decode()]
filler.unlink()
undo.take_back(undo.last())
tell({"write": write, "back": back, "held": held, "then": path.read_bytes().decode()})
"""


@pytest.mark.parametrize("beside", ["true", "false"])
@pytest.mark.parametrize("state", ["on the disk", "elsewhere"])
def test_neither_a_write_nor_undo_loses_a_byte_on_a_full_disk(tmp_path: Path, beside: str, state: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = own_mounts('mount -t tmpfs -o size=64k none "$0"', disk)
    state_home = (disk if state == "on the disk" else tmp_path) / "state"
    told = child.answer_of(child.start(ON_A_FULL_DISK, disk / ".env", beside, state_home, wrapper=mount))

    for refused in (told["write"], told["back"]):
        assert refused["message"].endswith("cannot be written: no space left on device.")
        assert "the file is as it was" in refused["hint"]
        assert not [name for name in refused["files"] if name.endswith((".tmp", ".new", ".ssotui-lock"))]
    assert told["held"] == ["new" * 100, "mine" * 100]
    assert told["then"] == "mine" * 100


def test_a_write_that_fails_leaves_the_change_before_it_to_be_taken_back(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(file, SECOND)

    def refuse(self: Path, target: Path) -> Path:
        if target == file:
            raise OSError(28, "No space left on device")
        os.replace(self, target)  # noqa: PTH105 - what is patched is Path's
        return target

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(UnusableFile, match="no space left"):
            put(file, THIRD)
    assert file.read_bytes() == SECOND
    assert undo.backup_of(file).read_bytes() == FIRST
    assert names(file.parent) == {file.name, undo.backup_of(file).name}
    undo.take_back(undo.last())
    assert file.read_bytes() == FIRST


@pytest.mark.parametrize("beside", [True, False])
def test_a_change_whose_writer_died_before_the_backup_was_in_place_can_be_taken_back(
    file: Path, monkeypatch: pytest.MonkeyPatch, beside: bool
) -> None:
    put(file, SECOND, beside=beside)
    with monkeypatch.context() as patched:
        patched.setattr(undo, "_settle", lambda _: None)
        put(file, THIRD, beside=beside)
    assert undo.last().after == undo._digest(THIRD)
    undo.take_back(undo.last())

    assert file.read_bytes() == SECOND
    assert undo.backup_of(file, beside=beside).read_bytes() == THIRD
    assert names(state_folder()) <= {"locks", "backups", "undo.json"}


def test_a_change_whose_writer_died_before_the_file_was_written_was_none(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(file, SECOND)
    with monkeypatch.context() as patched:
        patched.setattr(undo, "_unstage", lambda _: None)
        with locked(file), pytest.raises(RuntimeError):
            undo.change_file(file, SECOND, THIRD, secret=True, backup=undo.backup_of(file), check=die)

    assert undo.last().after == undo._digest(SECOND)
    undo.take_back(undo.last())
    assert file.read_bytes() == FIRST


def die() -> None:
    raise RuntimeError


def test_what_a_writer_with_another_state_folder_has_staged_is_put_in_place(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer was killed in a container, right after it had written the file."""
    with monkeypatch.context() as container:
        container.setenv("XDG_STATE_HOME", str(tmp_path / "container"))
        container.setattr(undo, "_settle", lambda _: None)
        put(file, SECOND)
    with locked(resolve(file)):
        undo.recover(file)
    assert undo.backup_of(file).read_bytes() == FIRST
    assert names(file.parent) == {file.name, undo.backup_of(file).name}


def test_what_is_staged_is_never_removed_while_it_is_the_only_copy(file: Path) -> None:
    """A record of another writer's says that the file is as it was before that one; the staged content is a third."""
    staged = undo.backup_of(file).with_name(undo.backup_of(file).name + undo.STAGED_SUFFIX)
    staged.write_bytes(THIRD)
    with locked(file):
        undo._settle(undo.FileChange(file, undo._digest(FIRST), undo._digest(SECOND), utc_now(), undo.backup_of(file)))

    assert undo.backup_of(file).read_bytes() == THIRD


def test_undo_is_alone_with_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the lock may be in the middle of a change of the file."""
    put(file, SECOND)
    change = undo.last()
    monkeypatch.setattr("ssotui.storage.locks.LOCK_SECONDS", 0.0)
    with locked(file), pytest.raises(UnusableFile, match="Another ssotui has been changing"):
        undo.take_back(change)
    assert file.read_bytes() == SECOND
    undo.take_back(change)
    assert file.read_bytes() == FIRST


def test_undo_does_not_overwrite_what_another_program_writes_meanwhile(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(file, SECOND)
    stage = undo._stage

    def and_then_another_writes(made: undo.FileChange, before: bytes | None) -> None:
        stage(made, before)
        file.write_bytes(THIRD)

    monkeypatch.setattr(undo, "_stage", and_then_another_writes)
    with pytest.raises(UnusableFile, match="has changed since"):
        undo.take_back(undo.last())
    assert file.read_bytes() == THIRD
    assert undo.backup_of(file).read_bytes() == FIRST


def test_the_folder_of_a_staged_record_is_not_made_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(undo, "_settle", lambda _: None)
        put(file, SECOND, beside=False)
    file.unlink()
    file.parent.rmdir()
    with pytest.raises(UsageError, match="nothing to undo"):
        undo.last()
    assert not file.parent.exists()
