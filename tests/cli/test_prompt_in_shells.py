"""What ``ssotui prompt`` says in real prompts: of shells with ``init SHELL --prompt``, of tmux, and of starship."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tree_sitter import Language, Parser
from tree_sitter_powershell import language as powershell_grammar

from tests.export.test_quoting import program
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.programs import need
from tests.support.shells import KINDS, ODD, at_prompt
from tests.support.terminal import Terminal

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("name", KINDS)
def test_the_prompt_begins_with_the_profile(name: str, shell_home: Home) -> None:
    with at_prompt(name, os.environ) as shell:
        for _ in range(2):  # as a shell does that reads its settings once more
            shell.evaluate(f"ssotui init {name} --prompt")
        assert shell.run("ssotui use one") == 0
        shell.terminal.wait_for("\none 59m ")
        shell.terminal.press("sh -c 'exit 3'\r")
        shell.terminal.press(f"echo code:{shell.kind.status}\r")  # is not changed by what the prompt runs
        shell.terminal.wait_for("\ncode:3")
        quoted = ODD.replace("\\", "\\\\").replace("'", "\\'") if name == "fish" else ODD.replace("'", "'\\''")
        assert shell.run(f"ssotui use '{quoted}'") == 0
        shell.terminal.wait_for(f"\n{ODD} ")
        assert shell.run("ssotui use --clear; clear") == 0
        assert "one 59m one" not in shell.terminal.text
    assert not list(shell_home.root.rglob("hacked"))


def test_the_prompt_of_nushell(shell_home: Home) -> None:
    init = subprocess.run([BIN / "ssotui", "init", "nushell", "--prompt"], capture_output=True, check=True).stdout
    (shell_home.root / "ssotui.nu").write_bytes(init)
    script = (
        "$env.PROMPT_COMMAND = {|| 'inner' }\nsource ~/ssotui.nu\nsource ~/ssotui.nu\n"
        "let none = (do $env.PROMPT_COMMAND)\n$env.AWS_PROFILE = 'one'\nlet one = (do $env.PROMPT_COMMAND)\n"
        "[$none $one] | to json --raw"
    )
    done = subprocess.run(
        [program("nu"), "--no-config-file", "-c", script],
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8"},
        cwd=shell_home.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stderr, json.loads(done.stdout)) == ("", ["inner", "one 59m inner"])


def test_powershell_reads_the_prompt(ssotui: Ssotui) -> None:
    script = ssotui("init", "powershell", "--prompt").out
    assert "function global:prompt" in script
    assert not Parser(Language(powershell_grammar())).parse(script.encode()).root_node.has_error


def test_tmux_shows_the_name_as_it_is(shell_home: Home, tmp_path: Path) -> None:
    name = "a#[fg=red]b#{pane_id}%H#(touch hacked)#"
    shell_home.config(f"[profile {name}]\nregion = eu-west-1\n")
    configured = tmp_path / "tmux.conf"
    configured.write_text(
        "set -g status-interval 1\nset -g status-right-length 80\n"
        f"set -g status-right '#({BIN}/ssotui prompt --format tmux)<'\n"
    )
    tmux = [need("tmux"), "-f", str(configured), "-S", str(tmp_path / "socket")]
    env = {**os.environ, "AWS_PROFILE": name, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    env.pop("TMUX", None)
    try:
        with Terminal([*tmux, "new-session", "sh"], env) as terminal:
            terminal.wait_for(f"{name}<")
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
    assert not list(tmp_path.rglob("hacked"))


def test_starship_counts_down_and_shows_the_segment(shell_home: Home) -> None:
    starship = shutil.which("starship")
    if not starship:  # in CI too: from its crate, the only package of it, it takes ten minutes to build
        pytest.skip("needs starship")
    written = subprocess.run(
        [BIN / "ssotui", "creds", "one", "--write", "--as", "plain"], check=True, capture_output=True
    )
    assert not written.stdout
    shell_home.write(
        shell_home.root / ".config" / "starship.toml",
        'format = "$aws|${custom.aws}"\n[aws]\nformat = "$profile $duration"\n[custom.aws]\nwhen = true\n'
        f'command = "{BIN}/ssotui prompt --format starship"\nformat = "$output"\n',
    )
    env = {**os.environ, "AWS_PROFILE": "plain", "STARSHIP_SHELL": "zsh"}
    env.pop("STARSHIP_CONFIG", None)
    done = subprocess.run([starship, "prompt"], env=env, capture_output=True, text=True, check=True)
    theirs, _, ours = done.stdout.partition("|")
    assert theirs.strip().startswith(("plain 1h0m0s", "plain 59m"))
    assert ours.strip() == "plain 59m"
