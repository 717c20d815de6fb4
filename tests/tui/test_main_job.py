"""The main job on the screen: open, pick, fetch, copy, write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from ssotui.actions.settings.loading import Loaded
from ssotui.export.clipboard import Delivery
from ssotui.export.formats import FORMATS
from ssotui.model.errors import ServiceFailure
from ssotui.model.settings import DEFAULTS
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using

pytestmark = pytest.mark.usefixtures("demo")


async def test_a_newcomer_filters_opens_and_copies(context: AppContext, clipboard: FakeClipboard) -> None:
    async with using(context) as person:
        assert "payments-prod" in person.text
        await person.type("/pay")
        await person.press("enter")
        assert "ReadOnly" in person.text
        assert "ASIA••••" in person.text
        await person.press("c")
        assert clipboard.text is not None
        assert person.toasts == ["Copied env for payments-prod. The clipboard is cleared in 45 s."]
    exported = _env_of(clipboard.text.reveal())
    assert exported["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert exported["AWS_SESSION_TOKEN"]
    assert exported["AWS_REGION"]
    assert clipboard.clear_after == 45


async def test_the_settings_choose_the_format_and_the_time(context: AppContext, clipboard: FakeClipboard) -> None:
    settings = DEFAULTS._replace(copy_format="access-key-id", clear_clipboard_after=0)
    async with using(replace(context, loaded=Loaded(settings))) as person:
        await person.type("/payments-stage")
        await person.press("escape", "c")
        assert person.toasts == ["Copied access-key-id for payments-stage. The clipboard is not cleared."]
    assert clipboard.text is not None
    assert clipboard.text.reveal().startswith("ASIA")
    assert clipboard.clear_after == 0


async def test_copy_from_the_list_fetches_first(context: AppContext, clipboard: FakeClipboard, demo: Sandbox) -> None:
    async with using(context) as person:
        await person.type("/payments-stage")
        await person.press("escape")  # esc clears the filter, and the cursor stays on its row
        await person.press("c")
        assert person.toasts == ["Copied env for payments-stage. The clipboard is cleared in 45 s."]
        assert demo.portal.requests.count("GetRoleCredentials") == 1
        await person.press("c")
        assert demo.portal.requests.count("GetRoleCredentials") == 1  # the second time from the cache
        assert "1h 00m" in person.line("payments-stage", "Developer")
    assert clipboard.text


async def test_copy_as_json(context: AppContext, clipboard: FakeClipboard) -> None:
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "C")
        assert "Copy as" in person.text
        assert "default" in person.line("Exports for bash")
        await person.press(*["down"] * list(FORMATS).index("json"), "enter")
        assert person.toasts == ["Copied json for payments-prod. The clipboard is cleared in 45 s."]
    assert clipboard.text
    content = json.loads(clipboard.text.reveal())
    assert content["AccountId"] == "111122223333"
    assert content["RoleName"] == "ReadOnly"


async def test_write_makes_a_section_that_boto3_reads(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    before = credentials.read_bytes()
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "w")
        assert "+[payments-prod-keys]" in person.text
        assert credentials.read_bytes() == before
        await person.press("enter")
        assert "Wrote [payments-prod-keys] to ~/.aws/credentials." in person.toasts[0]
        assert person.toasts[0].endswith("z takes it back.")
    after = credentials.read_bytes()
    assert after.startswith(before)
    assert credentials.stat().st_mode & 0o777 == 0o600
    script = (
        "import boto3; keys = boto3.Session(profile_name='payments-prod-keys').get_credentials();"
        "print(keys.access_key, keys.method)"
    )
    read = subprocess.run(
        [sys.executable, "-c", script], env=dict(os.environ), capture_output=True, text=True, check=True
    ).stdout
    assert read.startswith("ASIA")
    assert read.endswith("shared-credentials-file\n")


async def test_writing_over_someone_elses_section_asks_first(context: AppContext, demo: Sandbox) -> None:
    credentials = demo.home / ".aws" / "credentials"
    theirs = "\n[payments-prod-keys]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n"
    credentials.write_bytes(credentials.read_bytes() + theirs.encode())
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "w")
        assert "There is a section [payments-prod-keys] that ssotui did not write." in person.text
        await person.press("enter")
        assert "Overwrite it?" in person.text
        await person.press("enter")  # the default answer is no
        assert b"AKIATHEIRS" in credentials.read_bytes()
        await person.press("enter")
        await person.press("y")
        assert b"AKIATHEIRS" not in credentials.read_bytes()
        assert "Wrote [payments-prod-keys]" in person.toasts[-1]
    backup = credentials.with_name("credentials.ssotui-backup")
    assert b"AKIATHEIRS" in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o600


async def test_a_renewable_token_is_renewed_on_the_way(context: AppContext, clock: FrozenClock, demo: Sandbox) -> None:
    clock.advance(timedelta(hours=7))
    async with using(context) as person:
        assert "renews" in person.line("payments-stage")
        await person.type("/payments-stage")
        await person.press("enter")
        assert "ASIA••••" in person.text
    assert demo.portal.requests.count("CreateToken") == 1


@pytest.mark.parametrize("failure", list(Failure))
async def test_the_screen_survives_any_answer(
    context: AppContext, demo: Sandbox, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssotui.aws.services.transport.READ_SECONDS", 0.3)
    monkeypatch.setattr("ssotui.aws.services.client.ATTEMPTS", 1)
    monkeypatch.setattr("ssotui.aws.services.client._clients", {})
    demo.portal.switches.fail(failure)
    async with using(context) as person:
        await person.type("/payments-stage")
        await person.press("enter")
        assert "Could not get keys for" in person.text
        demo.portal.switches.heal()
        await person.press("r")
        assert "ASIA••••" in person.text


async def test_sent_is_not_called_copied(context: AppContext, clipboard: FakeClipboard) -> None:
    clipboard.delivery = Delivery.SENT
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "c")
        [said] = person.toasts
        assert said.startswith("Sent to the terminal's clipboard: env for payments-prod. Terminals cannot confirm it")
        assert said.endswith("\nIf it does not arrive: w writes a file, v shows the values.")
        await person.press("escape", "c")
        assert person.toasts[-1].endswith("\nIf it does not arrive: w writes a file, ⏎ v shows the values.")


async def test_a_clipboard_that_fails_is_a_toast(context: AppContext, clipboard: FakeClipboard) -> None:
    clipboard.refuse = ServiceFailure("There is no clipboard here.", "Use --write.")
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "c")
        assert person.toasts == ["There is no clipboard here.\nUse --write."]


async def test_what_has_no_keys_says_why(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("2", "c")
        assert person.toasts[-1].startswith("Copy is for Profiles (1)")


async def test_a_role_of_an_account_works_without_a_profile(context: AppContext, clipboard: FakeClipboard) -> None:
    async with using(context) as person:
        await person.press("3")
        await person.type("/payments readonly")
        await person.press("enter")
        assert "ASIA••••" in person.text
        await person.press("c")
        assert clipboard.text


def _env_of(exports: str) -> dict[str, str]:
    """What a real shell makes of them."""
    shown = subprocess.run(
        ["bash", "-c", f"{exports}\nenv -0"],
        env={"AWS_PROFILE": "other", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    environment = dict(line.split("=", 1) for line in shown.split("\0") if line)
    assert "AWS_PROFILE" not in environment
    return environment
