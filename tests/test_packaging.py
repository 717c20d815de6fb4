"""What the built packages carry, and that they can be installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_carries_the_style_sheets_and_the_sample_home(tmp_path: Path) -> None:
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "ssotui").rglob("*") if path.is_file()}
    assert {name for name in there if "__pycache__" not in name} <= names
    assert "ssotui/tui/styles/app.tcss" in names
    assert "ssotui/export/prompt_marks/zsh/.zshenv" in names
    assert "ssotui/py.typed" in names


def test_it_runs_from_its_source_distribution(tmp_path: Path) -> None:
    """As a packager takes it: the archive is built, unpacked and installed where nothing of this tree is."""
    built, into = tmp_path / "built", tmp_path / "installed"
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (archive,) = built.glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(into), str(archive)], check=True, capture_output=True)
    script = "import ssotui, sys; print(ssotui.__file__); from ssotui.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", script, "--demo", "list", "--format", "names"],
        env={**os.environ, "PYTHONPATH": str(into)}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    where, *names = done.stdout.splitlines()
    assert Path(where).is_relative_to(into)
    assert "payments-prod" in names, done.stderr
