"""Every writer is killed at each of its steps, and meets a full disk and read-only folders at each."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ssotui
from tests.kills.writers import WRITERS, WRITING_MODULES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LEAST_POINTS = {"write: credentials file": 25, "undo": 20, "token cache": 8, "state: theme": 8}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITERS)
def test_what_a_person_had_is_still_in_a_file_that_ssotui_can_name(name: str) -> None:
    """In a process of its own, which has no threads, since it forks for each of the stops."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--json", name], capture_output=True, text=True, timeout=500, check=False
    )
    assert done.stdout, done.stderr
    points, stops, lost = json.loads(done.stdout)[name]
    assert lost == {}
    assert points >= LEAST_POINTS.get(name, 1)
    assert stops > points


WRITES = re.compile(
    r"\b(?:edit_file|edit_secret_file|write_atomically|state\.edit|state\.keep|delete|rmtree|mkdtemp|copyfile)\("
    r"|stores\.of_\w+\(\w+\)\.(?:write|edit)\("
    r"|\.(?:unlink|chmod|write_text|write_bytes|rename)\("
)
ACTIONS = "ssotui.actions"


def _writes(path: Path) -> bool:
    """Tell whether the module calls what writes. A module of the actions that it calls stands for itself."""
    text = path.read_text()
    if not WRITES.search(text):
        return False
    nodes = list(ast.walk(ast.parse(text)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ACTIONS)]
    actions = {name.asname or name.name for node in imports for name in node.names}
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    theirs = tuple(f"{name}." for name in actions)
    return any(WRITES.search(f"{call}(") for call in calls if not call.startswith(theirs))


def test_no_writer_is_left_out() -> None:
    """The demo writes to a home of its own, and storage is what all others write by."""
    package = Path(ssotui.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in {"demo", "storage"} and _writes(path)
    }
    assert found == WRITING_MODULES
