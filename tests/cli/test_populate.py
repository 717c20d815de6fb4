"""``ssotui populate``: the diff on stdout, the question on the terminal, one write that can be undone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import trouble
from tests.support.commands import SSOTUI, Ssotui
from tests.support.failures import Failure
from tests.support.programs import need
from tests.support.sandbox import Sandbox, sandbox
from tests.support.terminal import Terminal


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with trouble.fresh_clients(monkeypatch), sandbox() as box:
        yield box


@pytest.fixture
def config(demo: Sandbox) -> Path:
    return demo.home / ".aws" / "config"


def test_dry_run_prints_a_diff_that_applies_and_writes_nothing(ssotui: Ssotui, config: Path, tmp_path: Path) -> None:
    before = config.read_bytes()
    shown = ssotui("populate", "acme", "--dry-run", "--region", "eu-west-1")
    assert shown.code == 0
    assert "36 to add, 22 there already" in shown.err
    assert config.read_bytes() == before
    done = ssotui("populate", "acme", "--yes", "--region", "eu-west-1")
    assert (done.code, done.out) == (0, "")
    assert "Wrote 36 profiles to ~/.aws/config." in done.err
    patched = tmp_path / "config"
    patched.write_bytes(before)
    subprocess.run([need("patch"), "-s", str(patched)], input=shown.out.encode(), check=True)
    assert patched.read_bytes() == config.read_bytes()


def test_the_second_time_changes_nothing(ssotui: Ssotui, config: Path) -> None:
    before = config.read_bytes()
    ssotui("populate", "acme", "--yes")
    after = config.read_bytes()
    again = ssotui("populate", "acme", "--yes", "--prune")
    assert (again.code, again.out) == (0, "")
    assert "0 to add, 58 there already" in again.err
    assert ssotui("populate", "acme", "--dry-run").out == ""
    assert config.read_bytes() == after
    assert ssotui("undo", "--yes").code == 0
    assert config.read_bytes() == before


def test_prunes_what_is_gone(ssotui: Ssotui, config: Path, demo: Sandbox) -> None:
    ssotui("populate", "corp", "--yes")
    gone = "\n[profile of-a-gone-role]\n# written by ssotui; profile {}\nsso_session = corp\nsso_account_id = {}\n"
    config.write_text(config.read_text() + gone.format("0" * 12, "1" * 12))
    edited = ssotui("populate", "corp", "--prune", "--yes")
    assert "Kept of-a-gone-role, whose role is gone: somebody has changed it." in edited.err
    assert "of-a-gone-role" in config.read_text()
    demo.portal.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
    before = config.read_bytes()
    refused = ssotui("populate", "corp", "--prune", "--yes")
    assert refused.code == 6
    assert "Nothing is pruned" in refused.err
    assert config.read_bytes() == before


def test_run_again_asks_the_account_that_failed(ssotui: Ssotui, demo: Sandbox) -> None:
    next(demo.home.rglob("state.json")).unlink()
    demo.portal.switches.fail(Failure.DENIED, times=1, operations=["ListAccountRoles"])
    first = ssotui("populate", "corp", "--yes")
    assert first.code == 4
    assert "access denied" in first.err
    assert "Run the command again: it asks the accounts that failed once more." in first.err
    second = ssotui("populate", "corp", "--yes")
    assert second.code == 0
    assert "0 to add" not in second.err
    assert "0 to add" in ssotui("populate", "corp", "--yes").err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["acme"], "--yes, or --dry-run"),
        (["acme", "--template", "{nope}", "--yes"], "account_name, account_id, role, session, email"),
        (["acme", "--template", "{role|nope}", "--dry-run"], "lower, upper, slug, replace"),
        (["acme", "--template", "", "--dry-run"], "{account_name|slug}-{role|slug}"),
        (["--dry-run"], "ssotui populate SESSION"),
        (["a", "b"], "See: ssotui populate --help"),
    ],
)
@pytest.mark.usefixtures("demo")
def test_usage_errors(ssotui: Ssotui, config: Path, args: list[str], words: str) -> None:
    before = config.read_bytes()
    failed = ssotui("populate", *args)
    assert (failed.code, failed.out) == (2, "")
    assert words in failed.err
    assert config.read_bytes() == before


def test_the_setting_is_the_default_template(demo: Sandbox) -> None:
    settings = demo.home / ".config" / "ssotui" / "config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('profile_template = "{session}.{account_id}.{role}"\n')
    # In a process of its own: settings are read once.
    shown = subprocess.run(
        [SSOTUI, "populate", "acme", "--dry-run", "--filter", "ReadOnly backups"], capture_output=True, check=True
    )
    assert shown.stdout == b""
    shown = subprocess.run(
        [SSOTUI, "populate", "acme", "--dry-run", "--filter", "555588889999"], capture_output=True, check=True
    )
    assert b"+[profile acme.555588889999.AdministratorAccess]\n" in shown.stdout


def test_not_signed_in(ssotui: Ssotui, config: Path, demo: Sandbox) -> None:
    for token in (demo.home / ".aws" / "sso" / "cache").iterdir():
        token.unlink()
    before = config.read_bytes()
    assert ssotui("populate", "acme", "--yes", "--prune").code == 3
    assert config.read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130)])
@pytest.mark.parametrize(
    ("narrow", "sign"), [("warehouse", "+[profile warehouse-dataengineer]"), ("", "16 more (--dry-run")]
)
def test_asks_on_a_terminal(config: Path, answer: str, code: int, narrow: str, sign: str) -> None:
    before = config.read_bytes()
    command = [SSOTUI, "populate", "acme", "--filter", narrow]
    with Terminal(command, {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for("Write that? [y/N]")
        assert sign in terminal.text
        terminal.press(f"{answer}\r")
        assert terminal.exit_code() == code
    assert (config.read_bytes() != before) == (answer == "y")


def test_without_a_terminal_says_what_is_to_be_written_and_writes_nothing(ssotui: Ssotui, config: Path) -> None:
    before = config.read_bytes()
    refused = ssotui("populate", "acme")
    assert refused.code == 2
    assert "36 to add" in refused.err
    assert "There is no terminal to ask for a yes." in refused.err
    assert config.read_bytes() == before


def test_without_a_terminal_nothing_to_write_is_no_question(ssotui: Ssotui, config: Path) -> None:
    assert ssotui("populate", "acme", "--yes").code == 0
    done = ssotui("populate", "acme")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith("There is nothing to write.\n")
    config.write_text("")
    missing = ssotui("populate")
    assert missing.code == 5
    assert "The config names no SSO session." in missing.err
    assert "ssotui, then press 2 and n" in missing.err
    assert "aws configure sso" in missing.err


def test_process_adds_profiles_that_run_ssotui_once(ssotui: Ssotui, config: Path) -> None:
    shown = ssotui("populate", "acme", "--dry-run", "--filter", "payments", "--process")
    assert shown.code == 0
    done = ssotui("populate", "acme", "--yes", "--filter", "payments", "--process")
    assert done.code == 0
    assert "that run ssotui to ~/.aws/config." in done.err
    text = config.read_text()
    twins = text.count("-process]\n")
    assert twins >= 2
    assert shown.out.count("-process]\n") == twins
    assert "credential-process payments-prod\n" in text
    again = ssotui("populate", "acme", "--dry-run", "--filter", "payments", "--process")
    assert again.out == ""
    assert config.read_text() == text
