"""The person's own shell, whose prompt says whose keys it has: real shells, in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ssotui.aws.environment import SUBSHELL
from ssotui.export import subshells
from tests.support.programs import need
from tests.support.terminal import Terminal

LEND = "import os; from ssotui.export import processes; raise SystemExit(processes.run_shell(os.environ))"
NAME = r"a$(echo RUN)`echo RUN`%m\u!"
"""A name that is shown as it is, whatever a shell would make of it in its prompt."""
START_FILES = {
    "bash": {".bashrc": "own=read; PS1='own> '; PROMPT_COMMAND='PS1=\"made-anew> \"'\n"},
    "bash with an array": {".bashrc": "own=read; PROMPT_COMMAND=(true 'PS1=\"made-anew> \"')\n"},
    "zsh": {
        ".zshenv": 'ZDOTDIR="$HOME/elsewhere"\n',
        "elsewhere/.zshrc": "own=read; PROMPT='own> '; precmd() { PROMPT='made-anew> ' }\n",
    },
    "fish": {".config/fish/config.fish": "set own read; function fish_prompt; echo 'made-anew> '; end\n"},
    "dash": {"own": "own=read; PS1='made-anew> '\n"},
}
UNSET = {"fish": f"set -e {SUBSHELL}"}
HOMES = {"zsh": '"[$ZDOTDIR]"', "dash": '"[$ENV]"'}
"""The variable that led to our file, which must be the person's own again."""


@pytest.mark.parametrize("shell", START_FILES)
def test_the_prompt_is_the_persons_own_behind_a_mark(tmp_path: Path, shell: str) -> None:
    for name, text in START_FILES[shell].items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    program = need(shell.partition(" ")[0])
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    own = {"HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8", "SHELL": program, "ENV": "$HOME/own"}
    with Terminal([sys.executable, "-c", LEND], {**kept, **own, SUBSHELL: NAME}) as terminal:
        terminal.wait_for(f"({NAME}) made-anew>")
        terminal.press('echo "[$own]"\r')
        terminal.wait_for("[read]")
        if shell in HOMES:
            terminal.press(f"echo {HOMES[shell]}\r")
            terminal.wait_for({"zsh": f"[{tmp_path}/elsewhere]", "dash": f"[{tmp_path}/own]"}[shell])
        assert "RUN" not in terminal.text.replace(NAME, "")
        # A switch takes the name away, and the mark with it.
        terminal.press(UNSET.get(shell, f"unset {SUBSHELL}") + "\r")
        terminal._read_until(
            lambda: terminal.text.rstrip().splitlines()[-1].startswith("made-anew>"), "the mark has stayed"
        )
        terminal.press("exit 5\r")
        assert terminal.exit_code() == 5


def test_the_shell_of_windows_is_marked_by_its_own_variable() -> None:
    command, environ = subshells.marked(r"cmd.exe", {SUBSHELL: "a$b"})
    assert command == ["cmd.exe"]
    assert environ["PROMPT"] == "(a$$b) $P$G"


def test_a_shell_that_nobody_knows_starts_as_it_is() -> None:
    assert subshells.marked("/bin/xonsh", {"HOME": "/"}) == (["/bin/xonsh"], {"HOME": "/"})
