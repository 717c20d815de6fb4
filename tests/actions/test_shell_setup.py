"""The start file of each shell, and the one line that it gets; those of bash, zsh and fish are in the shells' tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ssotui.actions.files import undo
from ssotui.actions.profiles import shell_setup
from ssotui.export.shells import INIT_LINES, function
from ssotui.model.errors import UnusableFile, UsageError
from tests.support.home import Home

NOBODY = 1
"""The first process, above which there is no shell."""


def by_variable(shell: str, **others: str) -> shell_setup.ShellSetUp:
    return shell_setup.plan({"SHELL": f"/usr/bin/{shell}", **others}, NOBODY)


def test_the_line_comes_last_and_nothing_else_of_the_file_is_shown(home: Home) -> None:
    secret = "export TOKEN=hunter2"
    start = home.write(home.root / ".zshrc", f"# ssotui init zsh\n{secret}")
    plan = by_variable("zsh")
    assert plan.diff == ("--- ~/.zshrc", "+++ ~/.zshrc", f"+{INIT_LINES['zsh']}")
    assert shell_setup.apply(plan).startswith("~/.zshrc is set up. It works in every new zsh. In this one, run: eval")
    assert start.read_text() == f"# ssotui init zsh\n{secret}\n{INIT_LINES['zsh']}\n"
    set_up = by_variable("zsh")
    assert set_up.before == set_up.after
    assert [path.name for path in home.root.iterdir() if "zshrc" in path.name] == [".zshrc"]
    found = undo.preview()
    assert f"-{INIT_LINES['zsh']}" in found.diff
    assert "hunter2" not in "".join(found.diff)
    undo.take_back(found.change)
    assert start.read_text() == f"# ssotui init zsh\n{secret}"


def test_a_file_that_changed_meanwhile_is_left_alone(home: Home) -> None:
    plan = by_variable("bash")
    start = home.write(home.root / ".bashrc", "alias ll=ls\n")
    with pytest.raises(UnusableFile, match="has changed meanwhile"):
        shell_setup.apply(plan)
    assert start.read_text() == "alias ll=ls\n"


def test_variables_move_the_start_files(home: Home) -> None:
    assert by_variable("zsh", ZDOTDIR=str(home.root / "z")).path == home.root / "z" / ".zshrc"
    assert by_variable("fish", XDG_CONFIG_HOME="/x").path == Path("/x/fish/config.fish")


def test_powershell_and_nushell_say_where_theirs_are(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in (("pwsh", home.root / "Microsoft.PowerShell_profile.ps1"), ("nu", home.root / "nushell")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    shell_setup.apply(by_variable("pwsh"))
    start = home.root / "Microsoft.PowerShell_profile.ps1"
    assert start.read_text() == f"{INIT_LINES['powershell']}\n"
    shell_setup.apply(by_variable("nu"))
    assert (home.root / "nushell/vendor/autoload/ssotui.nu").read_text() == function("nushell")
    (tmp_path / "nu").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(UnusableFile, match="does not say where its start file is"):
        by_variable("nu")


def test_the_nearest_shell_above_counts_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    fish = tmp_path / "fish"
    fish.write_text("#!/bin/sh\necho ready\nread line\n")
    fish.chmod(0o755)
    with subprocess.Popen([fish], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert shell_setup.shell_here({"SHELL": "/bin/zsh"}, process.pid) == ("fish", "fish")
        assert process.stdin
        process.stdin.close()


def test_what_cannot_be_set_up_says_so(home: Home) -> None:
    with pytest.raises(UsageError, match="does not know how to set up this shell"):
        by_variable("tcsh")
    with pytest.raises(UsageError, match="The demo changes nothing of yours"):
        by_variable("bash", SSOTUI_DEMO="1")
    assert not list(home.root.iterdir())
