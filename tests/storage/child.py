"""Runs a piece of Python in a process of its own, for what no test may do to the one it runs in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]

_HEADER = '''
import json, os, platformdirs, random, resource, signal, sys, tempfile, time
from pathlib import Path
from ssotui.model.errors import UnusableFile
from ssotui.storage import locks, undo
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.edits import edit_file
from ssotui.storage.files import resolve, write_atomically
from ssotui.storage.locks import locked
from ssotui.storage.undo import BACKUP_SUFFIX

path = Path(sys.argv[1])

def as_nobody():
    """Lose root's powers, after an edit elsewhere has imported what edits import late: nobody may not read Python."""
    if os.geteuid() == 0:
        with tempfile.TemporaryDirectory() as scratch:
            state, os.environ["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"], scratch
            for content in (b"one", b"two"):
                edit_file(Path(scratch, "file"), lambda _: content, secret=True)
            os.environ["XDG_STATE_HOME"] = state
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

def trouble(action):
    try:
        action()
    except UnusableFile as error:
        return {"message": error.message, "hint": error.hint, "files": sorted(os.listdir(path.parent))}
    return None

def tell(answer):
    print(json.dumps(answer))
'''


def start(script: str, *args: object, wrapper: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start the script. It knows ``path`` (the first of its arguments), what the header above gives, and ``tell``."""
    return subprocess.Popen(
        [*wrapper, sys.executable, "-c", _HEADER + script, *map(str, args)],
        cwd=_ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer_of(child: subprocess.Popen[str]) -> Any:
    """What the script told."""
    with child:
        out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    return json.loads(out)


def run(script: str, *args: object) -> Any:
    """Run the script and give what it told."""
    return answer_of(start(script, *args))
