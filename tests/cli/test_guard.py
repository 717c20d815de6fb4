"""``confirm = true``: asks before keys of that environment go anywhere, and never when they are only printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssotui.storage.settings import settings_file
from tests.support.clipboard import FakeClipboard
from tests.support.commands import SSOTUI, Ssotui
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.support.terminal import Terminal

GUARDED = '[[environments]]\npattern = "*-prod"\nlabel = "PROD"\nconfirm = true\n'
WORDS = "PROD: role ReadOnly in account Payments 111122223333 (payments-prod)"

pytestmark = pytest.mark.usefixtures("prod")


@pytest.fixture
def prod(demo: Sandbox) -> Path:
    """The demo's settings, in which everything named …-prod is guarded."""
    return Home(demo.home).write(settings_file(), GUARDED)


def test_without_a_terminal_it_wants_a_yes(ssotui: Ssotui, demo: Sandbox) -> None:
    before = Home(demo.home).snapshot()
    for how in (["creds", "payments-prod", "--write"], ["creds", "payments-prod", "--copy"]):
        refused = ssotui(*how)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.splitlines() == [
            f"ssotui: {WORDS}: the settings ask before its keys go out, and there is no terminal.",
            "Add --yes if you mean it.",
        ]
    for how in (["exec", "payments-prod", "--", "true"], ["console", "payments-prod"]):
        refused = ssotui(*how)
        assert (refused.code, refused.out) == (2, "")
    assert Home(demo.home).snapshot() == before
    assert ssotui("creds", "payments-prod", "--write", "--yes").code == 0


def test_what_is_printed_is_not_asked_about(ssotui: Ssotui) -> None:
    assert ssotui("creds", "payments-prod").code == 0
    assert ssotui("credential-process", "payments-prod").code == 0
    assert ssotui("console", "payments-prod", "--print").code == 0


def test_what_is_not_guarded_is_not_asked_about(ssotui: Ssotui) -> None:
    assert ssotui("creds", "payments-stage", "--write").code == 0


def test_a_role_is_guarded_by_its_account_too(ssotui: Ssotui, prod: Path) -> None:
    prod.write_text('[[environments]]\npattern = "payments"\nlabel = "PAY"\nconfirm = true\n')
    wanted = ("--session", "acme", "--account", "111122223333", "--role", "ReadOnly")
    refused = ssotui("creds", *wanted, "--write")
    assert refused.code == 2
    assert "PAY: role ReadOnly in account Payments 111122223333" in refused.err


def test_settings_that_cannot_be_read_guard_nothing_and_say_so(ssotui: Ssotui, prod: Path) -> None:
    prod.write_text("sort: name")
    done = ssotui("creds", "payments-prod", "--write")
    assert done.code == 0
    assert "config.toml:1: The settings are not TOML" in done.err


def test_an_environment_that_is_broken_is_told(ssotui: Ssotui, prod: Path) -> None:
    prod.write_text("mask = 3\n[[environments]]\npattern = 5\nconfirm = true\n")
    done = ssotui("creds", "payments-prod", "--write")
    assert done.code == 0
    assert "config.toml:3: environments[0].pattern has to be a text." in done.err
    assert "mask" not in done.err


@pytest.mark.skipif(os.name != "posix", reason="a terminal")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130), ("", 130)])
def test_a_terminal_is_asked_in_words(demo: Sandbox, answer: str, code: int) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    command = [SSOTUI, "creds", "payments-prod", "--write"]
    with Terminal(command, {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for(WORDS)
        terminal.wait_for("Write its keys? [y/N]")
        terminal.press(f"{answer}\r")
        assert terminal.exit_code() == code
    assert (credentials.read_bytes() != before) is (code == 0)


def test_copying_takes_its_defaults_from_the_settings(
    ssotui: Ssotui,
    prod: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prod.write_text('copy_format = "access-key-id"\nclear_clipboard_after = 7\n')
    clipboard = FakeClipboard()
    monkeypatch.setattr("ssotui.export.clipboard.Clipboard", lambda *_: clipboard)
    said = ssotui("creds", "payments-prod", "--copy")
    assert (said.code, said.out) == (0, "")
    assert said.err == "Copied access-key-id for payments-prod. The clipboard is cleared in 7 s.\n"
    assert clipboard.text
    assert clipboard.text.reveal().startswith("ASIA")
    assert clipboard.clear_after == 7
    said = ssotui("creds", "payments-prod", "--copy", "--format", "env", "--clear-after", "0")
    assert said.err == "Copied env for payments-prod. The clipboard is not cleared.\n"
    assert ssotui("creds", "payments-prod").out.startswith("unset ")  # what is printed is the same everywhere


@pytest.mark.skipif(os.name != "posix", reason="a terminal")
def test_what_is_picked_on_the_screen_is_asked_about_there_and_once(demo: Sandbox) -> None:
    assert demo
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Terminal([SSOTUI, "use"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("payments-prod\r")
        terminal.wait_for("role ReadOnly in account Payments 111122223333 (payments-prod)")
        terminal.wait_for("Switch to it?")
        terminal.press("y")
        assert terminal.exit_code() == 0
    assert b"export AWS_PROFILE='payments-prod'" in terminal.output
    assert b"[y/N]" not in terminal.output
