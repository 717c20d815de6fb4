"""A program that cannot be built here is skipped by name, like one that is absent; in CI that is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop import programs
from tests.support import programs as outside


@pytest.fixture(params=[False, True], ids=["here", "in CI"])
def in_ci(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bool:
    monkeypatch.setattr(outside, "IN_CI", request.param)
    monkeypatch.setattr(programs, "_cache", lambda: tmp_path)
    return bool(request.param)


def lacking(in_ci: bool) -> type[BaseException]:
    return pytest.fail.Exception if in_ci else pytest.skip.Exception


def test_what_cannot_be_built(in_ci: bool, tmp_path: Path) -> None:
    tool = tmp_path / "cargo"
    tool.write_text(f"#!/bin/sh\necho >> {tmp_path}/tries\necho 'no default toolchain'; echo 'a traceback'; exit 1\n")
    tool.chmod(0o755)
    for _ in range(2):
        with pytest.raises(
            lacking(in_ci), match="a cargo that builds the rust program: no default toolchain"
        ) as caught:
            programs._built("rust", [str(tool), "build"])
    assert ("a traceback" in str(caught.value)) is in_ci
    assert len((tmp_path / "tries").read_text().splitlines()) == 1


def test_what_is_not_there(in_ci: bool) -> None:
    with pytest.raises(lacking(in_ci), match="no-such-program"):
        outside.need("no-such-program")


def test_a_package_that_is_not_there(in_ci: bool) -> None:
    with pytest.raises(lacking(in_ci), match="no-such-package"):
        outside.need_node_modules("no-such-package")
