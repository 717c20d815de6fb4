"""Programs from outside that some tests need."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str) -> str:
    """The program's path; without it the test skips itself by name, or fails in CI, which installs them all."""
    path = shutil.which(program)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"CI has to install {program}")
    if path is None:
        pytest.skip(f"needs {program}")
    return path
