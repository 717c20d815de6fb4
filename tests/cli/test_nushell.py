"""The function of ``ssotui init nushell`` in nushell itself; that of PowerShell by the language's grammar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tree_sitter import Language, Parser
from tree_sitter_powershell import language as powershell_grammar

from tests.cli.test_shells import RIVALS
from tests.export.test_quoting import program
from tests.support.commands import Ssotui
from tests.support.shells import ODD
from tests.support.terminal import Terminal

BIN = Path(sys.executable).parent


def nushell(script: str) -> subprocess.CompletedProcess[str]:
    """Set up as a person has it, then the script; the rivals of every profile are in its environment."""
    init = subprocess.run([BIN / "ssotui", "init", "nushell"], capture_output=True, check=True).stdout
    (Path.home() / "ssotui.nu").write_bytes(init)
    return subprocess.run(
        [program("nu"), "--no-config-file", "-c", f"source ~/ssotui.nu\n{script}"],
        env={**os.environ, **RIVALS, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8"},
        cwd=Path.home(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def environment(script: str) -> Mapping[str, str]:
    """What a program sees after the script."""
    show = f"^'{sys.executable}' -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    done = nushell(f"{script}\n{show}")
    assert done.returncode == 0
    assert "Error" not in done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return {name: value for name, value in seen.items() if name.startswith(("AWS_", "SSOTUI_"))}


@pytest.mark.usefixtures("shell_home")
class TestNushell:
    def test_switching(self) -> None:
        assert environment("ssotui use one") == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "rival"}
        assert environment("ssotui use one; ssotui use two; ssotui use -")["AWS_PROFILE"] == "one"
        assert environment("ssotui use one; ssotui use --clear") == {"SSOTUI_PREVIOUS": "one"}
        assert environment("ssotui use --keys one; ssotui use --clear; ssotui use --keys two; ssotui use --clear") == {
            "SSOTUI_PREVIOUS": "two"
        }
        assert environment("ssotui use two --keys; ssotui use one") == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "two"}

    def test_keys(self) -> None:
        seen = environment("ssotui use one --keys")
        assert seen["AWS_ACCESS_KEY_ID"] == "ASIA111122223333"
        assert seen["AWS_REGION"] == "eu-west-1"
        assert not {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "SSOTUI_SHELL"} & seen.keys()

    def test_picked_on_the_screen(self) -> None:
        nushell("")  # writes the function
        command = [program("nu"), "--no-config-file", "-c", "source ~/ssotui.nu; ssotui use; ^env | ^grep AWS_PROFILE="]
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        with Terminal(command, {**os.environ, "PATH": path, "LANG": "C.UTF-8", "TERM": "xterm-256color"}) as terminal:
            terminal.wait_for("3/3")
            terminal.press("two\r")
            terminal.wait_for_output(b"AWS_PROFILE=two")
            assert terminal.exit_code() == 0

    def test_odd_names(self) -> None:
        assert environment("ssotui use " + json.dumps(ODD))["AWS_PROFILE"] == ODD
        assert not list(Path.home().rglob("hacked"))

    def test_failures_and_the_rest_pass_through(self) -> None:
        failed = nushell("ssotui use nobody")
        assert failed.returncode == 5
        assert "There is no profile 'nobody'" in failed.stderr
        assert nushell("ssotui use --help").stdout.startswith("usage: ssotui use")
        assert nushell("ssotui list --format names").stdout == f"one\ntwo\n{ODD}\n"
        assert nushell("ssotui status nobody").returncode == 5


def test_powershell_reads_the_function(ssotui: Ssotui) -> None:
    tree = Parser(Language(powershell_grammar())).parse(ssotui("init", "powershell").out.encode())
    assert not tree.root_node.has_error
    assert "function_statement" in str(tree.root_node)
