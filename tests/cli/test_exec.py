"""``ssotui exec``: the environment, the exit status and the signals of what it runs."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ssotui.actions.keys import switch
from ssotui.export import processes
from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.secret import Secret
from tests.cli.test_shells import RIVALS
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.shells import at_prompt
from tests.support.terminal import Terminal

SHOW = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]


def execute(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SSOTUI, "exec", *args], env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("shell_home")
class TestEnvironment:
    def test_keys_and_region_and_no_rivals(self) -> None:
        seen = json.loads(execute("one", "--", *SHOW, env=RIVALS | {"AWS_PROFILE": "rival", "OTHER": "stays"}).stdout)
        assert seen["AWS_ACCESS_KEY_ID"] == "ASIA111122223333"
        assert seen["AWS_SECRET_ACCESS_KEY"] == "s3cr+t/="
        assert seen["AWS_SESSION_TOKEN"] == "tok3n+/=="
        assert seen["AWS_CREDENTIAL_EXPIRATION"] > "2026"
        assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == "eu-west-1"
        assert seen["OTHER"] == "stays"
        assert not {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "SSOTUI_SHELL"} & seen.keys()

    def test_a_region_on_the_command_line(self) -> None:
        seen = json.loads(execute("--region", "ap-south-1", "one", "--", *SHOW).stdout)
        assert seen["AWS_REGION"] == "ap-south-1"

    def test_options_may_follow_the_profile(self) -> None:
        assert json.loads(execute("one", "--region", "ap-south-1", "--yes", "--", *SHOW).stdout)["AWS_REGION"] == (
            "ap-south-1"
        )
        assert execute("one", "--region=x", "--", "echo", "--region", "--", "y").stdout == "--region -- y\n"

    def test_the_dashes_may_be_left_out(self) -> None:
        assert execute("one", "echo", "--region", "x", "--", "y").stdout == "--region x -- y\n"
        assert execute("one", "--", "echo", "--", "y").stdout == "-- y\n"


@pytest.mark.usefixtures("shell_home")
class TestStatus:
    @pytest.mark.parametrize("code", [0, 1, 5, 42, 255])
    def test_is_passed_on(self, code: int) -> None:
        assert execute("one", "--", "sh", "-c", f"exit {code}").returncode == code

    def test_a_program_that_is_not_there(self) -> None:
        done = execute("one", "--", "no-such-program")
        assert (done.returncode, done.stdout) == (127, "")
        assert done.stderr.splitlines() == [
            "ssotui: There is no program 'no-such-program'.",
            "Check its name, and PATH.",
        ]

    def test_one_that_may_not_be_run(self, tmp_path: Path) -> None:
        (tmp_path / "text").write_text("#!/bin/sh\n")
        done = execute("one", "--", str(tmp_path / "text"))
        assert done.returncode == 126
        assert "permission denied" in done.stderr

    def test_a_script_without_its_interpreter(self, tmp_path: Path) -> None:
        script = tmp_path / "script"
        script.write_text("#!/no/such/interpreter\n")
        script.chmod(0o755)
        done = execute("one", "--", str(script))
        assert done.returncode == 127
        assert done.stderr.splitlines() == [
            f"ssotui: The interpreter of '{script}' is missing.",
            "Check its first line.",
        ]

    def test_an_empty_name(self) -> None:
        done = execute("one", "--", "")
        assert (done.returncode, done.stdout) == (127, "")
        assert done.stderr.splitlines() == ["ssotui: The program's name is empty.", "Name the program to run."]

    @pytest.mark.parametrize(
        "args",
        [["one"], ["one", "--"], ["one", "--keys", "x"], [], ["one", "--keys", "--", "x"], ["one", "--region", "--"]],
    )
    def test_usage(self, args: list[str]) -> None:
        assert execute(*args).returncode == 2

    def test_a_profile_that_is_not_there(self) -> None:
        done = execute("nobody", "--", "touch", "ran")
        assert (done.returncode, done.stdout) == (5, "")


@pytest.mark.usefixtures("shell_home")
class TestSignals:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
    def test_they_reach_the_program(self, number: signal.Signals) -> None:
        script = f"trap 'echo caught; exit 9' {number.name[3:]}; echo ready; while :; do read line; done"
        with subprocess.Popen(
            [SSOTUI, "exec", "one", "--", "bash", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            process.send_signal(number)
            assert process.stdout.readline() == "caught\n"
            assert process.wait() == 9

    @pytest.mark.parametrize(
        ("command", "whom"),
        [(["exec", "one"], "$$"), (["--demo", "exec", "payments-prod"], "$$ $PPID")],
        ids=["in its place", "waited for"],
    )
    def test_what_is_ignored_from_the_start_stays_so(self, command: list[str], whom: str) -> None:
        """As under ``nohup`` and in a background job: neither the program ends, nor ssotui where that waits for it."""
        inner = f"kill -HUP {whom}; kill -INT {whom}; read line; echo $line"
        ignoring = f"trap '' HUP INT; exec {shlex.join([SSOTUI, *command, '--', 'sh', '-c', inner])}"
        done = subprocess.run(
            ["sh", "-c", ignoring], input="survived\n", capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr

    def test_a_broken_pipe_ends_it_as_ever(self) -> None:
        """Python ignores SIGPIPE; what it runs must not inherit that."""
        line = f"{shlex.quote(SSOTUI)} exec one -- yes | head -n 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert done.stdout == f"y\n{128 + signal.SIGPIPE}\n"
        assert done.stderr == ""

    def test_the_terminal_is_the_programs(self) -> None:
        with Terminal([SSOTUI, "exec", "one", "--", "bash", "--norc", "-i"], dict(os.environ)) as terminal:
            terminal.press("echo $AWS_ACCESS_KEY_ID-here; exit 3\r")
            terminal.wait_for_output(b"ASIA111122223333-here")
            assert terminal.exit_code() == 3


class TestWaitedFor:
    """How it runs on Windows, in the demo, and under the screen."""

    def test_status_and_signals(self) -> None:
        assert processes.run(["sh", "-c", "exit 7"], os.environ) == 7
        assert processes.run(["sh", "-c", "kill -TERM $$"], os.environ) == 128 + signal.SIGTERM
        before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        assert processes.run(["sh", "-c", "trap 'exit 9' TERM; kill -TERM $PPID; sleep 30 & wait"], os.environ) == 9
        assert processes.run(["sh", "-c", "kill -INT $PPID; exit 4"], os.environ) == 4
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before

    def test_trouble(self, tmp_path: Path) -> None:
        with pytest.raises(processes.NotFound):
            processes.run(["no-such-program"], os.environ)
        with pytest.raises(processes.NotFound):
            processes.run([""], os.environ)
        with pytest.raises(processes.NotRunnable):
            processes.run([str(tmp_path)], os.environ)

    def test_the_demo_goes_on_until_it_ends(self, home: Home) -> None:
        script = "test -f ~/.aws/config && exit 6"
        done = subprocess.run([SSOTUI, "--demo", "exec", "payments-prod", "--", "sh", "-c", script], check=False)
        assert done.returncode == 6
        assert home.snapshot() == {}

    def test_the_persons_own_shell(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shell = tmp_path / "shell"
        seen = "$AWS_ACCESS_KEY_ID $AWS_PROFILE $SSOTUI_KEYS $SSOTUI_SUBSHELL"
        shell.write_text(f'#!/bin/sh\necho "{seen}" > {tmp_path}/seen\nexit 11\n')
        shell.chmod(0o755)
        monkeypatch.setenv("SHELL", str(shell))
        monkeypatch.setenv("AWS_PROFILE", "rival")
        outgoing = Outgoing("mine", RoleCredentials(Secret("ASIA1"), Secret("s"), Secret("t"), None))
        assert switch.run_shell(outgoing, "my keys") == 11
        assert (tmp_path / "seen").read_text() == "ASIA1  mine my keys\n"


def test_a_shell_inside_switches_back(shell_home: Home) -> None:
    """What ``exec`` has set is left by the next ``use`` like that of an earlier one."""
    assert shell_home
    with at_prompt("bash", os.environ) as shell:
        shell.run("eval \"$(ssotui exec one -- bash -c 'ssotui use two; declare -x | grep SSOTUI_KEYS >&2')\"")
        assert shell.environment() == {"AWS_PROFILE": "two", "SSOTUI_PREVIOUS": "one"}
