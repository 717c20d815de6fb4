"""A shell of the person's own over the Keys screen, in a real terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.commands import SSOTUI
from tests.support.programs import need
from tests.support.sandbox import Sandbox
from tests.support.terminal import Terminal
from tests.tui.conftest import using


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A terminal whose shell is bash without anybody's settings, and with a rival of the keys."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    shell = tmp_path / "shell"
    shell.write_text(f"#!/bin/sh\nexec {need('bash')} --norc -i\n")
    shell.chmod(0o755)
    own = {"SHELL": str(shell), "PS1": r"at-prompt-\#> ", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    return {**os.environ, **own, "AWS_PROFILE": "rival", "AWS_DEFAULT_PROFILE": "rival"}


def test_it_has_the_keys_and_the_app_comes_back_with_its_status(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/pay\r")
        terminal.wait_for("ASIA••••")
        terminal.press("!")
        terminal.wait_for("This shell has the keys of payments-prod (ReadOnly in 111122223333) until")
        terminal.wait_for("To come back to ssotui: exit, or Ctrl+D.")
        terminal.wait_for("at-prompt-1>")
        terminal.press(
            "declare -px | grep -E 'AWS_|SSOTUI_K' | cut -c1-42 | cut -d= -f1; echo $AWS_ACCESS_KEY_ID | cut -c1-4\r"
        )
        terminal.wait_for("declare -x SSOTUI_KEYS")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"):
            assert f"declare -x {name}" in terminal.text
        assert "declare -x AWS_PROFILE" not in terminal.text
        assert "declare -x AWS_DEFAULT_PROFILE" not in terminal.text
        terminal.press("exit 7\r")
        terminal.wait_for("has ended with status 7.")
        assert "switch to it" in terminal.text
        assert "at-prompt" not in terminal.text
        assert "declare" not in terminal.text
        terminal.press("v")
        terminal.wait_for("Shown for")
        terminal.press("qq")  # the screen of the keys, then the list
        assert terminal.exit_code() == 0


def test_ctrl_c_in_the_shell_leaves_the_app_alone(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/pay\r")
        terminal.wait_for("ASIA••••")
        terminal.press("!")
        terminal.wait_for("at-prompt-1>")
        terminal.press("sh -c 'echo waits; read line'\r")
        terminal.wait_for_output(b"waits\r\n")
        terminal.press("\x03")
        terminal.wait_for("at-prompt-2>")  # before, bash drops what is typed
        terminal.press("echo still-here-$((40 + 2))\r")
        terminal.wait_for("still-here-42")
        terminal.wait_for("at-prompt-3>")
        terminal.press("true\r")
        terminal.wait_for("at-prompt-4>")
        terminal.press("\x04")
        terminal.wait_for("The shell of payments-prod has ended.")
        terminal.press("qq")  # the screen of the keys, then the list
        assert terminal.exit_code() == 0


def test_a_shell_that_is_killed_gives_the_terminal_back(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bash").symlink_to(need("bash"))  # by its name it is known, and gets the mark
    with Terminal([SSOTUI, "--demo"], {**env, "SHELL": str(tmp_path / "bash")}) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/pay\r")
        terminal.wait_for("ASIA••••")
        terminal.press("!")
        terminal.wait_for("\n(payments-prod) ")
        terminal.press("kill -9 $$\r")
        terminal.wait_for("has ended with status 137")
        terminal.press("qq")  # the screen of the keys, then the list
        assert terminal.exit_code() == 0


@pytest.mark.usefixtures("demo")
async def test_a_terminal_that_cannot_be_lent_says_so(context: AppContext, demo: Sandbox) -> None:
    assert demo
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "exclamation_mark")
        assert person.toasts[-1].startswith("This terminal cannot be lent to another program.")
