"""The doctor on the screen: who wins and why, what is wrong, and what it mends after a look and a yes."""

from __future__ import annotations

import json
import os
import stat

import pytest

from ssotui.tui.doctor.screen import DoctorScreen
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.diff_dialog import DiffScreen
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMIexample\n"
SESSION = "[sso-session acme]\nsso_start_url = https://a.awsapps.com/start\nsso_region = us-east-1\n"
PROFILE = "[profile dev]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin\n"


@pytest.fixture(autouse=True)
def quiet(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound home, on a machine that is neither a desktop nor an EC2 instance."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_PROFILE", "dev")
    home.config(PROFILE + SESSION)


def words(person: Person) -> str:
    """What the dialog says, as one line."""
    box = person.screen.query_one("#doctor").region
    return " ".join(" ".join(line[box.x + 1 : box.right - 1] for line in person.lines[box.y + 1 :]).split())


async def test_all_is_well(context: AppContext) -> None:
    async with using(context) as person:
        await person.press("d")
        assert isinstance(person.screen, DoctorScreen)
        assert person.line("1 profile dev: its SSO keys", "~/.aws/config:3")
        assert person.line("because AWS_PROFILE names it")
        assert person.line("✓ Nothing is wrong.")
        await person.press("enter", "escape")
        assert person.screen is person.app.screen_stack[0]


async def test_who_wins_and_what_that_hides(context: AppContext, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIexample")
    home.credentials(f"[dev]\n{KEYS}")
    async with using(context) as person:
        await person.press("d")
        found = [person.lines.index(person.line(*words)) for words in (
            ("AWS tools here would use",),
            ("1 the keys in the environment", "AWS_ACCESS_KEY_ID"),
            ("because AWS_ACCESS_KEY_ID is set, which comes first",),
            ("and not these, in this order",),
            ("2 profile dev: its SSO keys", "~/.aws/config:3"),
            ("3 profile dev: its keys in the credentials file", "~/.aws/credentials:2"),
        )]  # fmt: skip
        assert found == sorted(found)
        assert person.line("! warning", "The keys in the environment win over AWS_PROFILE = dev.")
        assert "AKIA" not in person.text


async def test_aws_would_stop(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    async with using(context) as person:
        await person.press("d")
        assert person.line("no credentials")
        assert person.line("✗ error", "AWS_PROFILE names a profile that does not exist: nobody")
        assert person.line("Run: unset AWS_PROFILE")
        await person.press("enter")
        assert person.toasts == ["This needs a manual fix:\nRun: unset AWS_PROFILE"]


@pytest.mark.skipif(os.name != "posix", reason="permissions")
async def test_a_repair_is_looked_at_first_and_then_it_is_gone(context: AppContext, home: Home) -> None:
    home.credentials(f"[old]\n{KEYS}").chmod(0o644)
    async with using(context) as person:
        await person.press("d")
        assert person.line("! warning", "Other users of this machine can read")
        assert "1 warning" in person.text
        assert person.line("Press ⏎ to keep them out.")  # where the command line names chmod
        for no in ("q", "escape"):
            await person.press("enter")
            assert isinstance(person.screen, DiffScreen)
            assert person.line("-mode 0644")
            assert person.line("+mode 0600")
            await person.press(no)
            assert stat.S_IMODE(home.credentials_file.stat().st_mode) == 0o644
        await person.press("enter", "y")
        assert stat.S_IMODE(home.credentials_file.stat().st_mode) == 0o600
        assert person.toasts == ["~/.aws/credentials is for you alone now."]
        assert person.line("✓ Nothing is wrong.")


@pytest.mark.skipif(os.name != "posix", reason="permissions")
async def test_the_mouse_mends_too(context: AppContext, home: Home) -> None:
    home.credentials(f"[old]\n{KEYS}").chmod(0o644)
    async with using(context) as person:
        await person.press("d")
        row = person.lines.index(person.line("⏎ fix"))
        await person.pilot.click(offset=(person.lines[row].index("⏎ fix") + 2, row))
        await person.settle()
        assert isinstance(person.screen, DiffScreen)


async def test_r_looks_again_and_sees_the_settings_too(context: AppContext, home: Home) -> None:
    async with using(context) as person:
        await person.press("d")
        assert "Nothing is wrong." in person.text
        home.write(
            home.root / ".config" / "ssotui" / "config.toml", 'theme = "nord-light"\n[keymap]\nkeys.copy = "w"\n'
        )
        await person.press("r")
        assert person.line("! warning", "There is no theme nord-light.")
        assert person.line("~/.config/ssotui/config.toml:1")
        assert person.line("w is the key of keys.write already.")
        assert person.line("~/.config/ssotui/config.toml:3")


async def test_a_repair_that_fails_says_why_and_looks_again(context: AppContext, home: Home) -> None:
    content = '{"startUrl": "https://x/start", "accessToken": "hidden", "expiresAt": "2027-01-01T00:00:00Z"}'
    orphan = home.write(home.sso_cache / f"{'a' * 40}.json", content)
    async with using(context) as person:
        await person.press("d", "enter")
        assert isinstance(person.screen, DiffScreen)
        orphan.unlink()
        await person.press("y")
        assert "cannot be deleted" in person.toasts[-1]
        assert "Nothing is wrong." in person.text


async def test_it_says_what_the_command_says(
    context: AppContext, demo: Sandbox, ssotui: Ssotui
) -> None:  # fmt: skip
    del demo
    said = json.loads(ssotui("doctor", "--format", "json").out)
    async with using(context, (160, 60)) as person:
        await person.press("d")
        text = words(person)
        assert len(said["findings"]) >= 3
        at = 0
        for finding in said["findings"]:
            fix = finding["fix"] if finding["fix"] in text else "Press "  # a key, where the command names a command
            for part in (finding["severity"], finding["message"], fix):
                at = text.index(part, at)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15), (40, 10)])
async def test_every_finding_can_be_read_at_every_size(
    context: AppContext, demo: Sandbox, size: tuple[int, int]
) -> None:
    del demo
    async with using(context, size) as person:
        await person.press("d")
        seen = words(person)
        for _ in range(30):
            await person.press("down")
            seen += " " + words(person)
        for word in ("error", "note", "Orphaned token", "Not a token: it is not JSON."):
            assert word in seen


async def test_the_cursor_is_seen_without_colour(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    monkeypatch.setenv("NO_COLOR", "1")
    async with using(context) as person:
        await person.press("d")
        for words in ("There is no section", "Orphaned token"):
            strips = person.screen._compositor.render_strips()
            marked = "".join(text for strip in strips for text, style, _ in strip if style and style.underline)
            assert words in marked
            await person.press("down")
