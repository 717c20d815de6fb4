"""What git would make of a file, asked of a real git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ssotui.storage import git
from ssotui.storage.git import Fate, fate
from tests.support.programs import need

Git = Callable[..., None]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


@pytest.fixture
def run(tree: Path) -> Git:
    """Git in an empty work tree."""
    program = need("git")

    def run(*args: str) -> None:
        subprocess.run([program, "-c", "init.defaultBranch=main", *args], cwd=tree, check=True, capture_output=True)

    run("init")
    return run


def test_outside_of_a_work_tree(tree: Path) -> None:
    assert fate(tree / ".env") is Fate.SAFE


@pytest.mark.usefixtures("run")
def test_nothing_says_to_ignore_it(tree: Path) -> None:
    assert fate(tree / ".env") is Fate.UNIGNORED
    (tree / ".env").touch()
    assert fate(tree / ".env") is Fate.UNIGNORED


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("name", [".env", "-x.env", "*.env", "ä.env", ":(top).env", "a b"])
def test_ignored(tree: Path, name: str) -> None:
    (tree / ".gitignore").write_text("*.env\na b\n")
    assert fate(tree / name) is Fate.SAFE


def test_tracked_though_ignored(tree: Path, run: Git) -> None:
    (tree / ".env").touch()
    run("add", ".env")
    (tree / ".gitignore").write_text(".env\n")
    assert fate(tree / ".env") is Fate.TRACKED


def test_a_name_is_no_pattern(tree: Path, run: Git) -> None:
    (tree / "a.env").touch()
    run("add", "a.env")
    assert fate(tree / "*.env") is Fate.UNIGNORED


@pytest.mark.usefixtures("run")
def test_in_a_folder_below(tree: Path) -> None:
    below = tree / "app" / "config"
    below.mkdir(parents=True)
    assert fate(below / ".env") is Fate.UNIGNORED
    (tree / ".gitignore").write_text("app/\n")
    assert fate(below / ".env") is Fate.SAFE


@pytest.mark.usefixtures("run")
def test_in_a_folder_that_is_not_there_yet(tree: Path) -> None:
    assert fate(tree / "new" / ".env") is Fate.UNIGNORED


@pytest.mark.usefixtures("run")
def test_without_git_nobody_knows(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tree))
    assert fate(tree / ".env") is Fate.UNKNOWN


@pytest.mark.usefixtures("run")
def test_a_git_that_hangs_is_not_waited_for(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", f"{slow.parent}:/usr/bin:/bin")
    monkeypatch.setattr(git, "SECONDS", 0.05)
    assert fate(tree / ".env") is Fate.UNKNOWN


def test_a_monitor_that_the_repository_names_does_not_run(tree: Path, run: Git) -> None:
    ran = tree / "ran"
    monitor = tree / "monitor"
    monitor.write_text(f"#!/bin/sh\ntouch {ran}\n")
    monitor.chmod(0o700)
    run("config", "core.fsmonitor", str(monitor))
    fate(tree / ".env")
    assert not ran.exists()


def test_what_a_repository_lacks_is_not_fetched_by_a_program_that_it_names(tree: Path, run: Git) -> None:
    """A partial clone whose ``.gitignore`` is in the index alone, and its content nowhere."""
    ran = tree / "ran"
    ignore = tree / ".gitignore"
    ignore.write_text("*.env\n")
    run("add", ".gitignore")
    run("update-index", "--skip-worktree", ".gitignore")
    ignore.unlink()
    for content in [path for path in (tree / ".git" / "objects").rglob("*") if path.is_file()]:
        content.unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(tree),
        "remote.origin.uploadPack": f"touch {ran}; false",
    }.items():
        run("config", name, value)
    assert fate(tree / ".env") is not Fate.SAFE
    assert not ran.exists()


@pytest.mark.usefixtures("run")
def test_another_repository_in_the_environment_does_not_matter(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/")
    assert fate(tree / ".env") is Fate.UNIGNORED


def test_what_looks_like_a_repository(tree: Path) -> None:
    need("git")
    (tree / ".git").mkdir()
    assert fate(tree / ".env") is Fate.UNKNOWN
