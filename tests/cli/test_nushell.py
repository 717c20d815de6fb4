"""Function and completion of ``ssotui init nushell`` in nushell itself; those of PowerShell by its grammar."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Parser
from tree_sitter_powershell import language as powershell_grammar

from ssotui.cli.completion import quoted
from tests.cli.test_shells import RIVALS
from tests.export.samples import HOSTILE
from tests.export.test_quoting import PRINTABLE, SINGLE_QUOTED, program
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.shells import ODD
from tests.support.terminal import Terminal

BIN = Path(sys.executable).parent


def set_up(command: str) -> None:
    """Write what the command prints for nushell to a file."""
    printed = subprocess.run([BIN / "ssotui", command, "nushell"], capture_output=True, check=True).stdout
    (Path.home() / "ssotui.nu").write_bytes(printed)


def nushell(script: str, command: str = "init") -> subprocess.CompletedProcess[str]:
    """Set up as a person has it, then the script."""
    set_up(command)
    return run("-c", f"source ~/ssotui.nu\n{script}")


def completions(line: str, command: str = "init") -> list[str]:
    """Ask nushell what could stand at the end of the line, as a person has it set up."""
    set_up(command)
    file = Path.home() / "line.nu"
    file.write_text(f"source ~/ssotui.nu\n{line}")
    done = run("--ide-complete", str(len(file.read_bytes())), str(file))
    found: list[str] = json.loads(done.stdout)["completions"]
    return found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Start nushell without anybody's settings; the rivals of every profile are in its environment."""
    return subprocess.run(
        [program("nu"), "--no-config-file", *arguments],
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
        set_up("init")
        command = [program("nu"), "--no-config-file", "-c", "source ~/ssotui.nu; ssotui use; ^env | ^grep AWS_PROFILE="]
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        with Terminal(command, {**os.environ, "PATH": path, "LANG": "C.UTF-8", "TERM": "xterm-256color"}) as terminal:
            terminal.wait_for("3/3")
            terminal.press("two\r")
            terminal.wait_for_output(b"AWS_PROFILE=two")
            assert terminal.exit_code() == 0

    def test_odd_names(self) -> None:
        # --ide-complete prints quotes and backslashes as they are, which is no JSON.
        one, odd = json.loads(nushell("nu-complete ssotui [ssotui use o] | get value | to json").stdout)
        assert one == "one"
        assert environment(f"ssotui use {odd}")["AWS_PROFILE"] == ODD
        assert not list(Path.home().rglob("hacked"))

    def test_completion(self, shell_home: Home) -> None:
        assert completions("ls; ssotui use t") == ["two"]
        assert completions("ssotui us") == ["use"]
        assert completions("ssotui use --ke") == ["--keys"]
        assert completions("ssotui creds 'one' --format acc") == ["access-key-id"]
        assert completions("ssotui status ac") == ["acme"]
        assert "cat" in completions("ssotui exec one -- ca")
        (shell_home.root / "a-file-of-mine").write_text("content")
        assert completions("ssotui creds one --write a-fi") == ["a-file-of-mine"]
        assert completions("ssotui nonsense ") == []

    def test_completion_without_the_function(self) -> None:
        assert completions("ssotui use t", "completion") == ["two"]
        shown = nushell("ssotui list --format names", "completion").stdout
        assert shown == nushell("ssotui list --format names").stdout == f"one\ntwo\n{ODD}\n"

    def test_failures_and_the_rest_pass_through(self) -> None:
        failed = nushell("ssotui use nobody")
        assert failed.returncode == 5
        assert "There is no profile 'nobody'" in failed.stderr
        assert nushell("ssotui use --help").stdout.startswith("usage: ssotui use")
        assert nushell("ssotui status nobody").returncode == 5


@pytest.mark.slow
@pytest.mark.usefixtures("shell_home")
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(PRINTABLE, min_size=20))
@example(
    words=[
        "true",
        "NULL",
        "nan",
        "Infinity",
        "007",
        "1kb",
        "--x=(ls)",
        "-x",
        "~",
        "a'b",
        'a"b\\',
        "r#'a'#",
        *HOSTILE.values(),
    ]
)
def test_nushell_takes_each_completed_word_as_it_is(words: list[str]) -> None:
    words = [word for word in words if word.isprintable()]
    line = " ".join(quoted(word, "nushell") for word in words)
    done = run("-c", f"def --wrapped show [...args] {{ $args | each {{ into string }} | to json }}\nshow {line}")
    assert json.loads(done.stdout) == words


@settings(max_examples=100)
@given(PRINTABLE)
@example("--all")
@example("a:b")
def test_powershell_takes_each_completed_word_as_it_is(word: str) -> None:
    shown = quoted(word, "powershell")
    if shown == word:
        assert re.fullmatch(r"(--)?[a-zA-Z][a-zA-Z0-9_./:=-]*", word)
        return
    match = SINGLE_QUOTED.fullmatch(shown)
    assert match
    assert re.sub(r"(['\u2018\u2019\u201a\u201b]).", r"\1", match[1]) == word


def test_powershell_reads_function_and_completion(ssotui: Ssotui) -> None:
    tree = Parser(Language(powershell_grammar())).parse(ssotui("init", "powershell", "--prompt").out.encode())
    assert not tree.root_node.has_error
    assert "function_statement" in str(tree.root_node)
    assert ssotui("completion", "powershell").out.count("Register-ArgumentCompleter -Native -CommandName ssotui") == 1


@pytest.mark.usefixtures("shell_home")
@pytest.mark.skipif(not shutil.which("pwsh"), reason="needs PowerShell, which no package brings")
@pytest.mark.parametrize(
    ("line", "found"), [("ssotui use t", ["two"]), ("ssotui use --ke", ["--keys"]), ("ssotui status ac", ["acme"])]
)
def test_completion_in_powershell(line: str, found: list[str]) -> None:
    ask = f"[System.Management.Automation.CommandCompletion]::CompleteInput('{line}', {len(line)}, $null)"
    script = f"Invoke-Expression (ssotui init powershell | Out-String); {ask}.CompletionMatches.CompletionText"
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", script], env={**os.environ, "PATH": path}, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == found
