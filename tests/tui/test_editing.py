"""A person's editor over the list, in a real terminal: at the row's line, and back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.programs import need
from tests.support.terminal import Terminal
from tests.tui.conftest import using


@pytest.fixture
def env(home: Home, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A terminal, a home with two profiles and a session."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    home.config(
        """\
        [profile first]
        region = eu-west-1
        [profile second]
        region = eu-west-2
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1
        """
    )
    return {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def test_vim_opens_at_the_line_and_the_list_shows_what_was_saved(env: dict[str, str], home: Home) -> None:
    vim = f"{need('vim')} -u NONE -i NONE -n -T vt100"  # else it asks things of the keyboard that pyte does not know
    with Terminal([SSOTUI], {**env, "EDITOR": "ed", "VISUAL": vim}) as terminal:
        terminal.wait_for("second")
        terminal.press("je")
        terminal.wait_for("sso_start_url")
        terminal.press(":.s/second/renamed/|wq\r")
        terminal.wait_for("~/.aws/config was saved.")
        terminal.wait_for("renamed")
        assert "[profile renamed]" in home.config_file.read_text()
        terminal.press("2")
        terminal.wait_for("SESSION OR FILE")
        terminal.press("e")
        terminal.wait_for("[profile renamed]")
        terminal.press(":.d|wq\r")
        terminal.wait_for("~/.aws/config was saved.")
        assert "[sso-session acme]" not in home.config_file.read_text()
        terminal.press("1")
        terminal.wait_for("PROFILE")
        terminal.press("e")
        terminal.wait_for("[profile renamed]")
        terminal.press(":call delete(expand('%'))|q!\r")
        terminal.wait_for("~/.aws/config is gone")
        terminal.press("q")
        assert terminal.exit_code() == 0


def test_a_terminal_that_goes_away_ends_editor_and_app(env: dict[str, str], tmp_path: Path) -> None:
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\ntrap '' HUP TERM\necho ready\nwhile :; do sleep 1; done\n")
    deaf.chmod(0o755)
    with Terminal([SSOTUI], {**env, "EDITOR": str(deaf)}) as terminal:
        terminal.wait_for("second")
        terminal.press("e")
        terminal.wait_for("ready")
        app = psutil.Process(terminal.pid)
        editors = app.children()
        terminal.hang_up()
        assert app.wait(10) == 128 + signal.SIGHUP
        assert editors
        assert not any(editor.is_running() for editor in editors)


@pytest.mark.usefixtures("env")
async def test_without_an_editor_it_says_what_to_set(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("e")
        assert person.toasts[-1] == (
            "No editor is set.\nSet VISUAL or EDITOR to your editor, for example: export EDITOR=nano"
        )


@pytest.mark.usefixtures("env")
async def test_an_editor_that_fails_says_so(context: AppContext, monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    monkeypatch.setenv("EDITOR", "false")
    async with using(context) as person:
        await person.press("e")
        assert person.toasts[-1].startswith("This terminal cannot be lent to another program.\nEdit ~/.aws/config:1")
        assert home.config_file.exists()
