"""The editor that a person has set, and how it is told of a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssotui.actions.files.editor import editor_of
from ssotui.actions.profiles.file_places import profile_place, session_place
from ssotui.model.errors import UsageError
from ssotui.model.token import SsoSession
from tests.support.home import Home


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs that do nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("vim", "emacsclient", "code", "subl", "ed", "Zed"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("vim", ["+7", "/f"]),
        ("vim -u NONE", ["-u", "NONE", "+7", "/f"]),
        ("emacsclient -nw", ["-nw", "+7", "/f"]),
        ("code", ["--wait", "--goto", "/f:7"]),
        ("code --wait -n", ["--wait", "-n", "--goto", "/f:7"]),
        ("subl -w", ["-w", "/f:7"]),
        ("Zed", ["--wait", "/f:7"]),
        ("ed", ["/f"]),
    ],
)
def test_it_is_told_of_the_line_in_its_own_way(programs: Path, said: str, arguments: list[str]) -> None:
    editor = editor_of({"EDITOR": said, "VISUAL": " ", "PATH": str(programs)})
    assert editor.command(Path("/f"), 7) == (said.split(maxsplit=1)[0], *arguments)
    assert editor.command(Path("/f"))[-1] == "/f"


def test_visual_counts_first_and_a_path_is_a_name_too(programs: Path) -> None:
    environ = {"EDITOR": "ed", "VISUAL": f"'{programs}/vim'", "PATH": ""}
    assert editor_of(environ).command(Path("/f"), 7) == (f"{programs}/vim", "+7", "/f")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "No editor is set."),
        ({"VISUAL": "nowhere -x"}, "There is no editor nowhere, which VISUAL names."),
        ({"EDITOR": "vim '"}, "EDITOR is not a command"),
    ],
)
def test_a_missing_one_says_what_to_set(environ: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        editor_of({"PATH": "", **environ})
    assert "Set VISUAL or EDITOR" in caught.value.hint


def test_the_places_are_those_of_now(home: Home) -> None:
    home.config(
        """\
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1

        [profile both]
        sso_session = acme
        [profile old]
        sso_start_url = https://old.awsapps.com/start
        """
    )
    home.credentials("[both]\naws_access_key_id = AKIA\n\n[only]\naws_access_key_id = AKIA\n")
    assert profile_place("both") == (str(home.config_file), 5)
    assert profile_place("only") == (str(home.credentials_file), 4)
    assert session_place(SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")).line == 1
    assert session_place(SsoSession(None, "https://old.awsapps.com/start", "us-east-1")).line == 7
    with pytest.raises(UsageError, match="in no file any more"):
        profile_place("gone")
