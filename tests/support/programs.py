"""Programs from outside that some tests need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI") == "true"
"""CI installs everything: there, nothing is skipped for want of it."""


def skip_or_fail(lacking: str) -> NoReturn:
    """Skip the test for what it needs and has not got; in CI, fail it."""
    if IN_CI:
        pytest.fail(f"CI has to have {lacking}")
    pytest.skip(f"needs {lacking.splitlines()[0]}")


def need(program: str) -> str:
    """The program's path; without it the test skips itself by name, or fails in CI."""
    return shutil.which(program) or skip_or_fail(program)


def need_node_modules(package: str) -> Path:
    """The folder that the JavaScript package is installed in: ``node_modules`` where ``NODE_MODULES`` says."""
    folder = Path(os.environ.get("NODE_MODULES", "node_modules")).absolute()
    if not (folder / package).is_dir():
        skip_or_fail(f"{package} (npm) in NODE_MODULES")
    return folder
