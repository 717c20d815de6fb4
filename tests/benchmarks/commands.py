"""Whole commands against the bare interpreter, and the tools that do the same."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks import homes, script
from tests.benchmarks.table import Row, compared, process, timed

BARE = [sys.executable, "-I", "-c", "pass"]

BUDGETS = {
    ("credential-process", homes.profile_name(0)): 2.0,
    ("prompt",): 2.0,
    ("status",): 3.0,
    ("list",): 3.0,
    ("creds", homes.profile_name(0)): 4.0,
    ("use", homes.profile_name(0)): 4.0,
}
"""Each command line, and how many times a bare interpreter's it may take, with 200 profiles and cached keys."""

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

PEERS = {
    "aws": ["configure", "list-profiles"],
    "aws-vault": ["list", "--profiles"],
    "aws-sso": ["list"],
    "granted": ["--version"],
    "awsesh": ["--version"],
}
"""Other tools that list the profiles, as far as they are on PATH, or the least that they do."""


def rows(command: Sequence[str], env: Mapping[str, str], runs: int) -> list[Row]:
    """Measure each command of ours in turns with the interpreter."""
    env = {**env, "AWS_PROFILE": homes.profile_name(0)}
    lines = list(BUDGETS)
    bare, *ours = timed(
        runs,
        lambda: process(BARE, env),
        *(lambda line=line: process([*command, *line], env) for line in lines),
    )
    return [
        compared(f"{line[0]} / bare Python", times, bare, BUDGETS[line])
        for line, times in zip(lines, ours, strict=True)
    ]


def script_rows(command: Sequence[str], root: Path, env: Mapping[str, str], runs: int) -> list[Row]:
    """Measure ``credential-process`` against the script that everybody writes once."""
    with script.surroundings(root, env) as theirs:
        ours, usual = timed(
            runs,
            lambda: process([*command, "credential-process", homes.profile_name(0)], env),
            lambda: process(script.COMMAND, theirs),
        )
    return [compared("credential-process / five lines on boto3", ours, usual, 1)]


def peer_rows(command: Sequence[str], env: Mapping[str, str], runs: int) -> list[Row]:
    """Measure ``list`` against each of the other tools that are on PATH."""
    found: list[Row] = []
    for name, args in PEERS.items():
        if place := shutil.which(name, path=PATH):
            try:
                ours, theirs = timed(
                    runs,
                    lambda: process([*command, "list"], env),
                    lambda line=[place, *args]: process(line, env),  # type: ignore[misc]  # its default
                )
            except RuntimeError:  # it is there, but not set up
                continue
            found.append(compared(f"list / {name} {' '.join(args)}", ours, theirs))
    return found
