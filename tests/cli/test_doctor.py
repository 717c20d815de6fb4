"""``ssotui doctor``: the words, the JSON of the contract, and repairs after a yes."""

from __future__ import annotations

import os

import pytest

from ssotui.aws.config.provider_chain import KEY_VARIABLES
from tests.support.commands import SSOTUI, Ssotui
from tests.support.home import Home
from tests.support.terminal import Terminal
from tests.test_house import modules_after

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMIexample"
CONFIG = """\
[profile dev]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session acme]
sso_start_url = https://a.awsapps.com/start
sso_region = us-east-1
"""


@pytest.fixture(autouse=True)
def troubled(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in the environment over a profile, and a file that others may read."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_PROFILE", "dev")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # the tests may well run on an EC2 instance
    home.config(CONFIG)
    home.credentials(f"[old]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n").chmod(0o644)


def test_json_has_the_fields_of_the_contract(ssotui: Ssotui, home: Home) -> None:
    before = home.snapshot()
    shown = ssotui("doctor", "--format", "json")
    assert (shown.code, shown.err) == (0, "")
    assert list(shown.json) == ["winner", "shadowed", "findings"]
    assert shown.json["winner"] == {
        "method": "env",
        "profile": None,
        "message": "the keys in the environment",
        "place": "AWS_ACCESS_KEY_ID",
        "reason": "AWS_ACCESS_KEY_ID is set, which comes first",
    }
    assert shown.json["shadowed"] == [
        {
            "method": "sso",
            "profile": "dev",
            "message": "profile dev: its SSO keys",
            "place": f"{home.config_file}:3",
            "reason": "AWS_PROFILE names it",
        }
    ]
    assert [list(finding) for finding in shown.json["findings"]] == [
        ["severity", "code", "message", "place", "fix"]
    ] * 2
    assert [finding["code"] for finding in shown.json["findings"]] == ["keys-shadow-profile", "lax-permissions"]
    assert not [secret for secret in (KEY_ID, SECRET) if secret in shown.out]
    assert home.snapshot() == before


def test_the_text(ssotui: Ssotui) -> None:
    shown = ssotui("doctor")
    assert shown.out.splitlines() == [
        "AWS tools here would use:  the keys in the environment (AWS_ACCESS_KEY_ID)",
        "because:                   AWS_ACCESS_KEY_ID is set, which comes first",
        "and not:                   profile dev: its SSO keys (~/.aws/config:3)",
        "",
        "Warnings",
        "  The keys in the environment win over AWS_PROFILE = dev.",
        f"    Run: unset {' '.join(KEY_VARIABLES)}, if you mean the profile.",
        "    AWS_ACCESS_KEY_ID",
        "  Other users of this machine can read the tokens or keys in ~/.aws/credentials.",
        "    Run: chmod 600 ~/.aws/credentials",
        "    ~/.aws/credentials",
        "",
        "Run ssotui doctor --fix to fix some of this.",
    ]


def test_all_is_well(ssotui: Ssotui, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    home.credentials_file.unlink()
    assert ssotui("doctor").out == (
        "AWS tools here would use:  profile dev: its SSO keys (~/.aws/config:3)\n"
        "because:                   AWS_PROFILE names it\n\nNothing is wrong.\n"
    )


def test_a_hostile_name_is_shown_harmlessly(ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "\x1b]0;x\x07")
    shown = ssotui("doctor")
    assert "\x1b" not in shown.out
    assert "\\x1b]0;x\\x07" in shown.out


def test_repairs_want_a_terminal(ssotui: Ssotui, home: Home) -> None:
    failed = ssotui("doctor", "--fix")
    assert (failed.code, failed.out) == (2, "")
    assert home.credentials_file.stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name != "posix", reason="a terminal, and permissions")
@pytest.mark.parametrize(("answer", "mode"), [("y", 0o600), ("n", 0o644), ("", 0o644)])
def test_a_repair_is_shown_and_asked_for(home: Home, answer: str, mode: int) -> None:
    with Terminal([SSOTUI, "doctor", "--fix"], {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for("+mode 0600")
        terminal.wait_for("[y/N]")
        terminal.press(f"{answer}\r")
        assert terminal.exit_code() == 0
    assert home.credentials_file.stat().st_mode & 0o777 == mode


def test_it_loads_no_aws_and_no_textual() -> None:
    loaded = modules_after("from ssotui.cli.entry import run; run(['doctor'])")
    assert not loaded & {"textual", "rich", "botocore", "boto3", "pyperclip"}
