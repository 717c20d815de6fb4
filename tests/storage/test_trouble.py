"""What the system refuses: full disks, folders that are read-only, files of others. The old file is always intact."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage import child

OLD = b"old" * 1000


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody reaches (pytest's own are for their owner only), and that is home to ``nobody``."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in (root, root / "state", root / "aws"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o777)
        monkeypatch.setenv("XDG_STATE_HOME", str(root / "state"))
        yield root / "aws"
        (root / "aws").chmod(0o777)


@pytest.fixture
def file(shared: Path) -> Path:
    path = shared / "credentials"
    path.write_bytes(OLD)
    path.chmod(0o666)
    return path


EDIT = """
as_nobody()
tell(trouble(lambda: edit_file(path, lambda before: before + b"new", secret=False)))
"""


def test_without_trouble_the_same_edit_succeeds(file: Path) -> None:
    assert child.run(EDIT, file) is None
    assert file.read_bytes() == OLD + b"new"


def test_a_read_only_folder(file: Path) -> None:
    file.parent.chmod(0o555)
    told = child.run(EDIT, file)

    assert told["message"].endswith("cannot be written: permission denied.")
    assert told["hint"] == "Check the permissions of the file and its folder; the file is as it was."
    assert told["files"] == [file.name]
    assert file.read_bytes() == OLD


def test_a_file_that_may_not_be_read(file: Path) -> None:
    file.chmod(0o000)
    told = child.run(EDIT, file)

    assert "permission denied" in told["message"]
    assert told["files"] == [file.name]


def test_a_folder_that_may_not_be_entered(file: Path) -> None:
    file.parent.chmod(0o644)
    told = child.run(EDIT.replace("os.listdir(path.parent)", "()"), file)

    assert "permission denied" in told["message"]
    assert "permissions" in told["hint"]


def test_a_state_folder_that_may_not_be_written_costs_the_undo_alone(file: Path) -> None:
    (file.parent.parent / "state").chmod(0o555)
    assert child.run(EDIT, file) is None

    assert file.read_bytes() == OLD + b"new"
    assert {entry.name for entry in file.parent.iterdir()} == {file.name, f"{file.name}.ssotui-backup"}


@pytest.mark.skipif(os.geteuid() != 0, reason="takes a file of somebody else")
def test_somebody_elses_file_in_our_folder_becomes_ours_but_not_our_groups(file: Path) -> None:
    file.chmod(0o644)
    assert child.run(EDIT, file) is None

    assert file.read_bytes() == OLD + b"new"
    assert file.stat().st_uid == 65534
    assert file.stat().st_mode & 0o777 == 0o604


LIMITED = """
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
tell(trouble(lambda: edit_file(path, lambda before: before + b"x" * 20_000, secret=True)))
"""


def test_a_file_size_limit(file: Path) -> None:
    told = child.run(LIMITED, file)

    assert told["message"].endswith("cannot be written: file too large.")
    assert "the file is as it was" in told["hint"]
    assert told["files"] == [file.name]
    assert file.read_bytes() == OLD


def test_a_limit_that_does_not_even_let_the_backup_be(file: Path) -> None:
    told = child.run(LIMITED.replace("8192, 8192", "100, 100"), file)

    assert "file too large" in told["message"]
    assert told["files"] == [file.name]
    assert file.read_bytes() == OLD


FULL_DISK = """
path.write_bytes(b"old" * 1000)
told = trouble(lambda: edit_file(path, lambda before: before + b"x" * 100_000, secret=True))
tell({**told, "intact": path.read_bytes() == b"old" * 1000})
"""


def own_mounts(script: str, *args: Path) -> list[str]:
    """Runs a program after the script, in a mount namespace of its own, which ends with the process."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("there is no unshare command")
    mount = [unshare, "--mount", "--map-root-user", "sh", "-c", f'{script} && exec "$@"', *map(str, args)]
    if subprocess.run([*mount, "true"], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    return mount


def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = own_mounts('mount -t tmpfs -o size=64k none "$0"', disk)
    told = child.answer_of(child.start(FULL_DISK, disk / "credentials", wrapper=mount))

    assert told["message"].endswith("cannot be written: no space left on device.")
    assert told["hint"].startswith("Free some space")
    assert told["intact"]
    assert told["files"] == ["credentials"]


def test_a_file_that_is_mounted_by_itself(file: Path) -> None:
    """As a container may have it: nothing can take its place."""
    mount = own_mounts('mount --bind "$0" "$0"', file)
    told = child.answer_of(child.start(EDIT.replace("as_nobody()", ""), file, wrapper=mount))

    assert told["message"].endswith("cannot be written: device or resource busy.")
    assert "mount its folder instead" in told["hint"]
    assert told["files"] == [file.name]
    assert file.read_bytes() == OLD
