"""``ssotui use`` in the real shells, each at its prompt in a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ssotui.export.shells import INIT_LINES
from tests.support.arguments import watched_arguments
from tests.support.home import Home
from tests.support.shells import KINDS, ODD, Prompt, at_prompt

RIVALS = {
    "AWS_DEFAULT_PROFILE": "rival",
    "AWS_ACCESS_KEY_ID": "AKIARIVAL",
    "AWS_SECRET_ACCESS_KEY": "rival",
    "AWS_SESSION_TOKEN": "rival",
    "AWS_SECURITY_TOKEN": "rival",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/rival",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "rival",
}
KEYS = {"one": "111122223333", "two": "444455556666"}


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    """Each shell in turn."""
    shell: str = request.param
    return shell


@pytest.fixture
def shell(name: str, shell_home: Home) -> Iterator[Prompt]:
    """At its prompt, with the function of ``ssotui init``, and with everything set that a profile must win over."""
    assert shell_home
    with at_prompt(name, {**os.environ, **RIVALS}) as prompt:
        prompt.evaluate(f"ssotui init {name}")
        yield prompt


def test_use_switches_and_unsets_the_rivals(shell: Prompt) -> None:
    assert shell.run("ssotui use one") == 0
    assert shell.environment() == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "rival"}
    assert shell.run("ssotui use two") == 0
    assert shell.environment() == {"AWS_PROFILE": "two", "SSOTUI_PREVIOUS": "one"}


def test_it_says_what_is_active_and_no_word_of_it_is_evaluated(shell: Prompt) -> None:
    assert shell.run("ssotui use one") == 0
    shell.terminal.wait_for("Active now: one (111122223333, ReadOnly), token ")
    shell.begin("ssotui use tw")
    shell.terminal.wait_for("/ tw")
    shell.terminal.wait_for("1/3")
    shell.terminal.press("\r")
    assert shell.end() == 0
    assert shell.environment() == {"AWS_PROFILE": "two", "SSOTUI_PREVIOUS": "one"}


def test_u_sets_the_shell_up_and_the_next_one_switches(name: str, shell_home: Home) -> None:
    with at_prompt(name, dict(os.environ)) as prompt:
        prompt.begin("ssotui")
        prompt.terminal.wait_for("two")
        prompt.terminal.press("u")
        prompt.terminal.wait_for(f"Set up {name}, so that u switches")
        prompt.terminal.wait_for("+")
        prompt.terminal.press("\r")
        prompt.terminal.wait_for("z takes it back.")
        prompt.terminal.press("q")
        assert prompt.end() == 0
        prompt.begin(f"{KINDS[name].command[0]} -i")
        prompt.terminal.press("ssotui use one && env | grep AWS_PROFILE= | sed s/=/-is-/\r")
        prompt.terminal.wait_for("AWS_PROFILE-is-one")
        prompt.terminal.press("exit\r")
        prompt.end()
    (start,) = (path for path in shell_home.root.rglob("*") if path.name in {".bashrc", ".zshrc", "config.fish"})
    line = INIT_LINES[name]
    assert start.read_text() == f"{line}\n"


def test_back_and_forth_and_none(shell: Prompt) -> None:
    shell.run("ssotui use one")
    shell.run("ssotui use two")
    shell.run("ssotui use -")
    assert shell.environment()["AWS_PROFILE"] == "one"
    shell.run("ssotui use -")
    assert shell.environment()["AWS_PROFILE"] == "two"
    assert shell.run("ssotui use --clear") == 0
    assert shell.environment() == {"SSOTUI_PREVIOUS": "two"}
    shell.run("ssotui use -")
    assert shell.environment()["AWS_PROFILE"] == "two"


def test_keys_leave_nothing_behind(shell: Prompt) -> None:
    assert shell.run("ssotui use --keys one") == 0
    first = shell.environment()
    assert first["AWS_ACCESS_KEY_ID"] == "ASIA111122223333"
    assert first["AWS_SECRET_ACCESS_KEY"] == "s3cr+t/="
    assert first["AWS_SESSION_TOKEN"] == "tok3n+/=="
    assert first["AWS_REGION"] == first["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert first["SSOTUI_KEYS"] == "one"
    assert not {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"} & first.keys()
    assert shell.run("ssotui use two --keys") == 0
    second = shell.environment()
    assert second["AWS_ACCESS_KEY_ID"] == "ASIA444455556666"
    assert not {"AWS_REGION", "AWS_DEFAULT_REGION", "SSOTUI_REGIONS"} & second.keys()
    assert shell.run("ssotui use one") == 0
    assert shell.environment() == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "two"}


def test_the_persons_own_region_stays(shell: Prompt) -> None:
    own = "set -gx AWS_REGION us-west-2" if shell.kind is KINDS["fish"] else "export AWS_REGION=us-west-2"
    shell.run(own)
    shell.run("ssotui use --keys one")
    assert shell.environment()["AWS_DEFAULT_REGION"] == "us-west-2"
    shell.run("ssotui use two")
    assert shell.environment() == {"AWS_PROFILE": "two", "AWS_REGION": "us-west-2", "SSOTUI_PREVIOUS": "one"}


def test_a_word_that_finds_no_profile_changes_nothing(shell: Prompt) -> None:
    shell.begin("ssotui use nobody")
    shell.terminal.wait_for("Nothing matches")
    shell.terminal.press("\x03")
    assert shell.end() == 130
    assert shell.environment() == RIVALS


def test_odd_names_are_quoted(shell: Prompt, shell_home: Home) -> None:
    quoted = ODD.replace("\\", "\\\\").replace("'", "\\'") if shell.kind is KINDS["fish"] else ODD.replace("'", "'\\''")
    assert shell.run(f"ssotui use '{quoted}'") == 0
    assert shell.environment()["AWS_PROFILE"] == ODD
    assert not list(shell_home.root.rglob("hacked"))


def test_fish_has_rivals_in_two_scopes(shell: Prompt, name: str) -> None:
    if name != "fish":
        return
    shell.run("set -Ux AWS_DEFAULT_PROFILE everywhere; set -Ux AWS_PROFILE everywhere; set -Ux AWS_SESSION_TOKEN old")
    assert shell.run("ssotui use one") == 0
    assert shell.environment() == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "everywhere"}
    assert shell.run("ssotui use --clear") == 0
    assert shell.environment() == {"SSOTUI_PREVIOUS": "one"}


def test_everything_else_passes_through(shell: Prompt) -> None:
    assert shell.run("ssotui status nobody") == 5
    assert shell.run("ssotui use --help") == 0
    assert "--clear" in shell.terminal.text
    assert shell.environment() == RIVALS


def test_once_more_and_strict(shell: Prompt, name: str) -> None:
    """The function is set up again by every shell that reads the settings; and some people have strict ones."""
    shell.evaluate(f"ssotui init {name}")
    if name == "fish":
        shell.run("ssotui use one")
        assert shell.environment()["AWS_PROFILE"] == "one"
        return
    shell.run("set -euC")
    assert shell.run("ssotui use one; true") == 0
    assert shell.environment()["AWS_PROFILE"] == "one"
    assert shell.run("ssotui use nobody </dev/null || echo no") == 0
    shell.evaluate(f"ssotui init {name}")
    assert shell.run("ssotui use two") == 0
    assert shell.environment()["AWS_PROFILE"] == "two"


def test_eval_without_the_function(name: str, shell_home: Home) -> None:
    assert shell_home
    with at_prompt(name, {**os.environ, **RIVALS}) as shell:
        shell.evaluate("ssotui use one" + (" --shell fish" if name == "fish" else ""))
        assert shell.environment() == {"AWS_PROFILE": "one", "SSOTUI_PREVIOUS": "rival"}


def test_eval_with_the_function(shell: Prompt) -> None:
    shell.evaluate("ssotui use one")
    assert shell.environment()["AWS_PROFILE"] == "one"


def test_no_process_has_a_secret_in_its_arguments(shell: Prompt, name: str, shell_home: Home) -> None:
    form, files = ("fish" if name == "fish" else "env"), shell_home.root / "files"
    files.mkdir(exist_ok=True)
    with watched_arguments() as seen:
        assert shell.run("ssotui use --keys one") == 0
        assert shell.evaluate(f"ssotui creds two --format {form}") == 0
        assert shell.run("ssotui exec one -- true") == 0
        for file in ("", f"{files}/.env", f"{files}/keys.json", f"{files}/credentials"):
            assert shell.run(f"ssotui creds one --write {file}") == 0
        assert shell.run("ssotui credential-process one | cat") == 0
        assert shell.run("ssotui console one --print") == 0
        assert shell.run("ssotui undo --yes") == 0
    assert any(b"credential-process" in line for line in seen.lines)
    assert not seen.hold(("s3cr+t/=", "tok3n+/=="))


def test_picked_on_the_screen(shell: Prompt) -> None:
    shell.begin("ssotui use")
    shell.terminal.wait_for("TOKEN")
    shell.terminal.wait_for("3/3")
    shell.terminal.press("two")
    shell.terminal.wait_for("1/3")
    shell.terminal.press("\r")
    assert shell.end() == 0
    assert shell.environment() == {"AWS_PROFILE": "two", "SSOTUI_PREVIOUS": "rival"}


def test_all_typed_ahead_is_for_the_filter(shell: Prompt) -> None:
    """Also the letters that are keys of commands, as w, which would write."""
    shell.begin("ssotui use")
    shell.terminal.wait_for_output(b"\x1b[?1049h")
    shell.terminal.press("two\r")
    assert shell.end() == 0
    assert shell.environment()["AWS_PROFILE"] == "two"


def test_picking_none(shell: Prompt) -> None:
    shell.begin("ssotui use")
    # Before the app has the terminal, ctrl+c ends the shell's whole line, as it does with any program.
    shell.terminal.wait_for_output(b"\x1b[?1004h")  # written once interrupts are keys
    shell.terminal.wait_for("3/3")
    shell.terminal.press("\x03")
    assert shell.end() == 130
    assert shell.environment() == RIVALS


def test_u_on_the_screen(shell: Prompt) -> None:
    shell.begin("ssotui")
    shell.terminal.wait_for("3/3")
    shell.terminal.press("ju")
    assert shell.end() == 0
    assert shell.environment() == {"AWS_PROFILE": "two", "SSOTUI_PREVIOUS": "rival"}
    shell.begin("ssotui")
    shell.terminal.wait_for("3/3")
    shell.terminal.press("q")
    assert shell.end() == 0
    assert shell.environment()["AWS_PROFILE"] == "two"


def test_the_screen_draws_on_the_terminal_when_all_is_captured(name: str, shell_home: Home) -> None:
    assert shell_home
    with at_prompt(name, os.environ, size=(132, 40)) as shell:
        shell.begin(shell.kind.evaluate.format(f"ssotui use --shell {name} 2>/dev/null"))
        shell.terminal.wait_for("3/3")
        first = next(line for line in shell.terminal.text.splitlines() if "3/3" in line)
        assert len(first.rstrip()) > 80  # as wide as the terminal, not as what Textual takes for want of one
        shell.terminal.press("two\r")
        shell.end()
        assert shell.environment() == {"AWS_PROFILE": "two"}


def test_u_without_the_function_leaves_the_start_file_as_it_is_if_that_is_wanted(name: str, shell_home: Home) -> None:
    with at_prompt(name, os.environ) as shell:
        shell.begin("ssotui")
        shell.terminal.wait_for("3/3")
        shell.terminal.press("u")
        shell.terminal.wait_for("leave as it is")
        shell.terminal.press("qq")  # the first closes the dialog, the second the app
        assert shell.end() == 0
        assert shell.environment() == {}
    assert not [path for path in shell_home.root.rglob("*") if path.name in {".bashrc", ".zshrc", "config.fish"}]
