"""Print the table: each writer, its points, and at how many of the stops nothing was lost."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path


def main(names: list[str], *, as_json: bool) -> int:
    """Try the writers of those names, or all."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        home = Path(folder, "home")
        home.mkdir()
        for name in list(os.environ):
            if name.startswith(("AWS_", "XDG_", "SSOTUI_")):
                del os.environ[name]
        os.environ["HOME"] = str(home)
        os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.file_keyring.FileKeyring"
        return _tell(names, home, as_json=as_json)


def _tell(names: list[str], home: Path, *, as_json: bool) -> int:
    from tests.kills.trial import tried
    from tests.kills.writers import WRITERS

    results = {}
    begun = time.monotonic()
    for name in names or WRITERS:
        result = results[name] = tried(WRITERS[name], home)
        if not as_json:
            held = result.stops - len(result.lost)
            sys.stdout.write(f"{name:32} {result.points:4} points {result.stops:4} stops {held:4} held\n")
            sys.stdout.writelines(
                f"    {stop}: {problem}\n" for stop, found in result.lost.items() for problem in found
            )
    if as_json:
        json.dump(results, sys.stdout)
    else:
        stops = sum(result.stops for result in results.values())
        lost = sum(len(result.lost) for result in results.values())
        sys.stdout.write(f"{len(results)} writers, {stops} stops, {lost} losses, {time.monotonic() - begun:.0f} s\n")
    return 1 if any(result.lost for result in results.values()) else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main([each for each in arguments if each != "--json"], as_json="--json" in arguments))
