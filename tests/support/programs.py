"""Programs from outside that some tests need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def need(program: str) -> str:
    """The program's path; without it the test skips itself by name, or fails in CI, which installs them all."""
    path = shutil.which(program)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"CI has to install {program}")
    if path is None:
        pytest.skip(f"needs {program}")
    return path


def need_node_modules(package: str) -> Path:
    """The folder that the JavaScript package is installed in: ``node_modules`` where ``NODE_MODULES`` says."""
    folder = Path(os.environ.get("NODE_MODULES", "node_modules")).absolute()
    if not (folder / package).is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI has to install {package} and set NODE_MODULES")
        pytest.skip(f"needs {package} (npm) in NODE_MODULES")
    return folder
