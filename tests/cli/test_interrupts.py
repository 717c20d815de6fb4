"""An interrupt ends a command at any moment with 130, and never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import homes

AT_IMPORT = """
import os, sys, weakref
class Thing: pass
def interrupt(): os.kill(os.getpid(), 2); None
def hear(event, args):
    if event == "import" and args[0] == {module!r}:
        {interrupt}
sys.addaudithook(hear)
"""
INTERRUPTS = {
    "plain": "interrupt()",
    "in a text": "exec('interrupt()')",
    "where nothing is raised": "thing = Thing(); ref = weakref.ref(thing, lambda _: interrupt()); del thing",
}


def run(tmp_path: Path, at_the_start: str) -> tuple[int, str]:
    """Run the command with the code done before it; its exit status, and what it says of failures."""
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "sitecustomize.py").write_text(at_the_start)
    env = homes.build(tmp_path, 5) | {"PYTHONPATH": str(tmp_path / "first")}
    command = [sys.executable, "-m", "ssotui", "list"]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("module", ["ssotui.cli.entry", "ssotui.actions.listing.inventory"])
@pytest.mark.parametrize("interrupt", INTERRUPTS)
def test_while_its_modules_are_imported(tmp_path: Path, module: str, interrupt: str) -> None:
    assert run(tmp_path, AT_IMPORT.format(module=module, interrupt=INTERRUPTS[interrupt])) == (130, "")


def test_while_python_ends(tmp_path: Path) -> None:
    assert run(tmp_path, "import atexit, os; atexit.register(lambda: os.kill(os.getpid(), 2))") == (-2, "")
