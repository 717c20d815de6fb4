"""Closed and full standard streams: no traceback, no answer that is lost in silence, no success called a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.home import Home

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")

MANY = "".join(f"[profile one-of-very-many-{number:05}]\nregion = eu-west-1\n" for number in range(5000))
"""More than any pipe holds."""


@pytest.fixture(autouse=True)
def config(home: Home) -> Path:
    return home.config("[profile mine]\nregion = eu-west-1\n")


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of it; ``ssotui`` stands for ours."""
    return subprocess.run(
        ["bash", "-c", command.replace("ssotui", f"'{sys.executable}' -m ssotui")],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["list", "list --format json", "status", "--help", "list --help", "--version"])
@pytest.mark.parametrize(
    ("redirection", "reason"), [(">/dev/full", "no space left on device"), (">&-", "bad file descriptor")]
)
def test_an_answer_that_cannot_be_written_is_a_failure(command: str, redirection: str, reason: str) -> None:
    done = shell(f"ssotui {command} {redirection}")
    assert done.returncode == 5
    assert done.stderr == (f"ssotui: The answer cannot be written: {reason}.\nCheck where stdout leads.\n")


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-"])
def test_nobody_need_read_the_notes(home: Home, redirection: str) -> None:
    home.config("[profile mine\n[profile other]\nregion = eu-west-1\n")
    done = shell(f"ssotui list --format table {redirection}")
    assert done.returncode == 0
    assert "other" in done.stdout
    assert "mine" not in done.stdout  # what is wrong with it was for stderr
    assert done.stderr == ""


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">&- 2>&-", ">/dev/full 2>/dev/full"])
def test_a_failure_keeps_its_code_if_it_cannot_be_told(redirection: str) -> None:
    done = shell(f"ssotui status nobody {redirection}")
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "")


def test_without_stdin() -> None:
    done = shell("ssotui list <&-")
    assert done.returncode == 0
    assert "mine" in done.stdout
    screen = shell("ssotui <&- >&-")
    assert screen.returncode == 2
    assert "no terminal" in screen.stderr


def test_nothing_but_answers_lands_in_our_files(home: Home) -> None:
    """A closed stream's number goes to the next file that is opened."""
    before = home.snapshot()
    for command in ("list", "status nobody", "login nobody", "creds mine"):
        shell(f"ssotui {command} <&- >&- 2>&-")
    after = home.snapshot()
    assert {name: after[name] for name in before} == before
    assert all(not content for name, content in after.items() if name not in before)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", ["table", "json", "names"])
def test_a_reader_that_leaves_is_no_news(
    home: Home, monkeypatch: pytest.MonkeyPatch, form: str, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    home.config(MANY)
    done = shell(f"ssotui list --format {form} | head -n 1; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.splitlines()[-1] == "141"  # as of any program that SIGPIPE has ended
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


class TestUnreadableConfig:
    @pytest.mark.parametrize("command", ["list", "status", "status mine", "login mine"])
    def test_is_named(self, home: Home, command: str) -> None:
        home.config_file.unlink()
        home.config_file.mkdir()
        done = shell(f"ssotui {command}")
        assert "~/.aws/config: " in done.stderr
        assert "folder" in done.stderr.splitlines()[0]

    @pytest.mark.parametrize("command", ["list", "status", "login"])
    def test_a_huge_file_is_no_config(self, home: Home, command: str) -> None:
        with home.config_file.open("wb") as file:
            file.truncate(1 << 30)  # a gigabyte that takes no space
        done = shell(f"time ssotui {command}")
        assert "it has more than 32 mb" in done.stderr.lower()
        minutes, _, seconds = next(
            line.removeprefix("real\t") for line in done.stderr.splitlines() if line.startswith("real")
        ).partition("m")
        assert minutes == "0"
        assert float(seconds.rstrip("s")) < 5
