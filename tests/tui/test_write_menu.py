"""The write menu: where to, under which name, what that would change; and nothing is written that was not shown."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from threading import Event

import pytest
from botocore.configloader import load_config

from ssotui.storage import git
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.keys.write_dialog import WriteScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.confirm_dialog import ConfirmScreen
from ssotui.tui.shell.context import AppContext
from tests.support.programs import need
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


@pytest.fixture(autouse=True)
def project(demo: Sandbox) -> Iterator[Path]:
    """A git work tree, in which the app was started."""
    folder = demo.home / "project"
    subprocess.run([need("git"), "init", "-q", str(folder)], check=True, capture_output=True)
    with chdir(folder):
        yield folder


async def open_menu(person: Person, profile: str = "payments-prod") -> None:
    """From the list."""
    await person.type(f"/{profile}")
    await person.press("escape", "w")
    assert person.sees(WriteScreen)


async def name(person: Person, text: str) -> None:
    """Type another name, after the one that is there."""
    await person.press("tab", "end", *["backspace"] * 40)
    await person.pilot.press(*text)
    await person.settle()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_two_keys_write_to_the_default_place_and_the_second_has_seen_what(
    context: AppContext, demo: Sandbox, size: tuple[int, int]
) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context, size) as person:
        await open_menu(person)
        assert person.line("section", "payments-prod-keys")
        assert "payments-prod, a profile of kind" in person.text
        assert "+[payments-prod-keys]" in person.text
        assert "ssotui creds payments-prod --write" in person.text
        assert "⏎ write" in person.text
        assert credentials.read_bytes() == before
        await person.press("enter")
        [said] = person.toasts
        assert said.startswith("Wrote [payments-prod-keys] to ~/.aws/credentials. (payments-prod, a profile of kind")
        assert said.endswith("z takes it back.")
    assert credentials.read_bytes().startswith(before)


async def test_enter_before_the_diff_is_shown_writes_nothing(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before, answered = credentials.read_bytes(), Event()
    monkeypatch.setattr("ssotui.storage.git.fate", lambda _: (answered.wait(20), git.Fate.SAFE)[1])
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("escape")
        await person.pilot.press("w")
        await person.until("payments-prod-keys", sees=WriteScreen)
        await person.pilot.press("enter")
        answered.set()
        await person.settle()
        assert "+[payments-prod-keys]" in person.text
        assert credentials.read_bytes() == before
        await person.press("enter")
    assert credentials.read_bytes() != before


async def test_a_preview_of_another_name_that_comes_late_is_not_shown(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, looked = Event(), Event()
    fate = git.fate

    def slow(path: Path) -> git.Fate:
        if path.name == "slow.json":
            looked.set()
            answered.wait(20)
        return fate(path)

    async with using(context) as person:
        await open_menu(person)
        await person.press("3")
        monkeypatch.setattr("ssotui.storage.git.fate", slow)
        await person.press("tab", "end", *["backspace"] * 40)
        await person.pilot.press(*"slow.json")
        await person.until(done=looked.is_set)
        await person.pilot.press(*["backspace"] * 9, *"fast.json")
        await person.until("--write fast.json")
        answered.set()
        await person.settle()
        assert "--write fast.json" in person.text
        assert "slow.json" not in person.text


async def test_a_dotenv_file_with_the_warning_that_git_would_take_it(context: AppContext, project: Path) -> None:
    (project / ".env").write_text("DEBUG=1\n")
    async with using(context) as person:
        await open_menu(person)
        await person.press("2")
        assert " DEBUG=" in person.text
        assert "+AWS_SESSION_TOKEN=••••••••" in person.text
        assert "git does not ignore .env" in person.text
        assert "ssotui creds payments-prod --write .env" in person.text
        await person.press("enter")
        assert "git does not ignore .env" in person.toasts[-1]
    written = (project / ".env").read_text()
    assert written.startswith("DEBUG=1\n")
    assert "AWS_ACCESS_KEY_ID=ASIA" in written


async def test_a_json_file_of_another_name(context: AppContext, project: Path) -> None:
    async with using(context) as person:
        await open_menu(person)
        await person.press("3")
        assert person.line("file", "payments-prod.json")
        await name(person, "out.json")
        assert "ssotui creds payments-prod --write out.json" in person.text
        await person.press("enter")
        assert "Wrote the keys of payments-prod to out.json." in person.toasts[-1]
    assert json.loads((project / "out.json").read_text())["AccountId"] == "111122223333"


async def test_a_folder_that_is_not_there_is_told_and_not_made(context: AppContext, project: Path) -> None:
    async with using(context) as person:
        await open_menu(person)
        await person.press("3")
        await name(person, "nowhere/keys.json")
        assert "There is no folder ~/project/nowhere" in person.text
        await person.press("enter")
        assert person.sees(WriteScreen)
    assert not (project / "nowhere").exists()


async def test_what_a_name_makes_of_a_file_is_told(context: AppContext) -> None:
    async with using(context) as person:
        await open_menu(person)
        await person.press("3")
        await name(person, "keys.txt")
        assert "By its name it is a credentials file: the keys are section [payments-prod-keys]." in person.text


async def test_a_section_of_another_name(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await open_menu(person)
        await name(person, "deploy")
        assert "+[deploy]" in person.text
        assert "ssotui creds payments-prod --write --as deploy" in person.text
        await person.press("enter")
        assert "Wrote [deploy]" in person.toasts[-1]
    assert "deploy" in load_config(str(demo.home / ".aws" / "credentials"))


async def test_a_name_that_would_mix_two_sources_is_warned_of(context: AppContext) -> None:
    async with using(context) as person:
        await open_menu(person)
        await name(person, "payments-prod")
        assert "payments-prod is also a profile of kind sso: some SDKs use that" in person.text


async def test_what_cannot_be_says_why_and_enter_does_nothing(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context) as person:
        await open_menu(person)
        await name(person, "")
        assert "The section needs a name." in person.text
        await person.press("enter")
        assert person.sees(WriteScreen)
        await person.press("1")  # a name like any other, while the line has the keyboard
        assert "+[1]" in person.text
        await person.press("escape", "escape")
        assert not person.sees(WriteScreen)
    assert credentials.read_bytes() == before


async def test_another_ones_section_takes_a_yes(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context) as person:
        await open_menu(person)
        await name(person, "personal")
        assert "There is a section [personal] that ssotui did not write." in person.text
        await person.press("enter")
        assert person.sees(ConfirmScreen)
        await person.press("enter")
        assert credentials.read_bytes() == before
        await person.press("enter", "y")
        assert "Wrote [personal]" in person.toasts[-1]
    assert credentials.read_bytes() != before


async def test_a_sign_in_comes_first_where_it_takes_one(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await person.type("/globex-iot")
        await person.pilot.press("escape", "w")
        await person.until(sees=SignInScreen)
        assert isinstance(person.app.screen_stack[1], WriteScreen)  # which opened before, for what is typed ahead
        assert demo.portal.requests.count("GetRoleCredentials") == 0
        await person.press("escape")
        assert person.sees(MainScreen)
        assert person.toasts == []


async def test_a_profile_for_old_sdks_holds_no_keys_and_fetches_none(context: AppContext, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        await person.type("/payments-stage")
        await person.press("escape", "ctrl+p")
        await person.type("credential_process")
        await person.press("enter")
        await person.until(sees=WriteScreen)
        await person.settle()
        assert person.line("profile", "payments-stage-process")
        assert "+[profile payments-stage-process]" in person.text
        assert "ssotui credential-process payments-stage --install payments-stage-process" in person.text
        assert demo.portal.requests.count("GetRoleCredentials") == 0
        await person.press("enter")
        assert "Profile payments-stage-process is in ~/.aws/config." in person.toasts[-1]
        assert person.toasts[-1].endswith("z takes it back.")
    assert config.read_bytes().startswith(before)
    profile = load_config(str(config))["profiles"]["payments-stage-process"]
    assert profile["credential_process"].endswith("credential-process payments-stage")


async def test_the_same_is_the_last_place_of_the_menu(context: AppContext) -> None:
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "w", "4")
        assert "+[profile payments-prod-process]" in person.text
        await person.press("left")
        assert "payments-prod.json" in person.text
        await person.press("escape")
        assert person.sees(KeysScreen)
