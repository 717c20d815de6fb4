"""CI's second try is for the tests that measure time, and for no others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLAKY = """
import pathlib, pytest
HERE = pathlib.Path(__file__)
@pytest.mark.timing
def test_slow():
    first = not HERE.with_suffix(".seen").exists()
    HERE.with_suffix(".seen").touch()
    assert not first
def test_other(): {other}
def test_fine(): pass
"""
AGAIN = ["-p", "tests.second_try", "--last-failed", "--last-failed-no-failures", "none"]


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-c", str(folder / "pytest.ini"), "--rootdir", str(folder)]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, *options, str(folder)], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = timing\n")
    return folder


def test_one_that_measures_time_is_tried_again_and_named_in_the_last_lines(folder: Path) -> None:
    (folder / "test_it.py").write_text(FLAKY.format(other="pass"))
    assert run(folder).returncode == 1
    again = run(folder, *AGAIN)
    last_lines = again.stdout.splitlines()[-5:]
    assert any("tried a second time" in line for line in last_lines), last_lines
    assert "test_it.py::test_slow" in last_lines
    assert "1 passed" in last_lines[-1]
    assert again.returncode == 0


def test_whatever_else_fails_has_failed(folder: Path) -> None:
    (folder / "test_it.py").write_text(FLAKY.format(other="raise ValueError"))
    assert run(folder).returncode == 1
    again = run(folder, *AGAIN)
    assert again.returncode == 1
    assert "No second try: these measure no time, and failed: test_it.py::test_other" in again.stdout
    assert " passed" not in again.stdout


def test_a_second_failure_counts(folder: Path) -> None:
    (folder / "test_it.py").write_text(FLAKY.format(other="pass").replace("assert not first", "assert False"))
    assert run(folder).returncode == run(folder, *AGAIN).returncode == 1
