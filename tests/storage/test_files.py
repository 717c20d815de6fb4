from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ssotui.model.errors import UnusableFile
from ssotui.storage import bounded_read, edits, files, locks, undo
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole, resolve, write_atomically
from ssotui.storage.folders import LOCK_SUFFIX, state_folder
from ssotui.storage.locks import locked
from ssotui.storage.undo import BACKUP_SUFFIX
from tests.support.home import Home
from tests.support.programs import need
from tests.support.trouble import soon

OLD, NEW = b"[default]\nregion = us-east-1\n", b"[default]\nregion = eu-west-1\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "credentials"
    path.parent.mkdir()
    path.write_bytes(OLD)
    path.chmod(0o600)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def to(new: bytes) -> Callable[[bytes], bytes]:
    return lambda _: new


class TestEditing:
    def test_the_edit_sees_what_the_file_holds_and_its_result_replaces_it(self, file: Path) -> None:
        assert edit_file(file, lambda before: before + b"# end\n", secret=True)
        assert file.read_bytes() == OLD + b"# end\n"

    def test_what_the_file_held_is_kept_beside_it_for_its_owner_only(self, file: Path) -> None:
        file.chmod(0o644)
        edit_file(file, to(NEW), secret=False)
        backup = file.with_name(file.name + BACKUP_SUFFIX)

        assert backup.read_bytes() == OLD
        assert mode(backup) == 0o600
        assert names(file.parent) == {file.name, backup.name}

    def test_the_backup_is_of_the_last_change(self, file: Path) -> None:
        edit_file(file, to(NEW), secret=True)
        edit_file(file, to(b"third"), secret=True)

        assert file.with_name(file.name + BACKUP_SUFFIX).read_bytes() == NEW

    def test_no_change_writes_nothing(self, file: Path) -> None:
        before = file.stat()

        assert not edit_file(file, lambda data: data, secret=True)
        after = file.stat()
        assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
            before.st_ino,
            before.st_mtime_ns,
            before.st_ctime_ns,
        )
        assert names(file.parent) == {file.name}

    def test_a_file_that_is_not_there_is_made_with_its_folders_for_its_owner_only(self, tmp_path: Path) -> None:
        path = tmp_path / ".aws" / "credentials"

        assert edit_file(path, lambda before: before + NEW, secret=False)
        assert path.read_bytes() == NEW
        assert mode(path) == 0o600
        assert mode(path.parent) == 0o700
        assert names(path.parent) == {path.name}

    @pytest.mark.parametrize("umask", [0o000, 0o002, 0o022])
    def test_every_folder_that_is_made_is_for_its_owner_only_whatever_the_umask(self, home: Home, umask: int) -> None:
        home.root.chmod(0o755)
        before = os.umask(umask)
        try:
            edit_file(home.root / ".aws" / "sso" / "cache" / "x.json", to(NEW), secret=True)
        finally:
            os.umask(before)

        made = {path for path in home.root.rglob("*") if path.is_dir()}
        assert {home.root / ".aws", home.root / ".aws" / "sso", state_folder().parent, state_folder() / "locks"} <= made
        assert {mode(path) for path in made} == {0o700}
        assert {mode(path) for path in home.root.rglob("*") if path.is_file()} == {0o600}
        assert mode(home.root) == 0o755

    def test_no_backup_if_none_is_wanted(self, file: Path) -> None:
        edit_file(file, to(NEW), secret=True, backup=False)

        assert names(file.parent) == {file.name}

    @pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), UnusableFile("no")])
    def test_an_edit_that_fails_leaves_everything_as_it_was(self, file: Path, error: BaseException) -> None:
        def fail(_: bytes) -> bytes:
            raise error

        with pytest.raises(type(error)):
            edit_file(file, fail, secret=True)
        assert file.read_bytes() == OLD
        assert names(file.parent) == {file.name}
        assert edit_file(file, to(NEW), secret=True)  # the lock is free again

    def test_our_folders_hold_nothing_but_the_locks_and_the_last_change(self, file: Path) -> None:
        edit_file(file, to(NEW), secret=True)

        assert {path.name for path in state_folder().iterdir()} == {"locks", "undo.json"}
        assert mode(state_folder() / "locks") == 0o700


class TestModeAndOwner:
    @pytest.mark.parametrize("old_mode", [0o600, 0o644, 0o666, 0o400])
    def test_a_file_of_secrets_becomes_0600(self, file: Path, old_mode: int) -> None:
        file.chmod(old_mode)
        write_atomically(file, NEW, secret=True)

        assert mode(file) == 0o600

    @pytest.mark.parametrize("old_mode", [0o600, 0o644, 0o664, 0o640])
    def test_any_other_keeps_its_mode_whatever_the_umask(self, file: Path, old_mode: int) -> None:
        file.chmod(old_mode)
        before = os.umask(0o077)
        try:
            write_atomically(file, NEW, secret=False)
        finally:
            os.umask(before)

        assert mode(file) == old_mode

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    @pytest.mark.parametrize("theirs", ["", ".aws"])
    def test_root_keeps_a_persons_file_theirs(self, home: Home, file: Path, theirs: str) -> None:
        (home.root / theirs).mkdir(exist_ok=True)
        os.chown(home.root / theirs, 1234, 2345)
        os.chown(file, 1234, 2345)
        edit_file(file, to(NEW), secret=True)

        assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)
        assert mode(file) == 0o600

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    @pytest.mark.parametrize("planted", ["credentials", "credentials.ssotui-backup"])
    def test_root_gives_no_secret_to_anybody_else(self, home: Home, file: Path, planted: str) -> None:
        theirs = file.with_name(planted)
        theirs.touch()
        os.chown(theirs, 1234, 2345)
        with pytest.raises(UnusableFile, match=rf"{planted} belongs to another user \(number 1234\)") as caught:
            edit_file(file, to(NEW), secret=True)

        assert caught.value.hint
        assert file.read_bytes() == OLD
        assert theirs.stat().st_uid == 1234
        assert theirs.read_bytes() == (OLD if theirs == file else b"")
        assert home.root.stat().st_uid == 0

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    def test_what_is_no_secret_stays_whose_it_is(self, file: Path) -> None:
        os.chown(file, 1234, 2345)
        write_atomically(file, NEW, secret=False)

        assert file.stat().st_uid == 1234

    def test_a_group_that_cannot_be_kept_is_not_replaced_by_ours_as_a_reader(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EPERM, "Operation not permitted")

        file.chmod(0o664)
        monkeypatch.setattr(os, "fchown", refuse)
        monkeypatch.setattr(os, "getegid", lambda: 54321)
        write_atomically(file, NEW, secret=False)

        assert file.read_bytes() == NEW
        assert mode(file) == 0o604

    def test_a_file_system_that_knows_no_modes(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EPERM, "Operation not permitted")

        file.chmod(0o755)
        monkeypatch.setattr(os, "fchmod", refuse)
        edit_file(file, to(NEW), secret=True)

        assert file.read_bytes() == NEW


class TestLinks:
    def test_a_symbolic_link_is_written_through(self, file: Path, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to(Path("folder") / "credentials")
        edit_file(link, to(NEW), secret=True)

        assert link.is_symlink()
        assert os.readlink(link) == "folder/credentials"  # noqa: PTH115 - the text, not the path
        assert file.read_bytes() == NEW
        assert names(tmp_path) >= {"folder", "link"}
        assert file.with_name(file.name + BACKUP_SUFFIX).read_bytes() == OLD

    def test_through_several_links_and_a_linked_folder(self, file: Path, tmp_path: Path) -> None:
        (tmp_path / "dotfiles").symlink_to("folder")
        (tmp_path / "one").symlink_to(tmp_path / "two")
        (tmp_path / "two").symlink_to("dotfiles/credentials")
        edit_file(tmp_path / "one", to(NEW), secret=True)

        assert file.read_bytes() == NEW
        assert (tmp_path / "one").is_symlink()

    def test_a_dangling_link_makes_its_target(self, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to("not/yet/there")
        edit_file(link, to(NEW), secret=True)

        assert link.is_symlink()
        assert (tmp_path / "not/yet/there").read_bytes() == NEW

    def test_a_link_to_itself_is_refused(self, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to("link")

        with pytest.raises(UnusableFile, match="too many levels") as caught:
            edit_file(link, to(NEW), secret=True)
        assert caught.value.hint == "Fix the symbolic link; the file is as it was."

    @pytest.mark.parametrize("there", [True, False])
    def test_a_link_in_the_place_of_the_backup_is_replaced_and_leads_no_secret_away(
        self, file: Path, tmp_path: Path, there: bool
    ) -> None:
        backup, elsewhere = file.with_name(file.name + BACKUP_SUFFIX), tmp_path / "elsewhere"
        if there:
            elsewhere.write_bytes(b"theirs")
        backup.symlink_to(elsewhere)
        edit_file(file, to(NEW), secret=True)

        assert not backup.is_symlink()
        assert backup.read_bytes() == OLD
        assert mode(backup) == 0o600
        assert (elsewhere.read_bytes() if elsewhere.exists() else None) == (b"theirs" if there else None)
        assert file.read_bytes() == NEW

    def test_nor_does_it_when_the_change_is_taken_back(self, file: Path, tmp_path: Path) -> None:
        edit_file(file, to(NEW), secret=True)
        backup, elsewhere = file.with_name(file.name + BACKUP_SUFFIX), tmp_path / "elsewhere"
        elsewhere.write_bytes(OLD)
        backup.unlink()
        backup.symlink_to(elsewhere)
        undo.take_back(undo.last())

        assert not backup.is_symlink()
        assert (file.read_bytes(), backup.read_bytes(), elsewhere.read_bytes()) == (OLD, NEW, OLD)

    def test_both_ends_of_a_link_have_one_lock(
        self, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = tmp_path / "link"
        link.symlink_to(file)
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)

        with locked(resolve(file)), pytest.raises(UnusableFile, match="Another ssotui"):
            edit_file(link, to(NEW), secret=True)


class TestTheDemo:
    """Its promise is that the person's own files stay as they are."""

    @pytest.fixture
    def demo_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        home = tmp_path / "demo"
        home.mkdir()
        (tmp_path / "another-name").symlink_to(home)  # as /tmp is one of /private/tmp
        monkeypatch.setenv("HOME", str(tmp_path / "another-name"))
        monkeypatch.setenv("SSOTUI_DEMO", "1")
        monkeypatch.chdir(home)
        return home

    @pytest.mark.parametrize("named", ["{outside}", "../folder/credentials", "link", "linked/credentials", "dangling"])
    def test_nothing_outside_its_home_is_written(self, demo_home: Path, file: Path, tmp_path: Path, named: str) -> None:
        Path("link").symlink_to(file)
        Path("linked").symlink_to(file.parent)
        Path("dangling").symlink_to(tmp_path / "new" / "credentials")
        path = Path(named.format(outside=file))

        for write in (
            lambda: edit_file(path, to(NEW), secret=True),
            lambda: write_atomically(path, NEW, secret=True),
            lambda: files.delete(path),
        ):
            with pytest.raises(UnusableFile, match="is not the demo's") as caught:
                write()
            assert caught.value.hint == "The demo writes to its own home only."
        assert file.read_bytes() == OLD
        assert names(file.parent) == {file.name}
        assert not (tmp_path / "new").exists()
        assert demo_home.is_dir()

    def test_inside_everything_is_as_ever(self, demo_home: Path, tmp_path: Path) -> None:
        (demo_home / "link").symlink_to("credentials")
        for path in (Path("link"), demo_home / "deeper" / ".." / ".env", tmp_path / "another-name" / ".env.local"):
            assert edit_file(path, to(NEW), secret=True)

        assert names(demo_home) >= {"credentials", ".env", ".env.local"}

    def test_the_place_alone_counts_only_in_the_demo(
        self, demo_home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SSOTUI_DEMO")

        assert edit_file(file, to(NEW), secret=True)
        assert demo_home.is_dir()


class TestWhatIsNoFile:
    @pytest.mark.parametrize("write", [edit_file, write_atomically])
    def test_a_folder_is_refused_and_kept(self, tmp_path: Path, write: Callable[..., object]) -> None:
        folder = tmp_path / "credentials"
        folder.mkdir()

        with pytest.raises(UnusableFile, match="is a folder") as caught:
            write(folder, to(NEW) if write is edit_file else NEW, secret=True)
        assert caught.value.hint
        assert names(tmp_path) >= {"credentials"}
        assert list(folder.iterdir()) == []

    def test_a_fifo_is_refused_without_waiting_for_its_other_end(self, tmp_path: Path) -> None:
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)

        with pytest.raises(UnusableFile, match="not a regular file"):
            soon(lambda: edit_file(fifo, to(NEW), secret=True))
        with pytest.raises(OSError, match="Not a regular file"):
            soon(lambda: read_regular(fifo))

    def test_a_device_is_not_read(self) -> None:
        with pytest.raises(OSError, match="Not a regular file"):
            read_regular(Path("/dev/zero"))

    def test_a_file_in_place_of_a_folder_is_named(self, file: Path) -> None:
        with pytest.raises(UnusableFile, match="not a directory") as caught:
            edit_file(file / "deeper", to(NEW), secret=True)
        assert "is a file" in caught.value.hint
        assert file.read_bytes() == OLD

    def test_a_folder_in_place_of_the_backup_stops_the_edit(self, file: Path) -> None:
        file.with_name(file.name + BACKUP_SUFFIX).mkdir()

        with pytest.raises(UnusableFile, match="is a folder"):
            edit_file(file, to(NEW), secret=True)
        assert file.read_bytes() == OLD


class TestReading:
    def test_a_file_is_read_whole_or_up_to_a_limit(self, file: Path) -> None:
        assert read_regular(file) == OLD
        assert read_regular(file, 9) == b"[default]"

    def test_what_is_missing_or_a_folder_is_the_systems_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            read_regular(tmp_path / "missing")
        with pytest.raises(IsADirectoryError):
            read_regular(tmp_path)

    def test_one_that_is_too_large_is_told_and_never_read_to_its_end(self, file: Path) -> None:
        os.truncate(file, 6 << 30)  # takes no space on the disk

        with pytest.raises(OSError, match="it has more than 32 MB"):
            read_regular(file)
        assert read_regular(file, 9) == b"[default]"
        with pytest.raises(UnusableFile, match=r"cannot be read: it has more than 32 MB\."):
            read_whole(file)
        with pytest.raises(UnusableFile, match=r"cannot be edited: it has more than 32 MB\.") as caught:
            edit_file(file, to(NEW), secret=True)
        assert caught.value.hint
        assert file.stat().st_size == 6 << 30
        assert names(file.parent) == {file.name}

    def test_the_limit_itself_is_not_too_large(self, file: Path) -> None:
        os.truncate(file, bounded_read.MAX_BYTES)

        assert len(read_regular(file)) == bounded_read.MAX_BYTES

    def test_a_fifo_that_takes_the_files_place_while_it_is_edited_is_not_waited_for(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        @contextlib.contextmanager
        def swapped(target: Path) -> Iterator[locks.Held]:
            target.unlink()
            os.mkfifo(target)
            yield locks.Held(None, None)

        monkeypatch.setattr(edits, "locked", swapped)
        with pytest.raises(UnusableFile, match="not a regular file"):
            soon(lambda: edit_file(file, to(NEW), secret=True))


class TestTheLock:
    def test_another_ssotui_that_does_not_let_go_is_named_in_the_end(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)

        with locked(resolve(file)), pytest.raises(UnusableFile, match="Another ssotui has been changing") as caught:
            edit_file(file, to(NEW), secret=True)
        assert caught.value.hint
        assert file.read_bytes() == OLD

    def test_two_files_do_not_wait_for_each_other(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)

        with locked(resolve(file)):
            assert edit_file(file.with_name("config"), to(NEW), secret=True)

    def test_a_state_folder_that_cannot_be_is_named_where_it_is_needed(self, file: Path) -> None:
        state_folder().parent.mkdir(parents=True)
        state_folder().write_text("a file")

        assert edit_file(file, to(NEW), secret=True)
        with pytest.raises(UnusableFile, match="not a directory") as caught:
            edit_file(file, to(OLD), secret=True, beside=False)
        assert caught.value.hint
        assert file.read_bytes() == NEW

    def test_where_the_files_disk_knows_no_locks_that_of_the_state_folder_counts(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.refuse(monkeypatch, lambda place: place.name.endswith(LOCK_SUFFIX))
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)

        with locked(resolve(file)), pytest.raises(UnusableFile, match="Another ssotui"):
            edit_file(file, to(NEW), secret=True)
        assert edit_file(file, to(NEW), secret=True)

    def test_no_disk_that_knows_locks(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refuse(monkeypatch, lambda _: True)
        with pytest.raises(UnusableFile, match="has no locks") as caught:
            edit_file(file, to(NEW), secret=True)
        assert "XDG_STATE_HOME" in caught.value.hint
        assert file.read_bytes() == OLD

    @staticmethod
    def refuse(monkeypatch: pytest.MonkeyPatch, place_is_bad: Callable[[Path], bool]) -> None:
        take = locks.take_lock

        def refusing(place: Path, **options: Any) -> locks.Lock:
            if place_is_bad(place):
                raise OSError(errno.ENOLCK, "No locks available")
            return take(place, **options)

        monkeypatch.setattr(locks, "take_lock", refusing)

    def test_it_stands_beside_the_file_and_nothing_is_left_of_it(self, file: Path) -> None:
        with locked(resolve(file)):
            assert names(file.parent) == {file.name, f".{file.name}.ssotui-lock"}
        assert names(file.parent) == {file.name}

    def test_one_of_another_state_folder_is_waited_for(
        self, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A container and its host, or two users: they share the file and nothing else."""
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)
        with locked(resolve(file)):
            monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other-state"))
            with pytest.raises(UnusableFile, match="Another ssotui has been changing"):
                edit_file(file, to(NEW), secret=True)
        assert edit_file(file, to(NEW), secret=True)

    def test_an_earlier_version_is_waited_for(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It knows the lock in the state folder only."""
        monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)
        folder = state_folder() / "locks"
        folder.mkdir(parents=True)
        name = hashlib.sha256(os.fsencode(resolve(file))).hexdigest()[:32]
        with (folder / f"{name}.lock").open("w") as theirs:
            fcntl.flock(theirs, fcntl.LOCK_EX)
            with pytest.raises(UnusableFile, match="Another ssotui has been changing"):
                edit_file(file, to(NEW), secret=True)
        assert edit_file(file, to(NEW), secret=True)

    def test_a_link_in_its_place_is_not_followed(self, file: Path, tmp_path: Path) -> None:
        file.with_name(f".{file.name}.ssotui-lock").symlink_to(tmp_path / "elsewhere")

        with pytest.raises(UnusableFile, match="symbolic link"):
            edit_file(file, to(NEW), secret=True)
        assert not (tmp_path / "elsewhere").exists()

    def test_what_a_killed_holder_leaves_is_taken_over(self, file: Path) -> None:
        file.with_name(f".{file.name}.ssotui-lock").touch()

        assert edit_file(file, to(NEW), secret=True)
        assert names(file.parent) == {file.name, f"{file.name}{BACKUP_SUFFIX}"}

    def test_git_and_a_listing_show_nothing_of_it(self, tmp_path: Path) -> None:
        need("git")
        tree = tmp_path / "tree"
        tree.mkdir()
        subprocess.run(["git", "init", "--quiet", tree], check=True)
        (tree / ".gitignore").write_text(".env\n.gitignore\n")
        (tree / ".env").write_bytes(OLD)
        edit_file(tree / ".env", to(NEW), secret=True, beside=False)

        assert not subprocess.run(["git", "-C", tree, "status", "--short"], capture_output=True, check=True).stdout


class TestWhatAKilledWriterLeft:
    def test_is_swept_up_once_it_is_old(self, file: Path) -> None:
        stale, fresh, other = (
            file.with_name(name) for name in (".credentials.abcdefgh.tmp", ".credentials.ijklmnop.tmp", ".config.x.tmp")
        )
        for path in (stale, fresh, other):
            path.write_bytes(b"secret")
        long_ago = time.time() - 2 * files.STALE_SECONDS
        for path in (stale, other):
            os.utime(path, (long_ago, long_ago))
        write_atomically(file, NEW, secret=True)

        assert names(file.parent) == {file.name, fresh.name, other.name}

    def test_that_of_a_living_writer_in_a_container_stays(self, file: Path) -> None:
        """Its lock may be out of our sight, on a disk that knows none."""
        living = file.with_name(".credentials.abcdefgh.tmp")
        living.write_bytes(b"secret")
        edit_file(file, to(NEW), secret=True)

        assert living.exists()

    def test_goes_with_the_file(self, file: Path) -> None:
        stale = file.with_name(".credentials.abcdefgh.tmp")
        stale.write_bytes(b"secret")
        long_ago = time.time() - 2 * files.STALE_SECONDS
        os.utime(stale, (long_ago, long_ago))

        assert files.delete(file)
        assert names(file.parent) == set()

    def test_a_living_writer_of_a_file_whose_name_begins_alike_is_left_alone(self, file: Path) -> None:
        living = file.with_name(".credentials.old.abcdefgh.tmp")
        living.write_bytes(b"secret")
        edit_file(file, to(NEW), secret=True, backup=False)

        assert names(file.parent) == {file.name, living.name}


def test_a_folder_that_cannot_be_synced_does_not_undo_the_write(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def refuse_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    write_atomically(file, NEW, secret=True)

    assert file.read_bytes() == NEW


def test_the_data_is_on_the_disk_before_it_takes_the_name_and_the_name_after(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        story.append("folder synced" if stat.S_ISDIR(os.fstat(handle).st_mode) else "data synced")
        fsync(handle)

    def replaced(self: Path, target: Path) -> Path:
        story.append("renamed")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_atomically(file, NEW, secret=True)

    assert story == ["data synced", "renamed", "folder synced"]
