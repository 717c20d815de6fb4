"""``ssotui creds`` and what may go wrong with its options and files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ssotui.cli.entry import run
from tests.support.home import Home
from tests.support.programs import need
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--write", ""], "FILE is empty"),
        (["--write="], "FILE is empty"),
        (["--write", "x.env/"], "which is a folder"),
        (["--write", "~nosuch/x"], "no home for the ~"),
        (["--clear-after", "1e300"], "up to 604800 seconds"),
        (["--clear-after", "nan"], "up to 604800 seconds"),
        (["--clear-after", "-1"], "up to 604800 seconds"),
        (["--clear-after", "soon"], "not a number of seconds"),
        (["--clear-after", "5"], "Add --copy"),
        (["--format", "json", "--write", "x.env"], "Leave --format out"),
        (["--as", "x"], "Add --write"),
        (["--as", "x", "--copy"], "Add --write"),
        (["--yes"], "Add --write or --copy"),
        (["--write", "--as", ""], "--as is empty"),
        (["--write", "-"], "leave --write out"),
        (["--write", "--as", "a\nb"], "cannot be written"),
        (["--write", "x.env", "--as", "a"], "no sections"),
        (["--write", "x.json", "--as", "a"], "no sections"),
        (["--format", "windows-cmd", "--region", "a%b"], "There is no region 'a%b'"),
        (["--format", "ini", "--region", "a\x1b[31m"], "cannot be written"),
        (["--format", "env", "--region", "a\x1b[31m"], r"There is no region 'a\x1b[31m'"),
        (["--format", "dotenv", "--region", "a$b"], "There is no region 'a$b'"),
        (["--format", "curl", "--region", "a'b"], "cannot be a part of a URL"),
    ],
)
def test_what_means_nothing_is_a_usage_error(
    args: list[str], says: str, capfd: pytest.CaptureFixture[str], demo: Sandbox
) -> None:
    assert run(["creds", "payments-prod", *args]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert says in err
    assert len(err.splitlines()) == 2
    assert "\x1b" not in err
    assert not [path for path in demo.home.rglob("x.*") if path.is_file()]


@pytest.mark.parametrize(("name", "form"), [("x.env", "dotenv"), ("x.json", "json"), ("x", "ini")])
def test_the_format_that_a_files_name_says_may_be_said_too(demo: Sandbox, name: str, form: str) -> None:
    assert run(["creds", "payments-prod", "--format", form, "--write", str(demo.home / name)]) == 0
    assert (demo.home / name).exists()
    assert run(["creds", "payments-prod", "--format", "fish", "--write", str(demo.home / name)]) == 2


@pytest.mark.parametrize("named", ["new/deeper/x.env", "new/x", "link"])
def test_a_folder_that_is_not_there_is_named_and_not_made(
    demo: Sandbox, capfd: pytest.CaptureFixture[str], named: str
) -> None:
    Path("link").symlink_to("new/x.json")
    before = sorted(demo.home.rglob("*"))
    for options in ([], ["--yes"]):
        assert run(["creds", "payments-prod", "--write", named, *options]) == 5
        out, err = capfd.readouterr()
        assert out == ""
        assert "There is no folder ~/new" in err
    assert sorted(path for path in demo.home.rglob("*") if ".local" not in path.parts) == [
        path for path in before if ".local" not in path.parts
    ]


def test_awss_own_folder_is_made(demo: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = demo.home / "elsewhere" / "aws" / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    assert run(["creds", "payments-prod", "--write"]) == 0
    assert path.is_file()


@pytest.mark.usefixtures("demo")
def test_the_demo_writes_to_no_file_of_the_persons_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(tmp_path.rglob("*"))
    for path in (tmp_path / "new" / "x.env", tmp_path / ".env"):
        assert run(["creds", "payments-prod", "--write", str(path), "--yes"]) == 5
        out, err = capfd.readouterr()
        assert out == ""
        assert "The demo writes to its own home only." in err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_tilde_is_the_home(demo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["creds", "payments-prod", "--write", "~/keys.json"]) == 0
    assert (demo.home / "keys.json").exists()
    assert capfd.readouterr() == ("", "Wrote the keys of payments-prod to ~/keys.json.\n")


def test_without_a_home_no_file_stands_in_for_it(
    tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where nothing tells the home, the tilde stays in the path; a folder of that name is not where keys belong."""
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "~nobody-at-all/credentials")
    home.config("[profile p]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run(["creds", "p", "--write"]) == 5
    assert "There is no home folder for the ~ in ~nobody-at-all/credentials." in capfd.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_what_git_would_commit_is_warned_of(demo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    subprocess.run([need("git"), "init", "-q", str(demo.home / "p")], check=True, capture_output=True)
    assert run(["creds", "payments-prod", "--write", str(demo.home / "p" / ".env")]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines()[1].startswith("Warning: git does not ignore ")
    assert len(err.splitlines()) == 2


@pytest.mark.usefixtures("demo")
def test_written_keys_are_listed_with_their_end(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["creds", "payments-prod", "--write", "--as", "mine"]) == 0
    assert run(["list", "mine"]) == 0
    (line,) = (line for line in capfd.readouterr().out.splitlines() if line.startswith("mine "))
    assert line.split()[-1].endswith("m")


def test_what_is_written_can_be_taken_back(demo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    path = demo.home / "project" / ".env"
    path.parent.mkdir()
    path.write_text("A=1\n")
    assert run(["creds", "payments-prod", "--write", str(path)]) == 0
    assert [entry.name for entry in path.parent.iterdir()] == [".env"]
    assert run(["undo", "--yes"]) == 0
    assert path.read_text() == "A=1\n"
    assert "ASIA" not in capfd.readouterr().out
