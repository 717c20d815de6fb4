"""The lowest versions that ``pyproject.toml`` allows, as pip's requirements: ``python -m tests.lowest`` prints them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
BOUNDS = re.compile(r"(?P<name>[a-z0-9-]+)>=(?P<lowest>[0-9.]+),<[0-9.]+")


def dependencies() -> list[str]:
    """What ssotui needs to run, with its extra."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    found: list[str] = [*project["dependencies"], *project["optional-dependencies"]["keyring"]]
    return found


def lowest() -> list[str]:
    """Each of them in its lowest version; boto3 with the botocore of the same day."""
    pinned = {bounds["name"]: bounds["lowest"] for bounds in map(BOUNDS.fullmatch, dependencies()) if bounds}
    return [f"{name}=={version}" for name, version in {**pinned, "botocore": pinned["boto3"]}.items()]


if __name__ == "__main__":
    print(*lowest())
