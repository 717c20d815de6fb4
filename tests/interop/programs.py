"""The small programs in other languages, each built once from the sources beside this module.

What is built stays in the user's cache folder, under a name made of the sources, so that it is built again only when
they change. ``python -m tests.interop.programs`` builds them all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ssotui.storage.locks import take_lock
from tests.support.programs import need, skip_or_fail

SOURCES = Path(__file__).parent
OUTSIDE = dict(os.environ)
"""The environment before any test moved into a home of its own: the tools keep what they download there."""

BUILD_SECONDS = 900
_not_built: dict[Path, str] = {}
"""The folders in which building failed, and why: this process tries no second time."""
_POLITE = ["nice", "-n", "19"] if shutil.which("nice") else []
"""Other tests measure time meanwhile."""


def go() -> Sequence[str]:
    """The command of the program on the AWS SDK for Go v2."""
    tool = need("go")
    return [str(_built("go", [tool, "build", "-o", "keys", "."]) / "keys")]


def java() -> Sequence[str]:
    """The command of the program on the AWS SDK for Java v2."""
    maven, compiler, runtime = need("mvn"), need("javac"), need("java")
    # Copied by Maven, compiled without it: its compiler plug-in would be one download more.
    fetch = [maven, "--batch-mode", "--quiet", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
    folder = _built("java", fetch, [compiler, "-cp", "jars/*", "-d", ".", "Keys.java"])
    # Starts in half the time without the second compiler, which one call never repays.
    return [runtime, "-XX:TieredStopAtLevel=1", "-cp", f"{folder}:{folder}/jars/*", "Keys"]


def rust() -> Sequence[str]:
    """The command of the program on the AWS SDK for Rust."""
    tool = need("cargo")
    return [
        str(
            _built("rust", [tool, "build", "--locked", "--quiet", "--target-dir", "target"])
            / "target"
            / "debug"
            / "keys"
        )
    ]


def _built(language: str, *commands: Sequence[str]) -> Path:
    """The folder where the program was built; one process builds, the others wait for it.

    What cannot be built here is skipped by name, like what is not there: a tool may lack its compiler or the network.
    """
    sources = sorted(path for path in (SOURCES / language).rglob("*") if path.is_file())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources) + repr(commands).encode()).hexdigest()
    folder = _cache() / f"{language}-{digest[:16]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder in _not_built:
        skip_or_fail(_not_built[folder])
    with take_lock(folder.with_suffix(".lock"), seconds=BUILD_SECONDS):
        done = folder / ".done"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(SOURCES / language, folder)
            for command in commands:
                if complaint := _build(command, folder):
                    _not_built[folder] = f"a {Path(command[0]).name} that builds the {language} program: {complaint}"
                    skip_or_fail(_not_built[folder])
            done.touch()
    return folder


def _cache() -> Path:
    home = Path(OUTSIDE.get("HOME") or Path.home())
    return Path(OUTSIDE.get("XDG_CACHE_HOME") or home / ".cache") / "ssotui-tests"


def _build(command: Sequence[str], folder: Path) -> str:
    """Run one command of the build; its complaint, empty if it succeeds."""
    try:
        done = subprocess.run(
            [*_POLITE, *command],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=BUILD_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {BUILD_SECONDS} seconds"
    return f"{done.stdout}{done.stderr}".strip() or f"status {done.returncode}" if done.returncode else ""


def _environment() -> Mapping[str, str]:
    """The outer one, without what a test of this suite or a person's AWS tools have set."""
    return {name: value for name, value in OUTSIDE.items() if not name.startswith("AWS_")}


if __name__ == "__main__":
    for build in (go, java, rust):
        build()
