"""Completion: what can stand at each place, and the scripts in the real shells."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ssotui.cli.commands import COMMANDS
from ssotui.cli.completion import FOR_THE_PROGRAM, split_line
from ssotui.export.formats import FORMATS
from ssotui.export.shells import NAMES, WITHOUT_EVAL
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.shells import KINDS, ODD, Prompt, at_prompt


def candidates(ssotui: Ssotui, *words: str) -> tuple[str, list[str]]:
    """The kind, and the words without what they are."""
    asked = ssotui("completion", "fish", *(f"--word=:{word}" for word in words))
    assert (asked.code, asked.err) == (0, "")
    first, *rest = asked.out.splitlines()
    kind, typed = first.split("\t")
    assert typed == words[-1]
    return kind, [line.split("\t")[0] for line in rest]


@pytest.mark.usefixtures("shell_home")
class TestPlaces:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            (("use", "t"), ["two"]),
            (("use", "--keys", "o"), ["one", ODD]),
            (("use", "one", "t"), []),
            (("use", "--shell", "f"), ["fish"]),
            (("creds", "--format", "se"), ["secret-access-key", "session-token"]),
            (("creds", "--format=pr"), ["--format=process"]),
            (("creds", "--session", ""), ["acme"]),
            (("login", ""), ["acme"]),
            (("login", "--profile", "tw"), ["two"]),
            (("status", ""), ["one", "two", ODD, "acme"]),
            (("status", "--format", ""), ["text", "json"]),
            (("exec", "--region", "x", "t"), ["two"]),
            (("exec", "one", "--reg"), ["--region"]),
            (("--demo", "credential-p"), ["credential-process"]),
            (("nonsense", ""), []),
            (("undo", ""), []),
        ],
    )
    def test_words(self, ssotui: Ssotui, words: tuple[str, ...], found: list[str]) -> None:
        assert candidates(ssotui, *words) == ("words", found)

    def test_every_command_and_every_format(self, ssotui: Ssotui) -> None:
        assert candidates(ssotui, "")[1] == [*COMMANDS, "--help", "--version", "--demo"]
        assert candidates(ssotui, "creds", "--format", "")[1] == list(FORMATS)

    def test_what_help_says_of_the_options_before_a_command(self, ssotui: Ssotui) -> None:
        shown, told = ssotui("completion", "bash", "--word=:").out, ssotui("--help").out
        for option in ("--help", "--version", "--demo"):
            (said,) = (line.split("\t")[1] for line in shown.splitlines() if line.startswith(f"{option}\t"))
            assert said in told

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_commands_options(self, ssotui: Ssotui, name: str) -> None:
        shown = ssotui(name, "--help").out
        kind, options = candidates(ssotui, name, "--")
        assert kind == "words"
        assert "--help" in options
        assert all(option in shown for option in options)

    def test_what_is_not_ours_to_know(self, ssotui: Ssotui) -> None:
        assert candidates(ssotui, "creds", "one", "--write", "fi") == ("files", [])
        assert candidates(ssotui, "exec", "one", "--", "l") == ("commands", [])
        assert candidates(ssotui, "exec", "one", "--", "--l") == ("commands", [])
        assert candidates(ssotui, "exec", "--region", "x", "one", "--", "l") == ("commands", [])
        assert candidates(ssotui, "exec", "one", "--", "ls", "f") == ("files", [])


def test_names_that_a_terminal_would_obey_are_no_candidates(ssotui: Ssotui, home: Home) -> None:
    home.config("[profile a\x1b]0;x\x07b]\nregion = x\n[profile plain]\nregion = x\n")
    assert candidates(ssotui, "use", "") == ("words", ["plain"])
    listed = ssotui("list", "--format", "names")
    assert listed.out == "plain\n"
    assert "\x1b" not in listed.err
    assert "left out: 1" in listed.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ssotui ", ["ssotui", ""]),
        ("ssotui use pa", ["ssotui", "use", "pa"]),
        ("ssotui use 'a b", ["ssotui", "use", "a b"]),
        ('ssotui use "a b', ["ssotui", "use", "a b"]),
        ("ssotui use a\\ b", ["ssotui", "use", "a b"]),
        ("ssotui use team:pr", ["ssotui", "use", "team:pr"]),
        ("ssotui creds --format=e", ["ssotui", "creds", "--format=e"]),
        ("", [""]),
    ],
)
def test_a_line_up_to_the_cursor(line: str, words: list[str]) -> None:
    assert split_line(line) == words


class TestInTheShells:
    @pytest.fixture(params=KINDS)
    def shell(self, request: pytest.FixtureRequest, shell_home: Home) -> Iterator[Prompt]:
        with shell_home.config_file.open("a") as config:
            config.write("\n[profile team:prod]\nregion = eu-west-1\n")
        with at_prompt(request.param, os.environ) as prompt:
            if request.param == "zsh":
                prompt.run("autoload -Uz compinit; compinit -u -D")
            prompt.evaluate(f"ssotui init {request.param}")
            yield prompt

    def test_commands_profiles_and_options(self, shell: Prompt) -> None:
        assert shell.run("ssotui us\ttw\t--ke\t") == 0
        assert shell.environment()["AWS_ACCESS_KEY_ID"] == "ASIA444455556666"

    def test_formats_and_sessions(self, shell: Prompt, shell_home: Home) -> None:
        answer = shell_home.root / "answer"
        assert shell.run(f"ssotui creds one --format acc\t > {answer}") == 0
        assert answer.read_text() == "ASIA111122223333\n"
        assert shell.run(f"ssotui status acm\t > {answer}") == 0
        assert "acme" in answer.read_text()

    def test_names_that_need_quotes(self, shell: Prompt, shell_home: Home) -> None:
        assert shell.run("ssotui use o\\'\t") == 0
        assert shell.environment()["AWS_PROFILE"] == ODD
        assert shell.run("ssotui use team:p\t") == 0
        assert shell.environment()["AWS_PROFILE"] == "team:prod"
        assert not list(shell_home.root.rglob("hacked"))

    def test_programs_and_files(self, shell: Prompt, shell_home: Home) -> None:
        (shell_home.root / "a-file-of-mine").write_text("content")
        answer = shell_home.root / "answer"
        shell.run(f"cd {shell_home.root}")
        assert shell.run(f"ssotui exec one -- cat a-file-of-m\t > {answer}") == 0
        assert answer.read_text() == "content"
        if shell.kind is KINDS["bash"]:  # as it is before version 4
            (shell_home.root / "another one").write_text("more")
            shell.run("compopt() { return 127; }")
            assert shell.run(f"ssotui exec one -- cat anoth\t > {answer}") == 0
            assert answer.read_text() == "more"


@pytest.mark.parametrize("name", NAMES)
def test_init_prints_the_script_too(ssotui: Ssotui, name: str) -> None:
    script, with_function = ssotui("completion", name).out, ssotui("init", name).out
    if name == WITHOUT_EVAL:
        script = script.removesuffix(FOR_THE_PROGRAM)
        assert with_function.startswith(script)
    else:
        assert with_function.endswith(script)
    assert script
